using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Inference.Worker;

/// <summary>Works on the queue's jobs, one after another, and keeps saying that it lives.</summary>
/// <param name="lanes">The models that are loaded.</param>
internal sealed partial class ClipWorker(
    JobQueue queue, IReadOnlyList<string> lanes, MakeClip make, IOptions<WorkerOptions> options, IOptions<QueueOptions> rules,
    TimeProvider time, ILogger<ClipWorker> logger) : BackgroundService
{
    private static readonly TimeSpan WaitAtMost = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _abandon = new();
    private readonly JobRun _run = new(queue, make, options.Value, rules.Value, time, logger);

    private string Name => options.Value.Name;

    /// <param name="cancellationToken">The host's patience: until then a running job is given back.</param>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        using var outOfTime = cancellationToken.Register(_abandon.Cancel);
        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _abandon.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        LogStarted(Name, string.Join(", ", lanes));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var (announcing, serving) = (AnnounceAsync(ended.Token), ServeAsync(ended.Token));
        await Task.WhenAny(announcing, serving);
        await ended.CancelAsync(); // one without the other is no worker
        try
        {
            await Task.WhenAll(announcing, serving);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Environment.ExitCode = 1; // the host stops, and whoever watches the process should start it anew
            throw;
        }
    }

    private async Task ServeAsync(CancellationToken stopping)
    {
        // A claim that ran unheard would keep the job from others for a whole lease: the stop lets a last one finish.
        using var claiming = CancellationTokenSource.CreateLinkedTokenSource(_abandon.Token);
        using var last = stopping.Register(() => claiming.CancelAfter(options.Value.CallTimeout));
        for (var failures = 0; !stopping.IsCancellationRequested;)
        {
            try
            {
                var claimedAt = time.GetTimestamp();
                if (await queue.ClaimAsync(Name, lanes, claiming.Token) is Lease lease)
                    await _run.RunAsync(lease, claimedAt, stopping, _abandon.Token);
                else
                    await queue.WaitForWorkAsync(WaitAtMost, stopping);
                failures = 0;
            }
            catch (RedisException e)
            {
                LogAway(e.Message);
                await PauseAsync(++failures, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
            }
        }
    }

    private async Task AnnounceAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(rules.Value.RenewEvery, time);
        try
        {
            do
            {
                try
                {
                    await queue.AnnounceAsync(Name, lanes, stopping);
                }
                catch (RedisException e)
                {
                    LogAway(e.Message); // the next tick says it again
                }
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    /// <summary>Doubling from 0.1 s, with jitter, so that a fleet of workers does not come back in step.</summary>
    private Task PauseAsync(int failures, CancellationToken stopping)
    {
        var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(failures, 10) - 1));
        return Task.Delay((pause < LongestPause ? pause : LongestPause) * (0.5 + Random.Shared.NextDouble() / 2), time, stopping);
    }

    [LoggerMessage(LogLevel.Information, "Worker {Name} serves {Lanes}.")]
    private partial void LogStarted(string name, string lanes);

    [LoggerMessage(LogLevel.Warning, "Redis is away, asking again: {Why}")]
    private partial void LogAway(string why);
}
