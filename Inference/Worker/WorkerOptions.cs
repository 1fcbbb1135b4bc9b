using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Inference.Worker;

/// <summary>How this process works on the queue's jobs: the "Worker" section of the settings.</summary>
public sealed class WorkerOptions : IValidatableObject
{
    /// <summary>The worker's name in the queue, its own among all workers: 1 to 64 of [A-Za-z0-9._-].</summary>
    [RegularExpression("^[A-Za-z0-9._-]{1,64}$")]
    public string Name { get; set; } = NameOf(Environment.MachineName, Environment.ProcessId, Random.Shared.Next());

    /// <summary>How often progress is told at most.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:10")]
    public TimeSpan ReportEvery { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long one renewal or report may take before it is given up and asked again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A clip without progress for this long is given up: one step of the model must take less. Where the queue would take the job away
    /// earlier, which goes by what it predicts for the clip, so does the worker.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "02:00:00")]
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a render may take to stop when told to. One that does not ends the worker.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan StopWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a job that runs may go on when the process is told to stop; then it is given back, as it is at once with 0. A second
    /// SIGTERM gives it back too. Whoever stops the process must wait so long, and some seconds more, before SIGKILL.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00")]
    public TimeSpan DrainWithin { get; set; }

    /// <summary>A file that says every few seconds how the worker is, for the command <c>health</c>; empty = none.</summary>
    public string HealthFile { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (StuckAfter <= ReportEvery)
            yield return new($"Worker:StuckAfter ({StuckAfter}) must be longer than Worker:ReportEvery ({ReportEvery}).");
    }

    /// <summary>Machine, process and four random digits: a restarted process in a container often has the same two before them.</summary>
    internal static string NameOf(string machine, int processId, int random)
    {
        var safe = new string([.. machine.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_').Take(40)]);
        return $"{safe}-{processId}-{random & 0xFFFF:x4}";
    }
}

[OptionsValidator]
internal sealed partial class WorkerOptionsValidator : IValidateOptions<WorkerOptions>;
