using System.Diagnostics;
using ChatVideoBot.Bench.Queues;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Depth;

/// <summary>
/// What a long line costs: claim and position with that many jobs of 10,000 users in 500 guilds waiting, one call at a time, and the
/// memory of a waiting job. Times of the server are its own count of microseconds in EVALSHA; they leave the way there and back out,
/// which hides what a script costs.
/// </summary>
internal static class DepthBench
{
    private const int Users = 10_000;
    private const int Guilds = 500;
    private const int Calls = 1000;

    public static Task RunAsync(Order order) => order.WithRedisAsync(async redis =>
    {
        await QueueBench.WarmAsync(redis, order.Cancel);
        Depths? shallow = null;
        foreach (var jobs in order.List("--depths", 1_000, 100_000, 1_000_000))
        {
            Row.Note($"laying in {jobs} jobs …");
            var deep = await MeasureAsync(redis, jobs, order.Cancel);
            shallow ??= deep;
            Row.Write(new
            {
                bench = "depth",
                waiting = jobs,
                claim_server_us = Math.Round(deep.Claim.Server, 1),
                find_server_us = Math.Round(deep.Find.Server, 1),
                enqueue_server_us = Math.Round(deep.Enqueue.Server, 1),
                claim_p50_ms = Math.Round(deep.Claim.P50, 3),
                find_p50_ms = Math.Round(deep.Find.P50, 3),
                claim_server_ratio = Math.Round(deep.Claim.Server / shallow.Claim.Server, 2),
                find_server_ratio = Math.Round(deep.Find.Server / shallow.Find.Server, 2),
                claim_p50_ratio = Math.Round(deep.Claim.P50 / shallow.Claim.P50, 2),
                find_p50_ratio = Math.Round(deep.Find.P50 / shallow.Find.P50, 2),
                bytes_a_waiting_job = Math.Round(deep.BytesEach),
            });
        }
    });

    private sealed record Cost(double P50, double Server);

    private sealed record Depths(Cost Claim, Cost Find, Cost Enqueue, double BytesEach);

    private static async Task<Depths> MeasureAsync(Uri redis, int jobs, CancellationToken cancel)
    {
        await using var bench = await BenchQueue.OpenAsync(redis, cancel);
        await using var plain = await PlainRedis.ConnectAsync(redis);
        var (queue, random) = (bench.Queue, new Random(1));
        var before = await plain.InfoAsync("memory", "used_memory");
        await Backlog.FillAsync(queue, jobs, Draft, cancel);
        var bytes = (await plain.InfoAsync("memory", "used_memory") - before) / jobs;

        var find = await CostAsync(plain, async _ =>
        {
            var job = await queue.FindAsync(Jobs.Draft(random.Next(jobs)).Id, cancel);
            return job is { Position: > 0 } ? true : throw new InvalidOperationException("A waiting job has no position.");
        });
        // As many are put in as are taken out, so that the line stays as long; not in turn, or the counts of EVALSHA would mix.
        var claims = new List<Cost>();
        var enqueues = new List<Cost>();
        var (batch, next) = (Math.Min(Calls, jobs / 10), jobs);
        for (var done = 0; done < Calls; done += batch)
        {
            claims.Add(await CostAsync(plain, async _ => await queue.ClaimAsync(BenchQueue.Worker, cancel) is not null, batch));
            enqueues.Add(await CostAsync(plain, async _ => { await queue.EnqueueAsync(Draft(next++), cancel); return true; }, batch));
        }
        return new(Mean(claims), find, Mean(enqueues), bytes);
    }

    private static JobDraft Draft(int n) => Jobs.Draft(n) with { User = $"user{n % Users}", Guild = $"guild{n % Users % Guilds}" };

    private static Cost Mean(IReadOnlyList<Cost> costs) => new(costs.Average(c => c.P50), costs.Average(c => c.Server));

    private static async Task<Cost> CostAsync(PlainRedis plain, Func<int, Task<bool>> call, int calls = Calls)
    {
        var times = new List<double>();
        var cost = await ScriptCost.MeasureAsync(plain, async () =>
        {
            for (var n = 0; n < calls; n++)
            {
                var began = Stopwatch.GetTimestamp();
                if (!await call(n))
                    throw new InvalidOperationException("Nothing was claimed from a long line.");
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        });
        times.Sort();
        return new(Row.Quantile(times, 0.5), cost.Microseconds);
    }
}
