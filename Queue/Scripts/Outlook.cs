using System.Globalization;

namespace ChatVideoBot.Queue.Scripts;

/// <summary>What is known of a lane when an estimate is asked for.</summary>
/// <param name="Mean">A job's time at a worker, measured, newer ones counting more; null before the first.</param>
/// <param name="Running">The jobs at workers.</param>
internal sealed record Outlook(int LiveWorkers, TimeSpan? Mean, IReadOnlyList<RunningJob> Running)
{
    /// <summary>Reads what outlook() of _shared.lua returns.</summary>
    public static Outlook Read(object? reply) => reply is object[] and [long live, long mean, object?[] running]
        ? new Outlook(
            (int)live, mean < 0 ? null : TimeSpan.FromMilliseconds(mean),
            [.. running.Chunk(2).Select(ReadRunning)])
        : new Outlook(0, null, []);

    /// <summary>The time until a waiting job is made, its own work included: workers take the jobs before it as they come free.</summary>
    /// <param name="position">1 is next.</param>
    /// <returns>Null when nothing was measured or no worker lives.</returns>
    public TimeSpan? UntilMade(int position)
    {
        if (Mean is not { } mean || LiveWorkers == 0)
            return null;
        var free = Enumerable.Range(0, LiveWorkers) // when each worker comes free; one that runs nothing is free now
            .Select(worker => worker < Running.Count ? UntilMade(Running[worker])!.Value : TimeSpan.Zero).Order().ToArray();
        var (rounds, next) = Math.DivRem(position - 1, LiveWorkers);
        return free[next] + mean * (rounds + 1);
    }

    /// <summary>The time until a job at a worker is made: by its own pace once that shows, else by the mean.</summary>
    public TimeSpan? UntilMade(RunningJob job) =>
        job.Progress >= 0.1 ? job.Ran * ((1 - job.Progress) / job.Progress) : Mean is { } mean ? Left(mean, job.Ran) : null;

    private static TimeSpan Left(TimeSpan mean, TimeSpan ran) => ran < mean ? mean - ran : TimeSpan.Zero;

    private static RunningJob ReadRunning(object?[] pair) => pair is [long ran, string progress]
        ? new(TimeSpan.FromMilliseconds(ran), double.TryParse(progress, CultureInfo.InvariantCulture, out var part) ? Math.Clamp(part, 0, 1) : 0)
        : new(TimeSpan.Zero, 0);
}

/// <summary>A job at a worker.</summary>
/// <param name="Ran">How long it has been there.</param>
/// <param name="Progress">0 to 1.</param>
internal readonly record struct RunningJob(TimeSpan Ran, double Progress);
