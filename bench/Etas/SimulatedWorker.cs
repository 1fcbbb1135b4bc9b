using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Bench.Queues;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Etas;

/// <summary>
/// A worker that renders nothing but takes its time over it, and reports eight times a clip. Every second one serves one model only.
/// </summary>
internal sealed class SimulatedWorker(Uri redis, QueueOptions options, IReadOnlyList<Arrival> day, int number, double millisecondsOfASecond)
{
    private const int Reports = 8;

    private readonly string _name = $"worker{number}";
    private readonly Lane[] _offers = number % 2 == 0 ? [new("pocket"), new("large")] : [new("pocket")];
    private readonly double _speed = new[] { 1, 0.8, 1.25, 1.1 }[number % 4]; // cards differ

    private TimeSpan _planned;
    private TimeSpan _took;

    /// <summary>How much longer its jobs took than they should have; much above 1, the machine was too busy for the replay.</summary>
    public double Stretch => _planned > TimeSpan.Zero ? _took / _planned : 1;

    public async Task RunAsync(Action<JobId> ended, CancellationToken over)
    {
        await using var queue = JobQueue.Open(redis, options);
        try
        {
            await queue.AnnounceAsync(_name, _offers, "bench", over);
            var announcing = AnnounceAsync(queue, over);
            Lease? held = null;
            while (true)
            {
                held ??= await queue.ClaimAsync(_name, over);
                if (held is null)
                {
                    await queue.WaitForWorkAsync(_name, TimeSpan.FromSeconds(5), over);
                    continue;
                }
                var began = Stopwatch.GetTimestamp();
                _planned += await RenderAsync(queue, held, over);
                var completed = await queue.CompleteAndClaimAsync(held, Jobs.Made, default, over);
                _took += Stopwatch.GetElapsedTime(began);
                ended(held.Id);
                held = completed.Next;
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The day is over.
        }
    }

    private async Task AnnounceAsync(JobQueue queue, CancellationToken over)
    {
        while (true)
        {
            await Task.Delay(options.RenewEvery / 2, over);
            await queue.AnnounceAsync(_name, _offers, "bench", over);
        }
    }

    private async Task<TimeSpan> RenderAsync(JobQueue queue, Lease lease, CancellationToken over)
    {
        var began = Stopwatch.GetTimestamp();
        var whole = TimeSpan.FromMilliseconds(
            day[int.Parse(lease.Id.Value, CultureInfo.InvariantCulture)].Work.TotalSeconds * millisecondsOfASecond / _speed);
        for (var report = 1; report <= Reports; report++)
        {
            if (whole * report / Reports - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
                await Task.Delay(left, over); // by the clock, so that late timers do not add up
            if (report < Reports)
                await queue.ReportAsync(lease, (double)report / Reports, "denoise", default, over);
        }
        return whole;
    }
}
