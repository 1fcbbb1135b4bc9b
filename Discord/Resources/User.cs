namespace ChatVideoBot.Discord.Resources;

/// <summary>A person or a bot.</summary>
public sealed record User
{
    public Snowflake Id { get; init; }
    public string Username { get; init => field = value ?? ""; } = "";
    public string? Discriminator { get; init; }
    public string? GlobalName { get; init; }
    public string? Avatar { get; init; }
    public bool? Bot { get; init; }

    /// <summary>The name people see: the one they chose, or the user name.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string DisplayName => GlobalName ?? Username;

    /// <summary>Text that Discord shows as a mention.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Mention => $"<@{Id}>";
}
