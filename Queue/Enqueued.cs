namespace ChatVideoBot.Queue;

public enum EnqueueStatus
{
    Accepted,

    /// <summary>A job of this id was there: its state is returned and nothing was added.</summary>
    Known,

    /// <summary><see cref="QueueOptions.MostWaiting"/> jobs wait already. Nothing was added, as below.</summary>
    QueueFull,

    /// <summary>The user has as many waiting jobs as allowed, which may be fewer under load.</summary>
    UserFull,

    /// <summary>The guild has as many waiting jobs as allowed, which may be fewer under load.</summary>
    GuildFull,

    /// <summary>The user's GPU time of this day (UTC) does not suffice for the clip.</summary>
    UserDayFull,

    /// <summary>The guild's GPU time of this day (UTC) does not suffice for the clip.</summary>
    GuildDayFull,

    /// <summary>The user or the guild may have no jobs at all.</summary>
    Barred,

    /// <summary>A moderator lets the line be worked off: no new jobs are taken.</summary>
    Draining,

    /// <summary>The guild's moderators let its line be worked off: no new jobs of it are taken.</summary>
    GuildDraining,

    /// <summary>The files that came with it have more than <see cref="QueueOptions.MaxSourceBytes"/>.</summary>
    SourcesTooLarge,

    /// <summary>The files of all jobs together have <see cref="QueueOptions.MostSourceBytes"/>; one that brings none is taken.</summary>
    SourcesFull,
}

/// <summary>What became of a draft.</summary>
/// <param name="State">The job's state; says nothing when the draft was refused.</param>
/// <param name="Limit">What refused it: a number of jobs, seconds of GPU time a day, or MiB of files; 0 where there is no number.</param>
public sealed record Enqueued(EnqueueStatus Status, JobState State, int Limit)
{
    /// <summary>It is in line, but the guild's moderators have paused that: nobody knows when it goes on.</summary>
    public bool IsPaused { get; init; }
}
