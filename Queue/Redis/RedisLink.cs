using System.Buffers;

namespace ChatVideoBot.Queue.Redis;

/// <summary>One live connection: calls are written by whoever makes them, many at once, and answered in order by one reader.</summary>
internal sealed class RedisLink
{
    private static readonly TimeSpan IdleBeforePing = TimeSpan.FromSeconds(10);
    private const int KeptBuffer = 1 << 20;

    private readonly Stream _stream;
    private readonly RespReader _reader;
    private readonly Action<object?[]> _onPush;
    private readonly TimeSpan _callTimeout;
    private readonly TaskCompletionSource<Exception> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Queue<RedisCall> _unanswered = new();
    private ArrayBufferWriter<byte> _filling = new(4096);
    private ArrayBufferWriter<byte> _sending = new(4096);
    private bool _isWriting;
    private bool _isClosed;

    /// <param name="onPush">Called on the reader for messages; must not block.</param>
    public RedisLink(Stream stream, TimeSpan callTimeout, Action<object?[]> onPush)
    {
        (_stream, _callTimeout, _onPush) = (stream, callTimeout, onPush);
        _reader = new RespReader(stream);
        _ = ReadAllAsync();
        _ = WatchTheClockAsync();
    }

    /// <summary>Ends when the connection does, with the reason.</summary>
    public Task<Exception> Closed => _closed.Task;

    /// <summary>False when the connection is gone and nothing was sent.</summary>
    public bool TrySend(RedisCall call)
    {
        bool isIdle;
        lock (_gate)
        {
            if (_isClosed)
                return false;
            RespWriter.Write(_filling, call.Command);
            call.MarkSent();
            isIdle = _unanswered.Count == 0;
            _unanswered.Enqueue(call);
            if (_isWriting)
                return true; // whoever writes now takes this along
            _isWriting = true;
        }
        // A lone call goes out from here, without a hop; while others are under way a hop lets more of them share one write.
        _ = isIdle ? WriteAllAsync() : Task.Run(WriteAllAsync);
        return true;
    }

    public void Close(Exception why)
    {
        RedisCall[] orphans;
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            orphans = [.. _unanswered];
            _unanswered.Clear();
        }
        _stop.Cancel();
        _stream.Dispose();
        _closed.TrySetResult(why);
        foreach (var call in orphans)
        {
            call.TrySetException(new RedisMayHaveRunException(
                $"The connection broke before Redis answered {call.What}; it may have run. {why.Message}", why));
            call.Over?.Invoke();
        }
    }

    private async Task WriteAllAsync()
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    if (_filling.WrittenCount == 0 || _isClosed)
                    {
                        _isWriting = false;
                        return;
                    }
                    (_filling, _sending) = (_sending, _filling);
                }
                await _stream.WriteAsync(_sending.WrittenMemory, _stop.Token);
                if (_sending.Capacity > KeptBuffer)
                    _sending = new ArrayBufferWriter<byte>(4096); // a clip went through
                else
                    _sending.ResetWrittenCount();
            }
        }
        catch (Exception e) // whatever it was: what is half written cannot be taken back
        {
            Close(e);
        }
    }

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
        lock (_gate)
        {
            if (!_unanswered.TryPeek(out var head) || head != call)
                return; // closed meanwhile: the call has failed
            _unanswered.Dequeue();
        }
        call.TrySetResult(reply);
        call.Over?.Invoke();
    }

    /// <summary>Fails calls that take too long, gives up a server that is silent, and asks an idle one whether it is still there.</summary>
    private async Task WatchTheClockAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Clamp(_callTimeout.TotalMilliseconds / 20, 10, 250)));
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                var now = Environment.TickCount64;
                var overdue = new List<RedisCall>();
                bool isIdle;
                lock (_gate)
                {
                    isIdle = _unanswered.Count == 0;
                    overdue.AddRange(_unanswered.Where(call => call.IsOverdue(now)));
                }
                foreach (var call in overdue.Where(call => !call.Task.IsCompleted))
                {
                    call.TrySetException(new RedisMayHaveRunException(
                        $"Redis did not answer {call.What} within {call.Timeout.TotalSeconds:0.#} s; it may have run."));
                }
                if (overdue.Any(call => now - _reader.LastRead > call.Timeout.TotalMilliseconds))
                    Close(new IOException($"Redis was silent for {(now - _reader.LastRead) / 1000.0:0.#} s."));
                else if (isIdle && now - _reader.LastRead > IdleBeforePing.TotalMilliseconds)
                    TrySend(new RedisCall(["PING"], "PING", true, _callTimeout));
            }
        }
        catch (OperationCanceledException)
        {
            // Closed: nothing is left to watch.
        }
    }
}
