namespace ChatVideoBot.Queue;

public enum EnqueueStatus
{
    Accepted,

    /// <summary>A job of this id was there: its state is returned and nothing was added.</summary>
    Known,

    /// <summary><see cref="QueueOptions.MostWaiting"/> jobs wait already. Nothing was added.</summary>
    QueueFull,

    /// <summary>The user has <see cref="QueueOptions.MostPerUser"/> jobs that wait or run. Nothing was added.</summary>
    UserFull,
}

/// <summary>What became of a draft.</summary>
/// <param name="State">The job's state; says nothing when the draft was refused.</param>
/// <param name="Position">1 is next; 0 when the job does not wait.</param>
/// <param name="Eta">From now until the clip is made; null when no like job was measured or no worker lives.</param>
/// <param name="LiveWorkers">Workers that serve the job's lane now; 0 should be told to the user at once.</param>
public sealed record Enqueued(EnqueueStatus Status, JobState State, int Position, TimeSpan? Eta, int LiveWorkers);
