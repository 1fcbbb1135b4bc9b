using ChatVideoBot.Inference.Graphs;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Inference.Worker;

/// <summary>One claimed job, from the claim to the word that ends it.</summary>
internal sealed partial class JobRun(
    JobQueue queue, MakeClip make, Offering offering, WorkerOptions options, QueueOptions rules, TimeProvider time, ILogger logger,
    WorkerHealth? health = null)
{
    private readonly Lock _lock = new();
    private LeaseKeeper? _keeper;

    /// <summary>Does the work and writes its end. While the lease holds, Redis may be away: what must be written is asked again.</summary>
    /// <param name="stopping">Give the job back.</param>
    /// <param name="abandon">There is no time left even for that.</param>
    /// <param name="last">When its end is written, no other is leased with it.</param>
    /// <returns>The next job, leased with the end of this one; null when there is none. It must be run, or it waits for its lease to end.</returns>
    /// <exception cref="ModelException">
    /// The render did not stop when told to. The job's end is written; this process should be started anew.
    /// </exception>
    public async Task<Claim?> RunAsync(Claim claim, CancellationToken stopping, CancellationToken abandon, CancellationToken last = default)
    {
        using var about = logger.About(claim.Lease.Id);
        using var span = RenderTrace.Begin(claim.Lease);
        var began = time.GetTimestamp();
        var (lease, askedAt) = await FreshenAsync(claim, abandon);
        using var keeper = LeaseKeeper.Start(queue, lease, askedAt, rules, options.CallTimeout, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(keeper.Lost, abandon);
        lock (_lock) _keeper = keeper;
        Claim? next = null;
        var hangs = false;
        JobOutcome ended = new JobOutcome.Dropped();
        try
        {
            LogClaimed(lease.Id.Value, lease.Attempt);
            health?.Begin(lease.Id);
            (var outcome, hangs) = await WorkAsync(lease, keeper, stopping, abandon);
            if (outcome is JobOutcome.TooLarge)
                outcome = await PersistAsync(cancel => offering.TooLargeAsync(lease.Clip, cancel), over.Token);
            next = await WriteAsync(lease, outcome, () => last.IsCancellationRequested || stopping.IsCancellationRequested, over.Token, abandon);
            ended = outcome;
            if (outcome is JobOutcome.Made)
                offering.Succeed();
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            LogDropped(lease.Id.Value);
        }
        finally
        {
            lock (_lock) _keeper = null;
            RenderTrace.Ended(span, ended, time.GetElapsedTime(began));
            if (!hangs) health?.End();
        }
        return hangs
            ? throw new ModelException($"A render did not stop within {options.StopWithin}: the worker ends, and must be started anew.")
            : next;
    }

    /// <summary>Somebody stopped this job: if it is at work here, the queue is asked at once and not at the next beat.</summary>
    public void Hint(JobId stopped)
    {
        lock (_lock)
        {
            if (_keeper is { } keeper && keeper.Lease.Id == stopped) keeper.BeatNow();
        }
    }

    /// <summary>
    /// A lease that came with the last clip's hand-over is counted from before that clip was sent, which may take longer than a lease:
    /// then the queue is asked whether the job is still ours.
    /// </summary>
    private async Task<Claim> FreshenAsync(Claim claim, CancellationToken abandon)
    {
        if (time.GetElapsedTime(claim.AskedAt) < rules.RenewEvery)
            return claim;
        var askedAt = time.GetTimestamp();
        try
        {
            return await queue.RenewAsync(claim.Lease, abandon) == Beat.Lost ? claim : claim with { AskedAt = askedAt };
        }
        catch (Exception e) when (e is RedisException or OperationCanceledException)
        {
            LogAway(e.Message);
            return claim; // its keeper goes on asking while there is time
        }
    }

    private async Task<(JobOutcome Outcome, bool Hangs)> WorkAsync(
        Lease lease, LeaseKeeper keeper, CancellationToken stopping, CancellationToken abandon)
    {
        if (stopping.IsCancellationRequested)
            return (new JobOutcome.GivenBack(), false);
        await using var reporter = new ProgressReporter(queue, lease, keeper, options, time);
        using var stages = RenderTrace.Stage(reporter);
        using var sticks = reporter.Stuck.Register(() => health?.Stick());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(keeper.CancelWanted, keeper.Lost, reporter.Stuck, stopping);
        Task<MadeClip>? render = null;
        try
        {
            var sources = await PersistAsync(cancel => queue.ReadSourcesAsync(lease, cancel), stop.Token);
            if (sources is null)
                return (Failed(FailureStage.Picture, "The files are not kept any more: please send them again."), false);
            render = Task.Run(() => make(lease.Clip, sources, stages, new JobSegments(queue, lease, options.CallTimeout, logger), stop.Token), CancellationToken.None);
            await Task.WhenAny(render, Task.Delay(Timeout.InfiniteTimeSpan, stop.Token));
            return (new JobOutcome.Made(await render.WaitAsync(options.StopWithin, time, abandon)), false);
        }
        catch (Exception e) when (stop.IsCancellationRequested)
        {
            LogStopped(lease.Id.Value, e.Message);
            return (WhyStopped(keeper, reporter), render is { IsCompleted: false } && !abandon.IsCancellationRequested);
        }
        catch (ClipRefusedException e)
        {
            return (Failed(e.Stage, e.Message), false);
        }
        catch (Exception e) when (MemoryFailure.Is(e))
        {
            LogFailed(lease.Id.Value, e);
            return (new JobOutcome.TooLarge(), false);
        }
        catch (Exception e)
        {
            LogFailed(lease.Id.Value, e);
            return (Failed(FailureStage.Model, "Something went wrong on the machine that makes the clips; this was not your prompt's fault.", retry: true), false);
        }
    }

    private static JobOutcome WhyStopped(LeaseKeeper keeper, ProgressReporter reporter) =>
        keeper.Lost.IsCancellationRequested ? new JobOutcome.Dropped()
        : keeper.CancelWanted.IsCancellationRequested ? new JobOutcome.Cancelled()
        : reporter.Stuck.IsCancellationRequested ? Failed(FailureStage.Model, "The model stopped half-way through this clip.", retry: true)
        : new JobOutcome.GivenBack();

    private async Task<Claim?> WriteAsync(
        Lease lease, JobOutcome outcome, Func<bool> isLast, CancellationToken over, CancellationToken abandon)
    {
        var (next, hasClaimed) = ((Claim?)null, false);
        async Task<bool> HandOverAsync(JobOutcome.Made made)
        {
            if (isLast() && !hasClaimed) // a claim whose answer was lost is asked again, and what it leased is given back
                return await queue.CompleteAsync(lease, made.Clip.Info, made.Clip.Mp4, over);
            over.ThrowIfCancellationRequested();
            var askedAt = time.GetTimestamp();
            hasClaimed = true;
            // Not given up when this lease ends under way: the next one may have been granted, and would lie unheard.
            var (isTaken, claimed) = await queue.CompleteAndClaimAsync(lease, made.Clip.Info, made.Clip.Mp4, abandon);
            next = claimed is null ? null : new(claimed, askedAt);
            return isTaken;
        }

        var taken = outcome is not JobOutcome.Dropped && await PersistAsync(cancel => outcome switch
        {
            JobOutcome.Made made => HandOverAsync(made),
            JobOutcome.Failed failed => queue.FailAsync(lease, failed.Failure, failed.Retry, cancel),
            JobOutcome.Cancelled => queue.CancelledAsync(lease, cancel),
            _ => queue.ReleaseAsync(lease, cancel),
        }, over);
        if (taken)
            LogEnded(lease.Id.Value, outcome.GetType().Name, (outcome as JobOutcome.Failed)?.Failure.Reason ?? "");
        else
            LogDropped(lease.Id.Value);
        return next;
    }

    /// <summary>Asks until there is an answer; every call of the queue may be repeated.</summary>
    private async Task<T> PersistAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause * 2 < options.CallTimeout ? pause * 2 : pause)
        {
            try
            {
                return await ask(cancel);
            }
            catch (RedisException e)
            {
                LogAway(e.Message);
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, cancel);
            }
        }
    }

    private static JobOutcome.Failed Failed(FailureStage stage, string reason, bool retry = false) =>
        new(new JobFailure(stage, reason), retry);

    [LoggerMessage(LogLevel.Information, "Job {Job}: claimed, try {Attempt}.")]
    private partial void LogClaimed(string job, int attempt);

    [LoggerMessage(LogLevel.Information, "Job {Job}: {Word}. {Reason}")]
    private partial void LogEnded(string job, string word, string reason);

    [LoggerMessage(LogLevel.Information, "Job {Job}: the render was stopped: {Why}")]
    private partial void LogStopped(string job, string why);

    [LoggerMessage(LogLevel.Warning,
        "Job {Job}: the work is dropped: its lease is over, it was cancelled at the last moment, or the host has no time left.")]
    private partial void LogDropped(string job);

    [LoggerMessage(LogLevel.Error, "Job {Job}: the model or this machine failed.")]
    private partial void LogFailed(string job, Exception e);

    [LoggerMessage(LogLevel.Warning, "Redis is away, the job goes on: {Why}")]
    private partial void LogAway(string why);
}
