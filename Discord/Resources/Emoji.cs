namespace ChatVideoBot.Discord.Resources;

/// <summary>A Unicode emoji (Name only) or one of a guild's own (with Id).</summary>
public sealed record Emoji
{
    public Snowflake? Id { get; init; }
    public string? Name { get; init; }
    public bool? Animated { get; init; }
}
