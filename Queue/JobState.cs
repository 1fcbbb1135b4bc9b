namespace ChatVideoBot.Queue;

/// <summary>Where a job stands. Every accepted job ends in exactly one of Done, Failed, Cancelled and Expired.</summary>
public enum JobState
{
    /// <summary>Set by enqueue, and again when a job is given back or tried again. Next: Claimed, Cancelled, Expired.</summary>
    Waiting,

    /// <summary>Set aside until a moderator lets it go; no worker is offered it. Next: Waiting, Cancelled.</summary>
    Held,

    /// <summary>Set by claim: a worker holds the lease but has not reported yet. Next: Running, or as from Running.</summary>
    Claimed,

    /// <summary>Set by the worker's first beat. Next: Delivering, Failed, Cancelled; Waiting when the lease ends or a try failed.</summary>
    Running,

    /// <summary>Set by complete: the clip is in the outbox. Next: Done when the bot has posted it, Failed when it cannot.</summary>
    Delivering,

    /// <summary>Set by acknowledge: the clip is in the chat. The end.</summary>
    Done,

    /// <summary>Set by fail, by refuse, or by the reaper after repeated crashes. Told to the user through the outbox. The end.</summary>
    Failed,

    /// <summary>Set by cancel while waiting, by the worker that stopped, or by whoever finds a stopped job's lease over. The end.</summary>
    Cancelled,

    /// <summary>Set by the reaper: no worker took the job in <see cref="QueueOptions.ExpireAfter"/>. The end.</summary>
    Expired,
}
