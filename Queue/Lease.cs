namespace ChatVideoBot.Queue;

/// <summary>A worker's right to a job, until <paramref name="Ends"/> unless renewed.</summary>
/// <param name="Token">Grows with every claim of the queue: a later write with an older token is refused.</param>
/// <param name="Attempt">1 for the first try.</param>
/// <param name="Ends">By the Redis server's clock: measure the lease's length by a clock of your own, from before the call.</param>
public sealed record Lease(JobId Id, long Token, ClipRequest Clip, bool HasPicture, int Attempt, DateTimeOffset Ends);

/// <summary>What a worker hears when it renews or reports.</summary>
public enum Beat
{
    Ok,

    /// <summary>Stop, then call <see cref="JobQueue.CancelledAsync"/>. The lease was renewed.</summary>
    Cancel,

    /// <summary>The lease is over and may be another's: drop the work.</summary>
    Lost,
}
