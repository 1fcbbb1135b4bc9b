namespace ChatVideoBot.Bench.Queues;

/// <summary>
/// Our queue alone, for machines to read: rows "ours TAB jobs in flight TAB metric TAB value" and nothing else. cycle, drain and add are jobs
/// a second, the others milliseconds.
/// </summary>
internal static class QueueBench
{
    public static readonly int[] InFlight = [1, 16, 64, 256];

    /// <summary>How long a loop runs before it is measured.</summary>
    public static TimeSpan WarmUp(TimeSpan length) => TimeSpan.FromSeconds(Math.Min(1, length.TotalSeconds * 0.3));

    public static Task RunAsync(Order order) => order.WithRedisAsync(async redis =>
    {
        var length = TimeSpan.FromSeconds(order.Number("--seconds", 3));
        await WarmAsync(redis, order.Cancel);
        foreach (var inFlight in order.List("--in-flight", InFlight))
        {
            var cycle = await ClosedLoop.MergedAsync(redis, inFlight, length, order.Cancel);
            var (add, drain) = await Backlog.AddAndDrainAsync(redis, inFlight, length, order.Cancel);
            Row.Write("ours", inFlight, "cycle", cycle.PerSecond);
            Row.Write("ours", inFlight, "cycle_p50", cycle.P50);
            Row.Write("ours", inFlight, "cycle_p99", cycle.P99);
            Row.Write("ours", inFlight, "drain", drain);
            Row.Write("ours", inFlight, "add", add);
            Row.Note($"{inFlight} in flight: {cycle.BytesEach:0} bytes allocated a cycle");
            if (inFlight != 1)
                continue;
            var wake = await WakeUp.MeasureAsync(redis, length, order.Cancel);
            Row.Write("ours", 1, "wake_p50", Row.Quantile(wake, 0.5));
            Row.Write("ours", 1, "wake_p99", Row.Quantile(wake, 0.99));
        }
    });

    /// <summary>The first calls of a program compile it.</summary>
    public static async Task WarmAsync(Uri redis, CancellationToken cancel)
    {
        var second = TimeSpan.FromSeconds(1);
        await ClosedLoop.MergedAsync(redis, 64, second, cancel);
        await Backlog.AddAndDrainAsync(redis, 16, second / 2, cancel);
        await WakeUp.MeasureAsync(redis, second / 2, cancel);
    }
}
