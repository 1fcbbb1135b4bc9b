using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Worker;

/// <summary>Keeps one lease alive from a thread of its own, and says when the work on it must stop.</summary>
/// <remarks>
/// A thread, because the pool may be busy for longer than a lease while a model computes. The lease's end is kept by this machine's
/// monotonic clock, counted from before the call that renewed it, so that it never lies behind the server's: when Redis is away
/// the work goes on until then, and stops before another worker can be given the job.
/// </remarks>
internal sealed class LeaseKeeper : IDisposable
{
    private readonly JobQueue _queue;
    private readonly Lease _lease;
    private readonly QueueOptions _rules;
    private readonly TimeSpan _callTimeout;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private readonly AutoResetEvent _hint = new(false);
    private readonly CancellationTokenSource _done = new();
    private readonly CancellationTokenSource _cancelWanted = new();
    private readonly CancellationTokenSource _lost = new();
    private long _renewedAt;

    private LeaseKeeper(JobQueue queue, Lease lease, long claimedAt, QueueOptions rules, TimeSpan callTimeout, TimeProvider time)
    {
        (_queue, _lease, _rules, _callTimeout, _time, _renewedAt) = (queue, lease, rules, callTimeout, time, claimedAt);
        _thread = new Thread(Keep) { IsBackground = true, Name = $"lease {lease.Id.Value}" };
    }

    /// <param name="claimedAt">The clock's timestamp from before the call that claimed the job.</param>
    /// <param name="callTimeout">How long one renewal may take before it is given up and asked again.</param>
    public static LeaseKeeper Start(
        JobQueue queue, Lease lease, long claimedAt, QueueOptions rules, TimeSpan callTimeout, TimeProvider time)
    {
        var keeper = new LeaseKeeper(queue, lease, claimedAt, rules, callTimeout, time);
        keeper._thread.Start();
        return keeper;
    }

    /// <summary>The user does not want the clip any more; the lease goes on until this is written.</summary>
    public CancellationToken CancelWanted => _cancelWanted.Token;

    /// <summary>The lease is over or may be: nothing may be written any more.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>The lease that is kept.</summary>
    public Lease Lease => _lease;

    /// <summary>Asks at once: somebody may have stopped the job.</summary>
    public void BeatNow() => _hint.Set();

    /// <summary>Takes a beat's answer from whoever asked.</summary>
    /// <param name="askedAt">The clock's timestamp from before the call.</param>
    public void Hear(Beat beat, long askedAt)
    {
        if (beat == Beat.Lost)
        {
            _ = _lost.CancelAsync(); // not here: what waits for it would run on this thread
            return;
        }
        for (var old = Volatile.Read(ref _renewedAt); askedAt > old;)
        {
            var seen = Interlocked.CompareExchange(ref _renewedAt, askedAt, old);
            if (seen == old) break;
            old = seen;
        }
        if (beat == Beat.Cancel) _ = _cancelWanted.CancelAsync();
    }

    /// <summary>Ends the renewals; the lease itself stays what it is.</summary>
    public void Dispose()
    {
        _done.Cancel();
        _thread.Join();
        _hint.Dispose();
        _done.Dispose();
    }

    private TimeSpan SinceRenewal => _time.GetElapsedTime(Volatile.Read(ref _renewedAt));

    private void Keep()
    {
        const int Done = 0, Hint = 1;
        WaitHandle[] wakes = [_done.Token.WaitHandle, _hint];
        var pause = _rules.RenewEvery - SinceRenewal;
        for (var isHinted = false; ;)
        {
            var woken = WaitHandle.WaitAny(wakes, pause > TimeSpan.Zero ? pause : TimeSpan.Zero);
            if (woken == Done)
                return;
            isHinted |= woken == Hint; // until it was asked: Redis may be away now
            var left = _rules.Lease - SinceRenewal;
            if (left <= TimeSpan.Zero)
                _ = _lost.CancelAsync();
            if (_lost.IsCancellationRequested)
                return;
            var due = _rules.RenewEvery - SinceRenewal; // a report may have renewed it meanwhile
            if ((due > TimeSpan.Zero && !isHinted) || TryRenew(left))
                (pause, isHinted) = (_rules.RenewEvery - SinceRenewal, false);
            else
                pause = Shorter(_rules.Lease - SinceRenewal, _rules.RenewEvery / Random.Shared.Next(8, 13));
        }
    }

    /// <returns>False when there was no answer in time.</returns>
    private bool TryRenew(TimeSpan left)
    {
        var askedAt = _time.GetTimestamp();
        var limit = Shorter(left, _callTimeout);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_done.Token);
        try
        {
            cancel.CancelAfter(limit);
            var call = _queue.RenewAsync(_lease, cancel.Token);
            if (!call.Wait((int)limit.TotalMilliseconds + 1, _done.Token)) // the timer above needs the pool; this wait does not
                return false;
            Hear(call.Result, askedAt);
            return true;
        }
        catch (Exception e) when (e is AggregateException or OperationCanceledException or ObjectDisposedException)
        {
            return false; // Redis is away, or the host ends: asked again soon, until the lease is over
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
