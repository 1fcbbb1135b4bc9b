namespace ChatVideoBot.Queue;

/// <summary>A worker's right to a job, until <paramref name="Ends"/> unless renewed.</summary>
/// <param name="Token">Grows with every claim of the queue: a later write with an older token is refused.</param>
/// <param name="HasSources">Files came with it: see <see cref="JobQueue.ReadSourcesAsync"/>.</param>
/// <param name="Attempt">1 for the first try.</param>
/// <param name="Predicted">The time that like clips took; a guess before the first.</param>
/// <param name="Ends">By the Redis server's clock: measure the lease's length by a clock of your own, from before the call.</param>
public sealed record Lease(
    JobId Id, long Token, string Worker, ClipRequest Clip, bool HasSources, int Attempt, TimeSpan Predicted, DateTimeOffset Ends)
{
    /// <inheritdoc cref="Job.Trace"/>
    public string Trace { get; init; } = "";

    /// <summary>When the job was asked for, by the Redis server's clock.</summary>
    internal DateTimeOffset CreatedAt { get; init; }

    /// <summary>The band that it was served from.</summary>
    internal string Band { get; init; } = "";

    /// <summary>The queue takes a job away whose progress has stood still for so long, however well its worker beats: see beat.lua.</summary>
    public TimeSpan MostWithoutProgress => Predicted * 4 + TimeSpan.FromMinutes(1);
}

/// <summary>What a worker hears when it renews or reports.</summary>
public enum Beat
{
    Ok,

    /// <summary>Stop, then call <see cref="JobQueue.CancelledAsync"/>. The lease was renewed.</summary>
    Cancel,

    /// <summary>The lease is over and may be another's: drop the work.</summary>
    Lost,
}

/// <summary>What became of a clip that was handed over.</summary>
/// <param name="IsTaken">False when the lease is another's by now, or the job was cancelled.</param>
/// <param name="Next">The worker's next job; null when none waits for it.</param>
public readonly record struct Completed(bool IsTaken, Lease? Next);
