namespace ChatVideoBot.Queue;

/// <summary>
/// A job's class of service. A higher band is served before a lower one, but one claim in eight serves the lowest band that waits, so
/// that none starves. Within a band guilds share, and in a guild its users, by the GPU time they ask for.
/// </summary>
public enum Band
{
    /// <summary>For moderators.</summary>
    Urgent,

    /// <summary>For roles that a server favours.</summary>
    Boosted,

    Normal,

    /// <summary>For what may wait.</summary>
    Relaxed,
}
