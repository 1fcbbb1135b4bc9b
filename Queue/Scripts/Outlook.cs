namespace ChatVideoBot.Queue.Scripts;

/// <summary>What is known of a lane when an estimate is asked for.</summary>
/// <param name="Mean">A job's time at a worker, measured, newer ones counting more; null before the first.</param>
/// <param name="Ran">How long each job at a worker has been there.</param>
internal sealed record Outlook(int LiveWorkers, TimeSpan? Mean, IReadOnlyList<TimeSpan> Ran)
{
    /// <summary>Reads what outlook() of _shared.lua returns.</summary>
    public static Outlook Read(object? reply) => reply is object[] and [long live, long mean, object?[] ran]
        ? new Outlook(
            (int)live, mean < 0 ? null : TimeSpan.FromMilliseconds(mean),
            [.. ran.OfType<long>().Select(ms => TimeSpan.FromMilliseconds(ms))])
        : new Outlook(0, null, []);

    /// <summary>The time until a waiting job is made, its own work included: workers take the jobs before it as they come free.</summary>
    /// <param name="position">1 is next.</param>
    /// <returns>Null when nothing was measured or no worker lives.</returns>
    public TimeSpan? UntilMade(int position)
    {
        if (Mean is not { } mean || LiveWorkers == 0)
            return null;
        var free = Enumerable.Range(0, LiveWorkers) // when each worker comes free; one that runs nothing is free now
            .Select(worker => worker < Ran.Count ? Left(mean, Ran[worker]) : TimeSpan.Zero).Order().ToArray();
        var (rounds, next) = Math.DivRem(position - 1, LiveWorkers);
        return free[next] + mean * (rounds + 1);
    }

    /// <summary>The time until a job at a worker is made: by its own pace once that shows, else by the mean.</summary>
    /// <param name="progress">0 to 1.</param>
    public TimeSpan? UntilMade(TimeSpan ran, double progress) =>
        progress >= 0.1 ? ran * ((1 - progress) / progress) : Mean is { } mean ? Left(mean, ran) : null;

    private static TimeSpan Left(TimeSpan mean, TimeSpan ran) => ran < mean ? mean - ran : TimeSpan.Zero;
}
