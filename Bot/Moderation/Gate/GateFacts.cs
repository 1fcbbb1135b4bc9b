namespace ChatVideoBot.Bot.Moderation.Gate;

/// <summary>What is known of an order and of who asks, where a server's rules look at it. Words are looked at by themselves.</summary>
internal sealed record GateFacts
{
    public required DateTimeOffset Now { get; init; }
    public required string User { get; init; }

    /// <summary>Empty in a direct message.</summary>
    public required string Guild { get; init; }
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Null when nobody says it.</summary>
    public DateTimeOffset? JoinedAt { get; init; }
    public bool IsModerator { get; init; }
    public required Room Room { get; init; }

    /// <summary>The longest clip of the order.</summary>
    public double Seconds { get; init; }

    /// <summary>Of a frame of the largest clip, about; 0 when that cannot be known yet.</summary>
    public double Pixels { get; init; }
    public bool IsPrivate { get; init; }
    public bool BringsPictures { get; init; }

    /// <summary>Said for this order that the people in its pictures agreed.</summary>
    public bool IsConsented { get; init; }

    /// <summary>When they last said so for all theirs; null for never.</summary>
    public DateTimeOffset? ConsentedAt { get; init; }
}
