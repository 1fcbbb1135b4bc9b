using System.Diagnostics;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Bench.Queues;

/// <summary>What a closed loop did.</summary>
/// <param name="P50">From the call of enqueue to the answer of the call that completed it, milliseconds.</param>
/// <param name="BytesEach">Allocated by this process for each job.</param>
internal sealed record LoopRates(double PerSecond, double P50, double P99, double BytesEach);

/// <summary>
/// A constant number of jobs in flight. Ends stay in the outbox, unread: a new queue for each measurement keeps that small.
/// </summary>
internal static class ClosedLoop
{
    /// <summary>
    /// Loops that each enqueue a job, then complete the one they hold, which claims the next in the same script: two scripts a job. Only a
    /// loop that got no next one claims by a script of its own.
    /// </summary>
    public static Task<LoopRates> MergedAsync(Uri redis, int inFlight, TimeSpan length, CancellationToken cancel) =>
        MeasureAsync(redis, length, cancel, (bench, times, stop) => Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            Lease? held = null;
            while (!stop.IsCancellationRequested && await bench.TryEnqueueAsync(Jobs.Draft(times.Begin()), cancel))
            {
                held ??= await bench.Queue.ClaimAsync(BenchQueue.Worker, cancel);
                if (held is null)
                    continue;
                var completed = await bench.Queue.CompleteAndClaimAsync(held, Jobs.Made, default, cancel);
                if (completed.IsTaken)
                    times.End(Jobs.Number(held.Id));
                held = completed.Next;
            }
        })));

    /// <summary>
    /// The plain closed loop: clients that each enqueue a job, and the next one when that one is completed; beside them as many workers,
    /// which wait when nothing is there.
    /// </summary>
    public static Task<LoopRates> ApartAsync(Uri redis, int inFlight, TimeSpan length, CancellationToken cancel) =>
        MeasureAsync(redis, length, cancel, async (bench, times, stop) =>
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, cancel);
            var workers = Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => WorkAsync(bench, times, cancel, over.Token)));
            await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => bench.TryEnqueueAsync(Jobs.Draft(times.Begin()), cancel)));
            await workers;
        });

    /// <summary>A worker; the client whose job it has completed enqueues its next one meanwhile.</summary>
    private static async Task WorkAsync(BenchQueue bench, Stopwatches times, CancellationToken cancel, CancellationToken over)
    {
        var queue = bench.Queue;
        Lease? held = null;
        while (!over.IsCancellationRequested)
        {
            held ??= await queue.ClaimAsync(BenchQueue.Worker, cancel);
            if (held is null)
            {
                try
                {
                    await queue.WaitForWorkAsync(BenchQueue.Worker, TimeSpan.FromSeconds(1), over);
                }
                catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
                {
                    return;
                }
                continue;
            }
            var completed = await queue.CompleteAndClaimAsync(held, Jobs.Made, default, cancel);
            if (completed.IsTaken)
                times.End(Jobs.Number(held.Id));
            held = completed.Next;
            _ = EnqueueAsync();
        }

        async Task EnqueueAsync()
        {
            try
            {
                await bench.TryEnqueueAsync(Jobs.Draft(times.Begin()), cancel);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or RedisException)
            {
                // The measurement is over.
            }
        }
    }

    private static async Task<LoopRates> MeasureAsync(
        Uri redis, TimeSpan length, CancellationToken cancel, Func<BenchQueue, Stopwatches, CancellationToken, Task> run)
    {
        await using var bench = await BenchQueue.OpenAsync(redis, cancel);
        var times = new Stopwatches();
        using var stop = new CancellationTokenSource();
        var running = run(bench, times, stop.Token);
        try
        {
            await Task.WhenAny(running, Task.Delay(QueueBench.WarmUp(length), cancel)); // a loop that fails is seen at once
            var (bytes, first, began) = (GC.GetTotalAllocatedBytes(precise: true), times.Done, Stopwatch.GetTimestamp());
            await Task.WhenAny(running, Task.Delay(length, cancel));
            var (end, took) = (times.Done, Stopwatch.GetElapsedTime(began));
            bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            var sorted = times.Between(first, end);
            return new(
                (end - first) / took.TotalSeconds, Row.Quantile(sorted, 0.5), Row.Quantile(sorted, 0.99), bytes / Math.Max(1.0, end - first));
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }
    }
}
