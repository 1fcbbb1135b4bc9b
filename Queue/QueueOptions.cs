using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue;

/// <summary>How jobs wait, are leased and are kept: the "Queue" section of the settings. All processes of a queue should agree.</summary>
public sealed class QueueOptions : IValidatableObject
{
    /// <summary>The queue's name, part of every key: 1 to 40 of [A-Za-z0-9_-].</summary>
    [RegularExpression("^[A-Za-z0-9_-]{1,40}$")]
    public string Name { get; set; } = "main";

    /// <summary>The lane of jobs that ask for no model: 1 to 64 of [A-Za-z0-9._-].</summary>
    [RegularExpression("^[A-Za-z0-9._-]{1,64}$")]
    public string DefaultLane { get; set; } = "pocket";

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

    /// <summary>Jobs that may wait in one lane.</summary>
    [Range(1, 1_000_000)]
    public int MostWaiting { get; set; } = 1000;

    /// <summary>Jobs of one user that may wait or run.</summary>
    [Range(1, 1_000_000)]
    public int MostPerUser { get; set; } = 10;

    /// <summary>How long an undelivered clip, a picture and a preview are kept.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan KeepClips { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a job that is done, cancelled or expired can still be read, its prompt with it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan KeepDone { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a failed job can still be read.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan KeepFailed { get; set; } = TimeSpan.FromDays(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RenewEvery > Lease / 2) // one lost renewal must not lose the job
            yield return new($"Queue:RenewEvery ({RenewEvery}) must be at most half of Queue:Lease ({Lease}).");
    }
}

[OptionsValidator]
internal sealed partial class QueueOptionsValidator : IValidateOptions<QueueOptions>;
