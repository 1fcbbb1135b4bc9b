namespace ChatVideoBot.Discord.Resources;

/// <summary>The bot's registration in the Developer Portal.</summary>
public sealed record Application
{
    public Snowflake Id { get; init; }
    public string Name { get; init => field = value ?? ""; } = "";
    public string? Description { get; init; }
    public User? Owner { get; init; }
    public User? Bot { get; init; }

    /// <summary>Which privileged intents are switched on: <see cref="ApplicationFlags"/>.</summary>
    public ApplicationFlags? Flags { get; init; }

    /// <summary>When set, the gateway gets no interactions at all, and nobody says so.</summary>
    public string? InteractionsEndpointUrl { get; init; }
}

/// <summary>"Limited" is the same switch on a bot in fewer than 100 guilds.</summary>
[Flags]
public enum ApplicationFlags : long
{
    None = 0,
    GatewayPresence = 1 << 12,
    GatewayPresenceLimited = 1 << 13,
    GatewayGuildMembers = 1 << 14,
    GatewayGuildMembersLimited = 1 << 15,
    GatewayMessageContent = 1 << 18,
    GatewayMessageContentLimited = 1 << 19,
}
