namespace ChatVideoBot.Bot.Moderation.Cases;

public enum CaseKind
{
    /// <summary>A rule of the server wants a moderator to look at it before it is made.</summary>
    Held,

    /// <summary>It was refused over its words, and who asked wants a moderator to look at it.</summary>
    Appealed,

    /// <summary>The clip is made, and in its frames the worker saw what it was told to look for.</summary>
    Flagged,

    /// <summary>Somebody reported the posted clip.</summary>
    Reported,
}

public enum CaseEnd
{
    Open,
    Approved,
    Refused,

    /// <summary>There is nothing left to decide: cancelled, expired, deleted.</summary>
    Over,
}

/// <summary>Something that waits for a moderator of a server.</summary>
/// <param name="Id">The order's, job's or clip's: one thing is one case at a time.</param>
/// <param name="User">Who asked for the clip.</param>
/// <param name="Words">What they wrote.</param>
/// <param name="Why">What made it a case, in a moderator's words; empty where the kind says it all.</param>
/// <param name="Link">To the message that holds the clip; empty for none.</param>
public sealed record Case(string Id, CaseKind Kind, string Guild, string Channel, string User, string Words, string Why, string Link, DateTimeOffset At)
{
    public CaseEnd End { get; init; } = CaseEnd.Open;

    /// <summary>Who decided; empty while it is open.</summary>
    public string By { get; init => field = value ?? ""; } = "";

    /// <summary>What they said about it, for who asked and the log.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>Null while it is open.</summary>
    public DateTimeOffset? DecidedAt { get; init; }
}
