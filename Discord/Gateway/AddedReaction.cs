using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>Who reacted to what, with what.</summary>
public sealed record AddedReaction
{
    public Snowflake UserId { get; init; }
    public Snowflake ChannelId { get; init; }
    public Snowflake MessageId { get; init; }
    public Snowflake? GuildId { get; init; }

    /// <summary>Who wrote the message; null for a webhook's.</summary>
    public Snowflake? MessageAuthorId { get; init; }
    public Emoji? Emoji { get; init; }
}
