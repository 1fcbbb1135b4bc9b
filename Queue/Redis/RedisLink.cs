using System.Diagnostics;

namespace ChatVideoBot.Queue.Redis;

/// <summary>
/// One live connection: calls are written by whoever makes them, many at once, and answered in order by one reader. Calls beyond what
/// may be unanswered or unsent wait in line.
/// </summary>
internal sealed partial class RedisLink : IThreadPoolWorkItem
{
    private readonly Stream _stream;
    private readonly RedisOptions _options;
    private readonly RespReader _reader;
    private readonly Action<object?[]> _onPush;
    private readonly TaskCompletionSource<Exception> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenRegistration _life;
    private readonly Action _progressed;
    private readonly Lock _gate = new();
    private readonly Queue<RedisCall> _unanswered = new();
    private Queue<RedisCall> _line = new(); // not even in the buffer
    private OutBuffer _filling = new();
    private OutBuffer _sending = new();
    private int _unwritten; // how many of _unanswered, the last ones, are in _filling
    private long _lastProgress = Environment.TickCount64;
    private bool _isWriting;
    private bool _isRetired;
    private bool _isClosed;

    /// <param name="onPush">Called on the reader for messages; must not block.</param>
    /// <param name="life">Closes the link when it ends.</param>
    public RedisLink(Stream stream, RedisAddress address, RedisOptions options, Action<object?[]> onPush, CancellationToken life)
    {
        (_stream, Address, _options, _onPush) = (stream, address, options, onPush);
        _reader = new RespReader(stream);
        _progressed = () => _lastProgress = Environment.TickCount64;
        _life = life.UnsafeRegister(
            static me => ((RedisLink)me!).Close(new ObjectDisposedException(nameof(RedisConnection), "The queue was closed.")), this);
        _ = ReadAllAsync();
        _ = WatchTheClockAsync();
    }

    public RedisAddress Address { get; }

    /// <summary>A link on the side is closed when nobody has used it for a while; the main one is kept awake.</summary>
    public bool IsAside { get; init; }

    /// <summary>Ends when no further call is taken, with the reason.</summary>
    public Task<Exception> Ended => _ended.Task;

    /// <summary>False when no call is taken any more: nothing was sent.</summary>
    public bool TrySend(RedisCall call)
    {
        bool mustWrite, isIdle;
        lock (_gate)
        {
            if (_isRetired)
                return false;
            isIdle = _unanswered.Count == 0;
            call.MarkWaiting();
            if (_line.Count > 0 || !HasRoomFor(call))
                _line.Enqueue(call);
            else
                Put(call);
            mustWrite = MustWrite();
        }
        // A lone call goes out from here, without a hop; while others are under way a hop lets more of them share one write.
        if (mustWrite && isIdle)
            _ = WriteAllAsync();
        else if (mustWrite)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        if (call.IsBlocking && call.Task.IsCanceled)
            Close(new OperationCanceledException("A wait was cancelled.")); // while it was being put into the buffer
        return true;
    }

    /// <summary>Takes no further calls, and closes when those under way are answered.</summary>
    public void Retire(Exception why)
    {
        Queue<RedisCall> line;
        bool isIdle;
        lock (_gate)
        {
            if (_isRetired)
                return;
            _isRetired = true;
            (line, _line) = (_line, []);
            isIdle = _unanswered.Count == 0;
        }
        _ended.TrySetResult(why);
        if (isIdle)
            Close(why);
        foreach (var call in line)
            call.GiveBack(why);
    }

    public void Close(Exception why)
    {
        RedisCall[] calls;
        int sent;
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = _isRetired = true;
            sent = _unanswered.Count - _unwritten;
            calls = [.. _unanswered, .. _line];
            _unanswered.Clear();
            _line.Clear();
        }
        _life.Unregister();
        _stop.Cancel();
        _stream.Dispose();
        _ended.TrySetResult(why);
        foreach (var call in calls.AsSpan(0, sent))
        {
            call.Fail(new RedisMayHaveRunException(
                $"The connection to Redis at {Address} broke before it answered {call.What}; it may have run. {why.Message}", why));
        }
        foreach (var call in calls.AsSpan(sent))
            call.GiveBack(why); // the server has not seen one byte of it
    }

    void IThreadPoolWorkItem.Execute() => _ = WriteAllAsync();

    private async Task WriteAllAsync()
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    _sending.Clear();
                    Admit();
                    if (_filling.Length == 0 || _isClosed)
                    {
                        _isWriting = false;
                        return;
                    }
                    (_filling, _sending) = (_sending, _filling);
                    _unwritten = 0;
                }
                RedisMeter.Sent(_sending.Length);
                await _sending.SendAsync(_stream, _progressed, _stop.Token);
            }
        }
        catch (Exception e) // whatever it was: what is half written cannot be taken back
        {
            Close(e);
        }
    }

    /// <summary>Lets those in line into the buffer while there is room. Under the gate.</summary>
    private void Admit()
    {
        while (_line.TryPeek(out var call) && (call.IsOver || HasRoomFor(call)))
            Put(_line.Dequeue());
    }

    private bool HasRoomFor(RedisCall call)
    {
        var unsent = _filling.Length + _sending.Length;
        return _unanswered.Count < _options.MostInFlight && (unsent == 0 || unsent + call.Bytes <= _options.MostBufferedBytes);
    }

    private void Put(RedisCall call)
    {
        if (call.IsOver)
            return;
        if (call.IsAsking)
            Expect(new RedisCall(new RedisCommand(["ASKING"]), true, call.Timeout, null));
        call.Write(_filling, this);
        Expect(call);
    }

    private void Expect(RedisCall call)
    {
        _unanswered.Enqueue(call);
        _unwritten++;
    }

    /// <summary>Whether the caller must see to it that the buffer is written. Under the gate.</summary>
    private bool MustWrite() => !_isWriting && _filling.Length > 0 && (_isWriting = true);
}
