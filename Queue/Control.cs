namespace ChatVideoBot.Queue;

/// <summary>Who does something to the queue and why: kept in the audit.</summary>
public readonly record struct Word(string By, string Why);

public enum MoveResult
{
    Moved,

    /// <summary>The job does not wait (any more), or is not held where it was to be let go.</summary>
    NotWaiting,

    /// <summary>There is no such job (any more).</summary>
    Unknown,
}

/// <summary>What clearing a user did.</summary>
/// <param name="Cancelled">Jobs that waited, in line or for a moderator.</param>
/// <param name="Stopping">Jobs at workers, which were told to stop.</param>
public readonly record struct Cleared(int Cancelled, int Stopping);

public enum WorkerStanding
{
    Serving,

    /// <summary>A moderator lets it finish its job and claim nothing more.</summary>
    Maintenance,

    /// <summary>It faulted too often and gets nothing for a while.</summary>
    SetAside,
}

/// <summary>One line of the audit.</summary>
/// <param name="Target">A job, a user, a worker, a guild, a limit's subject or "queue".</param>
public sealed record AuditEntry(string Id, DateTimeOffset At, string By, string What, string Target, string Why)
{
    /// <summary>Of the job or the limit that it is about; empty where it is about none.</summary>
    public string Guild { get; init; } = "";
}
