namespace ChatVideoBot.Discord.Gateway;

/// <summary>Which message was deleted.</summary>
public sealed record DeletedMessage
{
    public Snowflake Id { get; init; }
    public Snowflake ChannelId { get; init; }
    public Snowflake? GuildId { get; init; }
}
