using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Bench.Queues;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Etas;

/// <summary>What a look at a waiting job said, and what became of it; seconds of the day.</summary>
/// <param name="Turn">0 right after it was put in line, then 1 to 3 at a quarter, half and three quarters of what was told at first.</param>
internal sealed record Told(int Turn, double Typical, double Low, double High, double Actual)
{
    public double Error => Math.Abs(Typical - Actual) / Actual;
}

/// <summary>
/// A day of jobs at a queue in less time than a day: a second of the day is so many milliseconds. The queue's own clock is the server's and
/// cannot be turned, so all is short alike: the work, the gaps between jobs, what the queue measures and what it tells.
/// </summary>
internal sealed class Replay(Uri redis, IReadOnlyList<Arrival> day, int workers, double millisecondsOfASecond)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _ends = new();
    private readonly ConcurrentBag<Told> _told = [];
    private readonly QueueOptions _options = BenchQueue.Unlimited();
    private int _untold;

    /// <summary>Looks that found a job waiting or running and told no time.</summary>
    public int Untold => _untold;

    /// <summary>How much longer jobs took at the workers than they should have.</summary>
    public double Stretch { get; private set; } = 1;

    public async Task<IReadOnlyList<Told>> RunAsync(int learnFrom, CancellationToken cancel)
    {
        await using var bench = await BenchQueue.OpenAsync(redis, cancel, _options);
        await bench.Queue.LeaveAsync(BenchQueue.Worker, cancel); // the workers below are all there are
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var all = Enumerable.Range(0, workers).Select(n => new SimulatedWorker(redis, _options, day, n, millisecondsOfASecond)).ToList();
        var running = all.Select(worker => worker.RunAsync(Ended, over.Token)).ToList();
        try
        {
            var began = Stopwatch.GetTimestamp();
            var users = new List<Task>();
            for (var n = 0; n < day.Count; n++)
            {
                await PauseAsync(day[n].At - TimeSpan.FromSeconds(Elapsed(began)), cancel);
                users.Add(AskAsync(bench.Queue, n, isCounted: n >= learnFrom, cancel));
            }
            await Task.WhenAll(users).WaitAsync(cancel);
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(running);
        }
        Stretch = all.Average(worker => worker.Stretch);
        return [.. _told];
    }

    private async Task AskAsync(JobQueue queue, int n, bool isCounted, CancellationToken cancel)
    {
        var (job, id) = (day[n], new JobId(n.ToString(CultureInfo.InvariantCulture)));
        var ended = _ends[id.Value] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await queue.EnqueueAsync(new(id, job.User, job.Guild, new() { Prompt = "a red ball", Seconds = job.Seconds, Model = job.Model }, "{}")
        {
            Band = Band.Normal,
            Pixels = job.Pixels,
        }, cancel);
        var looks = new List<(long At, Eta Eta)>();
        for (var turn = 0; turn < 4; turn++)
        {
            var at = Stopwatch.GetTimestamp();
            var found = await queue.FindAsync(id, cancel);
            if (ended.Task.IsCompleted || found is not { State: JobState.Waiting or JobState.Claimed or JobState.Running })
                break;
            if (found.Eta is not { } eta)
            {
                Interlocked.Increment(ref _untold);
                break;
            }
            looks.Add((at, eta));
            await Task.WhenAny(ended.Task, Task.Delay(looks[0].Eta.Typical / 4, cancel));
            if (turn == 0 && job.GivenUpAfter is { } patience && !ended.Task.IsCompleted)
            {
                await Task.WhenAny(ended.Task, PauseAsync(patience, cancel));
                if (await queue.CancelAsync(id, new("user", "took too long"), cancel) == CancelResult.Cancelled)
                    return;
            }
        }
        var end = await ended.Task.WaitAsync(cancel);
        for (var turn = 0; isCounted && turn < looks.Count; turn++)
        {
            var (at, eta) = looks[turn];
            _told.Add(new(turn, OfDay(eta.Typical), OfDay(eta.Low), OfDay(eta.High), OfDay(Stopwatch.GetElapsedTime(at, end))));
        }
    }

    private void Ended(JobId id) => _ends[id.Value].TrySetResult(Stopwatch.GetTimestamp());

    private double Elapsed(long since) => OfDay(Stopwatch.GetElapsedTime(since));

    private double OfDay(TimeSpan real) => real.TotalMilliseconds / millisecondsOfASecond;

    private Task PauseAsync(TimeSpan ofDay, CancellationToken cancel) =>
        ofDay > TimeSpan.Zero ? Task.Delay(TimeSpan.FromMilliseconds(ofDay.TotalSeconds * millisecondsOfASecond), cancel) : Task.CompletedTask;
}
