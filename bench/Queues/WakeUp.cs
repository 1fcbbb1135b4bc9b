using System.Diagnostics;

namespace ChatVideoBot.Bench.Queues;

/// <summary>An idle worker: from the call of enqueue to the lease in its hand.</summary>
internal static class WakeUp
{
    private static readonly TimeSpan UntilIdle = TimeSpan.FromMilliseconds(5); // the worker's wait has reached the server by then
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    /// <returns>Milliseconds, sorted.</returns>
    public static async Task<List<double>> MeasureAsync(Uri redis, TimeSpan length, CancellationToken cancel)
    {
        await using var bench = await BenchQueue.OpenAsync(redis, cancel);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var queue = bench.Queue;
        TaskCompletionSource<long> claimed = new();
        var worker = WorkAsync();
        var times = new List<double>();
        var end = Stopwatch.GetTimestamp() + (long)(length.TotalSeconds * Stopwatch.Frequency);
        for (var n = 0; Stopwatch.GetTimestamp() < end; n++)
        {
            await Task.Delay(UntilIdle, cancel);
            claimed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var began = Stopwatch.GetTimestamp();
            await queue.EnqueueAsync(Jobs.Draft(n), cancel);
            times.Add(Stopwatch.GetElapsedTime(began, await claimed.Task.WaitAsync(Most, cancel)).TotalMilliseconds);
        }
        await over.CancelAsync();
        await worker;
        times.RemoveRange(0, Math.Min(50, times.Count / 4)); // the first warm up
        times.Sort();
        return times;

        async Task WorkAsync()
        {
            try
            {
                while (true)
                {
                    if (await queue.ClaimAsync(BenchQueue.Worker, over.Token) is { } lease)
                    {
                        claimed.TrySetResult(Stopwatch.GetTimestamp());
                        await queue.CompleteAsync(lease, Jobs.Made, default, over.Token);
                    }
                    else
                        await queue.WaitForWorkAsync(BenchQueue.Worker, TimeSpan.FromSeconds(10), over.Token);
                }
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                // Measured enough.
            }
        }
    }
}
