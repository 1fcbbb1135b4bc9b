namespace ChatVideoBot.Discord.Resources;

/// <summary>A user as one guild knows them.</summary>
public sealed record Member
{
    /// <summary>Absent in "resolved" members and in a message's member: the user stands beside it there.</summary>
    public User? User { get; init; }
    public string? Nick { get; init; }
    public string? Avatar { get; init; }
    public IReadOnlyList<Snowflake> Roles { get; init => field = value ?? []; } = [];
    public DateTimeOffset? JoinedAt { get; init; }
    public DateTimeOffset? PremiumSince { get; init; }
    public DateTimeOffset? CommunicationDisabledUntil { get; init; }

    /// <summary>Only in interactions: what the member may do in that channel, overwrites applied.</summary>
    public Permissions? Permissions { get; init; }
}
