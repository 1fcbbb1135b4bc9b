namespace ChatVideoBot.Queue;

/// <summary>A job before it is in the queue.</summary>
/// <param name="User">Whose job it is: fairness, limits and "my jobs" go by it.</param>
/// <param name="Guild">Where it was asked for; empty in a direct message, which counts as a guild of one.</param>
/// <param name="Origin">The bot's own JSON, opaque here: it comes back with the job.</param>
public sealed record JobDraft(JobId Id, string User, string Guild, ClipRequest Clip, string Origin)
{
    /// <summary>
    /// The files that it is made from, at most <see cref="QueueOptions.MaxSourceBytes"/> in all. Kept in a key of their own until the job's
    /// end was told.
    /// </summary>
    public ClipSources Sources { get; init; } = ClipSources.None;

    /// <summary>Null: what <see cref="Limits"/> say of the user, else <see cref="Queue.Band.Normal"/>.</summary>
    public Band? Band { get; init; }

    /// <summary>The user's roles, for <see cref="Limits"/> by role.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Width times height of a frame; 0 when the model chooses.</summary>
    public int Pixels { get; init; }

    /// <summary>Memory that a GPU must have for it, in MiB; 0 when not known.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>It waits for a moderator's <see cref="JobQueue.LetGoAsync"/> before it stands in line.</summary>
    public bool Hold { get; init; }
}
