using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Inference.Worker;

/// <summary>Tells the queue how far a clip is, at a fixed beat beside the render, which it never holds up: the latest news win.</summary>
/// <remarks>Without news it says nothing: the lease, and whether the job is still wanted, are <see cref="LeaseKeeper"/>'s.</remarks>
internal sealed class ProgressReporter : IProgress<ClipProgress>, IAsyncDisposable
{
    private readonly JobQueue _queue;
    private readonly Lease _lease;
    private readonly LeaseKeeper _keeper;
    private readonly WorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _done = new();
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _stuck;
    private readonly Task _loop;
    private ClipProgress? _news = new(ClipStage.Prompt, 0, null);
    private double _furthest;

    public ProgressReporter(JobQueue queue, Lease lease, LeaseKeeper keeper, WorkerOptions options, TimeProvider time)
    {
        (_queue, _lease, _keeper, _options, _time) = (queue, lease, keeper, options, time);
        _patience = StuckAfter(lease, options);
        _stuck = new CancellationTokenSource(_patience, time);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>There was no progress for <see cref="StuckAfter"/>.</summary>
    public CancellationToken Stuck => _stuck.Token;

    /// <summary>
    /// How long a clip may be without progress. The queue takes a job away after <see cref="Lease.MostWithoutProgress"/>, and counts it as a
    /// crash: the worker gives up before that, by the time that stopping the render and saying so may take.
    /// </summary>
    internal static TimeSpan StuckAfter(Lease lease, WorkerOptions options)
    {
        var taken = lease.MostWithoutProgress;
        var before = taken - options.StopWithin - options.CallTimeout;
        var own = before > taken / 2 ? before : taken / 2;
        return own < options.StuckAfter ? own : options.StuckAfter;
    }

    public void Report(ClipProgress value)
    {
        lock (_lock)
        {
            _news = value with { PreviewPng = value.PreviewPng ?? _news?.PreviewPng }; // a preview that was not sent yet is not lost
            if (value.Fraction <= _furthest || _done.IsCancellationRequested) return; // another word for the same place is no progress
            _furthest = value.Fraction;
            _stuck.CancelAfter(_patience);
        }
    }

    /// <summary>Ends the beat; when this returns, nothing of it is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock) _done.Cancel();
        await _loop;
        _stuck.Dispose();
        _done.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_options.ReportEvery, _time);
        try
        {
            do await BeatAsync();
            while (await timer.WaitForNextTickAsync(_done.Token));
        }
        catch (OperationCanceledException) when (_done.IsCancellationRequested)
        {
        }
    }

    private async Task BeatAsync()
    {
        ClipProgress? news;
        lock (_lock) (news, _news) = (_news, null);
        if (news is null) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_done.Token);
        limit.CancelAfter(_options.CallTimeout);
        var askedAt = _time.GetTimestamp();
        try
        {
            var beat = await _queue.ReportAsync(_lease, news.Fraction, news.Stage.ToString(), news.PreviewPng ?? default, limit.Token);
            _keeper.Hear(beat, askedAt);
        }
        catch (Exception e) when (e is RedisException || e is OperationCanceledException && !_done.IsCancellationRequested)
        {
            lock (_lock) // Redis is away: the next beat tells it, with what is newer
                _news = _news is null ? news : _news with { PreviewPng = _news.PreviewPng ?? news.PreviewPng };
        }
    }
}
