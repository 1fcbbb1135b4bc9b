using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue;

/// <summary>How jobs wait, are leased and are kept: the "Queue" section of the settings. All processes of a queue should agree.</summary>
public sealed class QueueOptions : IValidatableObject
{
    /// <summary>The queue's name, part of every key: 1 to 40 of [A-Za-z0-9_-].</summary>
    [RegularExpression("^[A-Za-z0-9_-]{1,40}$")]
    public string Name { get; set; } = "main";

    /// <summary>The model of jobs that ask for none: 1 to 64 of [A-Za-z0-9._-].</summary>
    [RegularExpression("^[A-Za-z0-9._-]{1,64}$")]
    public string DefaultModel { get; set; } = "pocket";

    /// <summary>How long a worker owns a job it does not renew. A dead worker's job waits this long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a worker renews its lease and says that it lives. Silent for three times as long, it counts as gone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan RenewEvery { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the bot owns a delivery it took. After a crash of the bot the end is told again this much later.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:30:00")]
    public TimeSpan DeliveryLease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often the reaper looks for leases that ran out.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ReapEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a job waits for a worker before it ends as expired.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan ExpireAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often a job is tried when workers report failures that may pass.</summary>
    [Range(1, 20)]
    public int Attempts { get; set; } = 3;

    /// <summary>How many workers a job may take down with it before it is given up.</summary>
    [Range(1, 20)]
    public int Crashes { get; set; } = 2;

    /// <summary>The wait before the second try; doubles with each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Jobs in a row that may fail or end without a word at a worker before it is set aside.</summary>
    [Range(1, 1000)]
    public int FaultsToSetAside { get; set; } = 5;

    /// <summary>How long a worker that faults is set aside, unless a moderator lets it go on.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan SetAsideFor { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Jobs that may wait in one lane.</summary>
    [Range(1, 10_000_000)]
    public int MostWaiting { get; set; } = 1000;

    /// <summary>Jobs of one user that may wait, unless a limit says otherwise.</summary>
    [Range(1, 10_000_000)]
    public int MostWaitingPerUser { get; set; } = 10;

    /// <summary>Jobs of one guild that may wait, unless a limit says otherwise; 0 for no limit.</summary>
    [Range(0, 10_000_000)]
    public int MostWaitingPerGuild { get; set; }

    /// <summary>With more waiting jobs than this in a lane, users' and guilds' limits shrink in proportion, to one job at least.</summary>
    [Range(1, 10_000_000)]
    public int TightenAt { get; set; } = 200;

    /// <summary>Jobs of one user at workers, unless a limit says otherwise; 0 for no limit.</summary>
    [Range(0, 10_000)]
    public int MostRunningPerUser { get; set; }

    /// <summary>Jobs of one guild at workers, unless a limit says otherwise; 0 for no limit.</summary>
    [Range(0, 10_000)]
    public int MostRunningPerGuild { get; set; }

    /// <summary>What a second of clip takes at a worker, until one was measured: for fair shares, never told as an estimate.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan FirstGuess { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of undelivered clips at which workers stop claiming; a quarter of Redis' maxmemory where that is less.</summary>
    [Range(1_000_000, 1_000_000_000_000)]
    public long MostClipBytes { get; set; } = 1_000_000_000;

    /// <summary>Bytes of all clips that could not be delivered and are kept to be fetched, or wait for a moderator: of more, the oldest go; an eighth of Redis' maxmemory where that is less.</summary>
    [Range(0, 1_000_000_000_000)]
    public long MostKeptBytes { get; set; } = 500_000_000;

    /// <summary>Bytes of all files together that come with one job.</summary>
    [Range(1 << 20, 256 << 20)]
    public long MaxSourceBytes { get; set; } = 64 << 20;

    /// <summary>Bytes of files of all jobs whose end is not told: with more, jobs that bring some are refused; a quarter of Redis' maxmemory where that is less.</summary>
    [Range(1_000_000, 1_000_000_000_000)]
    public long MostSourceBytes { get; set; } = 2_000_000_000;

    /// <summary>Bytes of finished windows that are kept of one job; those that are more are not, and would be made anew.</summary>
    [Range(0, 1_000_000_000_000)]
    public long MostSegmentBytes { get; set; } = 256 << 20;

    /// <summary>How long a held job waits for a moderator before it ends as expired.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan KeepHeld { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a made clip waits for a moderator before its job ends as failed.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "90.00:00:00")]
    public TimeSpan KeepHeldClips { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long an undelivered clip, one that could not be delivered, a job's files, a preview and the finished part of a long clip are kept.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan KeepClips { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a job that is done, cancelled or expired can still be read.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan KeepDone { get; set; } = TimeSpan.FromDays(7);

    /// <summary>So many of them are kept at most.</summary>
    [Range(0, 10_000_000)]
    public int MostDone { get; set; } = 10_000;

    /// <summary>How long after a job's end what its user wrote can still be read.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan KeepPrompts { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Replicas that must hold an accepted job, a made clip's end and a recorded message before the caller hears of it, so that a failover
    /// forgets none; 0 where there are no replicas.
    /// </summary>
    [Range(0, 10)]
    public int Replicas { get; set; }

    /// <summary>
    /// Settings of Redis that the owner accepts although jobs may be lost by them, by name and separated by commas: appendonly,
    /// appendfsync, maxmemory-policy. Without it such a Redis is refused at start.
    /// </summary>
    public string Tolerate { get; set; } = "";

    /// <summary>How long a failed job can still be read.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan KeepFailed { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long it can be read what moderators did to the queue: the newest 100,000 entries at most.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan KeepAudit { get; set; } = TimeSpan.FromDays(365);

    /// <summary>A job's files, at the longest: it may be held, wait, and be delivered late.</summary>
    internal TimeSpan KeepSources => ExpireAfter + KeepHeld + KeepClips;

    /// <summary>The settings of Redis that <see cref="Tolerate"/> names.</summary>
    public IReadOnlyList<string> Tolerated() =>
        Tolerate.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RenewEvery > Lease / 2) // one lost renewal must not lose the job
            yield return new($"Queue:RenewEvery ({RenewEvery}) must be at most half of Queue:Lease ({Lease}).");
        foreach (var setting in Tolerated().Except(RedisCheck.Tolerable))
            yield return new($"Queue:Tolerate names '{setting}': what can be tolerated is {string.Join(", ", RedisCheck.Tolerable)}.");
    }
}

[OptionsValidator]
internal sealed partial class QueueOptionsValidator : IValidateOptions<QueueOptions>;
