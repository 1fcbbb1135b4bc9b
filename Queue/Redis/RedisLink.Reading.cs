using System.Diagnostics;

namespace ChatVideoBot.Queue.Redis;

/// <summary>The link's other half: answers, and what is overdue.</summary>
internal sealed partial class RedisLink
{
    private static readonly TimeSpan IdleBeforePing = TimeSpan.FromSeconds(10);

    private async Task ReadAllAsync()
    {
        try
        {
            while (true)
            {
                if (await _reader.IsPushNextAsync())
                {
                    if (await _reader.ReadAsync(text: true) is object?[] push)
                        TakePush(push);
                    continue;
                }
                RedisCall? call;
                lock (_gate)
                    _unanswered.TryPeek(out call);
                if (call is null)
                    throw new InvalidDataException("Redis answered what nobody asked.");
                var reply = await _reader.ReadAsync(call.Text); // still in line meanwhile, so that closing finds it
                Answer(call, reply);
            }
        }
        catch (Exception e) // whatever it was: nobody reads this connection any more
        {
            Close(e);
        }
    }

    private void TakePush(object?[] push)
    {
        if (push is not ["subscribe", ..])
        {
            if (!_isRetired) // or listeners would hear it from the next link as well
                _onPush(push);
            return;
        }
        RedisCall? call;
        lock (_gate)
            _unanswered.TryPeek(out call);
        if (call is { AnsweredByPush: true })
            Answer(call, push);
    }

    private void Answer(RedisCall call, object? reply)
    {
        bool mustWrite, isLast;
        lock (_gate)
        {
            if (!_unanswered.TryPeek(out var head) || head != call)
                return; // closed meanwhile: the call has failed
            _unanswered.Dequeue();
            if (_line.Count > 0)
                Admit();
            mustWrite = MustWrite();
            isLast = _isRetired && _unanswered.Count == 0;
        }
        if (mustWrite)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        call.Answer(reply, this);
        if (isLast)
            Close(new IOException("The link was replaced by another."));
    }

    /// <summary>Fails calls that take too long, gives up a server that is silent, and asks an idle one whether it is still there.</summary>
    private async Task WatchTheClockAsync()
    {
        var tick = Math.Clamp(_options.CallTimeout.TotalMilliseconds / 20, 10, 250);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(tick));
        var overdue = new List<RedisCall>();
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var silent = Environment.TickCount64 - Math.Max(_reader.LastRead, _lastProgress);
                var isIdle = FindOverdue(overdue);
                var gone = overdue.Any(call => silent > call.Timeout.TotalMilliseconds)
                    ? new IOException($"Redis was silent for {silent / 1000.0:0.#} s.")
                    : null;
                if (gone is not null)
                    Retire(gone); // before they are told, or their next call could go this way again
                foreach (var call in overdue)
                {
                    call.Fail(new RedisMayHaveRunException(
                        $"Redis at {Address} did not answer {call.What} within {call.Timeout.TotalSeconds:0.#} s; it may have run."));
                }
                if (gone is not null)
                    Close(gone);
                else if (isIdle && silent > IdleBeforePing.TotalMilliseconds && IsAside)
                    Retire(new IOException("The link on the side was not used any more."));
                else if (isIdle && silent > IdleBeforePing.TotalMilliseconds)
                    TrySend(new RedisCall(new RedisCommand(["PING"]), true, _options.CallTimeout, null));
            }
        }
        catch (OperationCanceledException)
        {
            // Closed: nothing is left to watch.
        }
    }

    /// <summary>Collects the calls whose answer is overdue, turns away those too long in line, and tells whether all is quiet.</summary>
    private bool FindOverdue(List<RedisCall> overdue)
    {
        overdue.Clear();
        var now = Stopwatch.GetTimestamp();
        List<RedisCall> turnedAway = [];
        bool isIdle;
        lock (_gate)
        {
            isIdle = _unanswered.Count == 0;
            foreach (var call in _unanswered)
            {
                if (call.IsOverdue(now))
                    overdue.Add(call);
            }
            for (var left = _line.Count; left > 0; left--)
            {
                var call = _line.Dequeue();
                if (Stopwatch.GetElapsedTime(call.Since, now) > _options.WaitForConnection)
                    turnedAway.Add(call);
                else if (!call.IsOver)
                    _line.Enqueue(call);
            }
        }
        foreach (var call in turnedAway)
        {
            call.Fail(new RedisAwayException(
                $"Redis at {Address} does not keep up (Redis:MostInFlight {_options.MostInFlight}, Redis:MostBufferedBytes "
                + $"{_options.MostBufferedBytes}), so {call.What} was not sent."));
        }
        return isIdle;
    }
}
