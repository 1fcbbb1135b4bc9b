namespace ChatVideoBot.Discord.Resources;

/// <summary>The bot's registration in the Developer Portal.</summary>
public sealed record Application
{
    public Snowflake Id { get; init; }
    public string Name { get; init => field = value ?? ""; } = "";
    public string? Description { get; init; }
    public User? Owner { get; init; }
    public User? Bot { get; init; }

    /// <summary>Null when one user owns it. The owner is then a user of Discord's own that stands for the team.</summary>
    public Team? Team { get; init; }

    /// <summary>Which privileged intents are switched on: <see cref="ApplicationFlags"/>.</summary>
    public ApplicationFlags? Flags { get; init; }

    /// <summary>Others than its owner may add it to their servers.</summary>
    public bool? BotPublic { get; init; }

    /// <summary>It can only be added through a page of its owner's: an ordinary invitation fails.</summary>
    public bool? BotRequireCodeGrant { get; init; }

    /// <summary>When set, the gateway gets no interactions at all, and nobody says so.</summary>
    public string? InteractionsEndpointUrl { get; init; }
}

public sealed record Team
{
    public Snowflake Id { get; init; }
    public IReadOnlyList<TeamMember> Members { get; init => field = value ?? []; } = [];
}

public sealed record TeamMember
{
    public User? User { get; init; }

    /// <summary>1 invited, 2 accepted.</summary>
    public int MembershipState { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsAccepted => MembershipState == 2;
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
