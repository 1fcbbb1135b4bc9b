namespace ChatVideoBot.Queue;

/// <summary>A job as it stood when it was read. Times are the Redis server's.</summary>
public sealed record Job
{
    public required JobId Id { get; init; }
    public required JobState State { get; init; }
    public required string User { get; init; }

    /// <summary>Empty in a direct message.</summary>
    public required string Guild { get; init; }

    public required ClipRequest Clip { get; init; }

    /// <summary>The bot's own JSON, as it was given.</summary>
    public required string Origin { get; init; }

    /// <summary>Files came with it: see <see cref="ClipSources"/>.</summary>
    public bool HasSources { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the newest try was claimed; null before the first.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the work ended, whether or not it has been delivered.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>1 is next; 0 when the job does not wait.</summary>
    public int Position { get; init; }

    /// <summary>From the reading until the clip is made; null when it cannot be said or the work has ended.</summary>
    public Eta? Eta { get; init; }

    /// <summary>It waits, but moderators have paused its guild: it has neither position nor estimate until they open it again.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Its made clip waits for a moderator until then; null where it does not. The state is <see cref="JobState.Delivering"/>.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>A moderator has looked at its made clip and let it go: it is not held again.</summary>
    public bool IsReviewed { get; init; }

    public Band Band { get; init; } = Band.Normal;

    /// <summary>A moderator put it before all bands.</summary>
    public bool IsPromoted { get; init; }

    /// <summary>Where it waits: the name of a <see cref="Queue.Lane"/>.</summary>
    public string Lane { get; init; } = "";

    /// <summary>The time that like clips take at a worker; a guess before the first.</summary>
    public TimeSpan Predicted { get; init; }

    /// <summary>An estimate of it was told before, and is compared with what comes.</summary>
    internal bool WasTold { get; init; }

    /// <summary>The first estimate that was told of it, and when.</summary>
    internal TimeSpan Told { get; init; }

    /// <inheritdoc cref="Told"/>
    internal DateTimeOffset? ToldAt { get; init; }

    /// <summary>Where its trace began, W3C traceparent; empty when nobody traced, or an older version wrote it. See <see cref="JobTrace"/>.</summary>
    public string Trace { get; init; } = "";

    /// <summary>That has or had it last; empty before the first.</summary>
    public string Worker { get; init; } = "";

    /// <summary>Workers that ended without a word, or hung, over it.</summary>
    public int Crashes { get; init; }

    /// <summary>Tries that workers reported as failed.</summary>
    public int Failures { get; init; }

    /// <summary>Workers that serve the job's lane now: with none, nobody can make it now.</summary>
    public int LiveWorkers { get; init; }

    /// <summary>Of the newest try, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>The worker's word for what it does now; empty before its first.</summary>
    public string Stage { get; init; } = "";

    /// <summary>Grows with each new preview; 0 while there is none.</summary>
    public long PreviewVersion { get; init; }

    /// <summary>Somebody cancelled it while it ran; the worker is told at its next beat.</summary>
    public bool CancelWanted { get; init; }

    /// <summary>How often it was claimed; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>Set when the state is <see cref="JobState.Failed"/>.</summary>
    public JobFailure? Failure { get; init; }

    /// <summary>The message that carries the result, once it is recorded.</summary>
    public string? MessageId { get; init; }

    /// <summary>The bot's small facts, by name.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();
}
