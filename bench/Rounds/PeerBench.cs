using ChatVideoBot.Bench.Queues;

namespace ChatVideoBot.Bench.Rounds;

/// <summary>
/// Ours, the floor and BullMQ in turn on one server, several rounds: what disturbs the machine disturbs all of them. Figures are the medians
/// of the rounds, ratios the medians of each round's ratio.
/// </summary>
internal static class PeerBench
{
    public static Task RunAsync(Order order) => order.WithRedisAsync(async redis =>
    {
        var (seconds, rounds, cancel) = (order.Number("--seconds", 2), order.Whole("--rounds", 4), order.Cancel);
        var length = TimeSpan.FromSeconds(seconds);
        var concurrencies = order.List("--in-flight", QueueBench.InFlight);
        var seen = new Samples();
        await using var bullmq = await BullMq.StartAsync(redis, cancel);
        await QueueBench.WarmAsync(redis, cancel);
        foreach (var mode in (string[])["cycle", "adding", "manual", "add+drain", "wake"])
            await bullmq.RunAsync(mode, 64, 1, cancel);

        for (var round = 1; round <= rounds; round++)
        {
            foreach (var inFlight in concurrencies)
            {
                Row.Note($"round {round} of {rounds}: {inFlight} in flight");
                await FloorAsync(inFlight);
                var plain = await ClosedLoop.ApartAsync(redis, inFlight, length, cancel);
                seen.Add("ours", inFlight, [("plain", plain.PerSecond), ("plain_p50", plain.P50), ("plain_p99", plain.P99)]);
                foreach (var (metric, value) in await bullmq.RunAsync("cycle", inFlight, seconds, cancel))
                    seen.Add("bullmq", inFlight, [(metric.Replace("cycle", "plain", StringComparison.Ordinal), value)]);
                var merged = await ClosedLoop.MergedAsync(redis, inFlight, length, cancel);
                seen.Add("ours", inFlight,
                    [("merged", merged.PerSecond), ("merged_p50", merged.P50), ("merged_p99", merged.P99), ("bytes", merged.BytesEach)]);
                seen.Add("bullmq", inFlight, await bullmq.RunAsync("adding", inFlight, seconds, cancel));
                seen.Add("bullmq", inFlight, await bullmq.RunAsync("manual", inFlight, seconds, cancel));
                var (add, drain) = await Backlog.AddAndDrainAsync(redis, inFlight, length, cancel);
                seen.Add("ours", inFlight, [("add", add), ("drain", drain)]);
                seen.Add("bullmq", inFlight, await bullmq.RunAsync("add+drain", inFlight, seconds, cancel));
            }
            var wake = await WakeUp.MeasureAsync(redis, length, cancel);
            seen.Add("ours", 1, [("wake_p50", Row.Quantile(wake, 0.5)), ("wake_p99", Row.Quantile(wake, 0.99))]);
            seen.Add("bullmq", 1, await bullmq.RunAsync("wake", 1, seconds, cancel));
        }
        PeerTable.Write(seen, concurrencies);

        async Task FloorAsync(int inFlight)
        {
            var floor = await Floor.MeasureAsync(redis, inFlight, seconds / 3, cancel);
            seen.Add("floor", inFlight,
            [
                ("nothing", floor.Nothing), ("add", floor.Add), ("drain", floor.CompleteAndClaim),
                ("merged", Floor.PerJob(floor.Add, floor.CompleteAndClaim)),
            ]);
        }
    });
}
