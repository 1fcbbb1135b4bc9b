using System.Diagnostics;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Queues;

/// <summary>Jobs laid in, then worked off.</summary>
internal static class Backlog
{
    /// <summary>Loops that enqueue for some time; then as many workers work that off, for as long at most. Jobs a second of both.</summary>
    public static async Task<(double Add, double Drain)> AddAndDrainAsync(Uri redis, int inFlight, TimeSpan length, CancellationToken cancel)
    {
        await using var bench = await BenchQueue.OpenAsync(redis, cancel);
        var began = Stopwatch.GetTimestamp();
        var (next, added) = (0, 0);
        await ManyAsync(inFlight, async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < length && await bench.TryEnqueueAsync(Jobs.Draft(Interlocked.Increment(ref next)), cancel))
                Interlocked.Increment(ref added);
        });
        var add = added / Stopwatch.GetElapsedTime(began).TotalSeconds;

        began = Stopwatch.GetTimestamp();
        var done = 0;
        await ManyAsync(inFlight, async () =>
        {
            var held = await bench.Queue.ClaimAsync(BenchQueue.Worker, cancel);
            while (held is not null && Stopwatch.GetElapsedTime(began) < length)
            {
                held = (await bench.Queue.CompleteAndClaimAsync(held, Jobs.Made, default, cancel)).Next;
                Interlocked.Increment(ref done);
            }
        });
        return (add, done / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>Lays in that many jobs as fast as it goes.</summary>
    public static Task FillAsync(JobQueue queue, int jobs, Func<int, JobDraft> draft, CancellationToken cancel)
    {
        var next = -1;
        return ManyAsync(64, async () =>
        {
            for (int n; (n = Interlocked.Increment(ref next)) < jobs;)
                await queue.EnqueueAsync(draft(n), cancel);
        });
    }

    private static Task ManyAsync(int loops, Func<Task> loop) => Task.WhenAll(Enumerable.Range(0, loops).Select(_ => loop()));
}
