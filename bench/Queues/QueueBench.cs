using System.Diagnostics;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Queues;

/// <summary>
/// Cycles a second of a job's whole life (enqueue, claim, complete with a clip of 1 KiB, take the delivery, acknowledge: five scripts and
/// the clip's own write) against two floors: as many bare EVALSHA as redis-benchmark gets through on the same server in the same run, of
/// a script that does nothing and of one that writes. The server's files are synced at each write, as a queue's should be.
/// </summary>
internal static class QueueBench
{
    private const int ScriptsACycle = 5;
    private static readonly string[] Lanes = ["pocket"];

    public static async Task RunAsync(Uri redis, double seconds, CancellationToken cancel)
    {
        foreach (var inFlight in new[] { 1, 16, 64 })
        {
            var nothing = await RedisFloor.EvalShaPerSecondAsync(redis, RedisFloor.Nothing, inFlight, cancel);
            var write = await RedisFloor.EvalShaPerSecondAsync(redis, RedisFloor.Write, inFlight, cancel);
            var (cycles, times) = await CyclesAsync(redis, inFlight, TimeSpan.FromSeconds(seconds), cancel);
            times.Sort();
            Row.Write(new
            {
                bench = "queue",
                in_flight = inFlight,
                cycles_per_s = Math.Round(cycles / seconds, 1),
                floor_evalsha_per_s = Math.Round(nothing, 1),
                ratio_to_floor = Math.Round(cycles / seconds / (nothing / ScriptsACycle), 3),
                floor_evalsha_write_per_s = Math.Round(write, 1),
                ratio_to_write_floor = Math.Round(cycles / seconds / (write / ScriptsACycle), 3),
                p50_ms = Math.Round(Row.Quantile(times, 0.5), 2),
                p99_ms = Math.Round(Row.Quantile(times, 0.99), 2),
            });
        }
    }

    private static async Task<(int Cycles, List<double> Milliseconds)> CyclesAsync(Uri redis, int inFlight, TimeSpan length, CancellationToken cancel)
    {
        await using var queue = JobQueue.Open(redis, new QueueOptions { Name = $"bench-{Guid.NewGuid():N}"[..20], MostWaiting = 100_000, MostPerUser = 100_000 });
        await queue.AnnounceAsync("bench", Lanes, cancel);
        var milliseconds = new List<double>();
        var clip = new byte[1024];
        var clock = Stopwatch.StartNew();
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async lane =>
        {
            while (clock.Elapsed < length)
            {
                var began = clock.Elapsed;
                var n = Interlocked.Increment(ref next);
                await queue.EnqueueAsync(new(new($"{lane}-{n}"), $"user{n % 50}", "guild", new() { Prompt = "a red ball", Seed = n }, "{}"), cancel);
                if (await queue.ClaimAsync("bench", Lanes, cancel) is { } lease)
                    await queue.CompleteAsync(lease, new(256, 256, 17, 8, "pocket", TimeSpan.FromSeconds(1)), clip, cancel);
                if (await queue.TakeDeliveryAsync(cancel) is { } delivery) await queue.AcknowledgeAsync(delivery, cancel);
                lock (milliseconds) milliseconds.Add((clock.Elapsed - began).TotalMilliseconds);
            }
        }));
        return (milliseconds.Count, milliseconds);
    }
}
