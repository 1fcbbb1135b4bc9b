using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Inference.Worker;

/// <summary>Works on the queue's jobs, one after another, and keeps saying that it lives.</summary>
/// <param name="offers">What the loaded models can make.</param>
/// <param name="cards">What they can make, in detail; empty = requests are not checked before they wait in line.</param>
/// <param name="version">The program's.</param>
/// <param name="name">Its own among a process's workers; null = as the options say.</param>
/// <param name="health">Told how it is; null = nobody asks.</param>
/// <param name="life">Ended when the queue has moved away; null = by failing.</param>
internal sealed partial class ClipWorker(
    JobQueue queue, IReadOnlyList<Lane> offers, IReadOnlyList<ModelCard> cards, string version, MakeClip make, IOptions<WorkerOptions> options, IOptions<QueueOptions> rules,
    TimeProvider time, ILogger<ClipWorker> logger, string? name = null, WorkerHealth? health = null,
    IHostApplicationLifetime? life = null) : BackgroundService
{
    private static readonly TimeSpan WaitAtMost = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _abandon = new();
    private readonly TaskCompletionSource _isAnnounced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _giveBack = new();
    private readonly Offering _offering = new(queue, name ?? options.Value.Name, version, offers, cards, time);

    private string Name { get; } = name ?? options.Value.Name;

    /// <summary>Whoever stops the process has no patience for <see cref="WorkerOptions.DrainWithin"/>: the running job goes back at once.</summary>
    public void GiveBack() => _giveBack.Cancel();

    /// <param name="cancellationToken">The host's patience: until then a running job is given back.</param>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var outOfTime = cancellationToken.Register(_abandon.Cancel);
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _abandon.Dispose();
        _giveBack.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        LogStarted(Name, version, string.Join(", ", offers.Select(lane => lane.Name)));
        var run = new JobRun(queue, make, _offering, options.Value, rules.Value, time, logger, health);
        using var drain = stopping.Register(Drain);
        using var ended = new CancellationTokenSource(); // not when stopping: a job that may still end wants its worker to be heard
        using var served = CancellationTokenSource.CreateLinkedTokenSource(stopping, ended.Token);
        Task[] loops = [AnnounceAsync(stopping, ended.Token), ServeAsync(run, served.Token), HearStopsAsync(run, ended.Token)];
        var first = await Task.WhenAny(loops);
        if (first.Exception?.InnerException is RedisRefusedException moved && IsMoved(moved))
        {
            await ended.CancelAsync();
            await _giveBack.CancelAsync(); // what is at work waits in line at the other place already
            await _abandon.CancelAsync();
        }
        await ended.CancelAsync(); // one without the others is no worker
        try
        {
            await Task.WhenAll(loops);
        }
        catch (RedisRefusedException e) when (IsMoved(e) && life is not null)
        {
            LogMoved(e.Message);
            Environment.ExitCode = 1;
            life.StopApplication();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Environment.ExitCode = 1; // the host stops, and whoever watches the process should start it anew
            throw;
        }
        finally
        {
            await LeaveAsync();
        }
    }

    /// <summary>No more jobs; the one that runs may take <see cref="WorkerOptions.DrainWithin"/>.</summary>
    private void Drain()
    {
        _offering.IsDraining = true;
        health?.Drain();
        if (options.Value.DrainWithin > TimeSpan.Zero)
            _giveBack.CancelAfter(options.Value.DrainWithin);
        else
            _giveBack.Cancel();
    }

    private async Task ServeAsync(JobRun run, CancellationToken stopping)
    {
        // A claim that ran unheard would keep the job from others for a whole lease: the stop lets a last one finish.
        using var claiming = CancellationTokenSource.CreateLinkedTokenSource(_abandon.Token);
        using var last = stopping.Register(() => claiming.CancelAfter(options.Value.CallTimeout));
        Claim? next = null;
        for (var failures = 0; next is not null || !stopping.IsCancellationRequested;)
        {
            try
            {
                await _isAnnounced.Task.WaitAsync(stopping);
                if ((next ?? await ClaimAsync(claiming.Token)) is { } claim)
                {
                    next = null;
                    next = await run.RunAsync(claim, _giveBack.Token, _abandon.Token, last: stopping);
                }
                else
                {
                    await queue.WaitForWorkAsync(Name, WaitAtMost, stopping);
                }
                failures = 0;
            }
            catch (RedisException e) when (!IsMoved(e))
            {
                LogAway(e.Message);
                await PauseAsync(++failures, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
        }
    }

    private async Task<Claim?> ClaimAsync(CancellationToken cancel)
    {
        var askedAt = time.GetTimestamp();
        return await queue.ClaimAsync(Name, cancel) is { } lease ? new(lease, askedAt) : null;
    }

    private async Task AnnounceAsync(CancellationToken stopping, CancellationToken ended)
    {
        var standing = WorkerStanding.Serving;
        while (!ended.IsCancellationRequested)
        {
            // That it drains is said at once, where that takes long enough to be seen.
            var change = options.Value.DrainWithin > TimeSpan.Zero && !stopping.IsCancellationRequested ? stopping : CancellationToken.None;
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(ended, change);
            try
            {
                var now = await _offering.AnnounceAsync(ended);
                if (now != standing) LogStanding(Name, now);
                standing = now;
                health?.Beat();
                _isAnnounced.TrySetResult();
            }
            catch (RedisException e) when (!IsMoved(e))
            {
                LogAway(e.Message); // the next time says it again
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(rules.Value.RenewEvery, time, wait.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Passes hints on to the job at work. One that is lost costs no more than <see cref="QueueOptions.RenewEvery"/>.</summary>
    private async Task HearStopsAsync(JobRun run, CancellationToken stopping)
    {
        for (var failures = 0; !stopping.IsCancellationRequested;)
        {
            try
            {
                await foreach (var stopped in queue.WatchStopsAsync(stopping))
                {
                    run.Hint(stopped);
                    failures = 0;
                }
            }
            catch (RedisException e)
            {
                if (failures == 0) LogDeaf(e.Message);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            await PauseAsync(++failures, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Says that nobody need wait for this worker. Not when it was abandoned: then its job ends as a dead worker's does.</summary>
    private async Task LeaveAsync()
    {
        if (_abandon.IsCancellationRequested) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_abandon.Token);
        limit.CancelAfter(options.Value.CallTimeout);
        try
        {
            await queue.LeaveAsync(Name, limit.Token);
        }
        catch (Exception e) when (e is RedisException or OperationCanceledException)
        {
            LogAway(e.Message); // it counts as gone when it is silent for long enough
        }
    }

    /// <summary>It serves nobody here any more: whoever watches the process should see that.</summary>
    private static bool IsMoved(RedisException e) => e is RedisRefusedException { Code: "CLOSED" };

    /// <summary>Doubling from 0.1 s, with jitter, so that a fleet of workers does not come back in step.</summary>
    private Task PauseAsync(int failures, CancellationToken stopping)
    {
        var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(failures, 10) - 1));
        return Task.Delay((pause < LongestPause ? pause : LongestPause) * (0.5 + Random.Shared.NextDouble() / 2), time, stopping);
    }

    [LoggerMessage(LogLevel.Information, "Worker {Name}, version {Version}, serves {Lanes}.")]
    private partial void LogStarted(string name, string version, string lanes);

    [LoggerMessage(LogLevel.Critical, "{Why}")]
    private partial void LogMoved(string why);

    [LoggerMessage(LogLevel.Warning, "Worker {Name} stands otherwise in the queue now: {Standing}.")]
    private partial void LogStanding(string name, WorkerStanding standing);

    [LoggerMessage(LogLevel.Warning, "Hints of stopped jobs are not heard, so a cancelled clip stops at the next renewal: {Why}")]
    private partial void LogDeaf(string why);

    [LoggerMessage(LogLevel.Warning, "Redis is away, asking again: {Why}")]
    private partial void LogAway(string why);
}
