namespace ChatVideoBot.Queue;

public enum JobEventKind
{
    Queued,
    Started,
    Progress,

    /// <summary>Progress with a new preview.</summary>
    Preview,

    /// <summary>The clip is in the outbox.</summary>
    Made,

    /// <summary>The clip is in the chat.</summary>
    Done,
    Failed,
    Cancelled,
    Expired,

    /// <summary>A moderator changed its place in line.</summary>
    Moved,
    Held,

    /// <summary>Back in line: its worker is gone, gave it back, or a try failed.</summary>
    Requeued,

    /// <summary>A worker faulted too often and gets no jobs for a while. Moderators should know.</summary>
    WorkerSetAside,
}

/// <summary>Something that happened. The job itself is the truth: an event may come twice after a restart.</summary>
/// <param name="Id">Of <see cref="JobEventKind.WorkerSetAside"/>: none.</param>
/// <param name="Worker">Of <see cref="JobEventKind.WorkerSetAside"/> only, else empty.</param>
public readonly record struct JobEvent(JobEventKind Kind, JobId Id, string Worker);
