using System.Diagnostics;

namespace ChatVideoBot.Queue.Redis;

/// <summary>Whoever makes calls: says what becomes of one that did not run.</summary>
internal interface IRedisCaller
{
    /// <summary>The server answered with an error. Called on the reader: must not block.</summary>
    void TakeError(RedisCall call, RespError error);

    /// <summary>The link is gone, and nothing of the call was given to the network.</summary>
    void TakeUnsent(RedisCall call, Exception why);
}

/// <summary>
/// A call on its way, and the task its caller awaits. The task may end (time-out, cancellation) before the reply comes, which is then
/// dropped. One object, so that a call costs little.
/// </summary>
internal sealed class RedisCall : TaskCompletionSource<object?>
{
    private readonly RedisCommand _command;
    private readonly IRedisCaller? _caller;
    private CancellationTokenRegistration _cancel;

    /// <param name="caller">Null for one whose answer nobody reads.</param>
    public RedisCall(RedisCommand command, bool text, TimeSpan timeout, IRedisCaller? caller)
        : base(TaskCreationOptions.RunContinuationsAsynchronously) // never on the reader: callers may block
    {
        (_command, Text, Timeout, _caller) = (command, text, timeout, caller);
        RedisMeter.CallBegins();
    }

    /// <summary>The command or script, for messages.</summary>
    public string What => _command.Name;

    public long Bytes => _command.Bytes;

    /// <summary>Bulk strings of the reply become string instead of byte[].</summary>
    public bool Text { get; }

    public TimeSpan Timeout { get; }

    /// <summary>SUBSCRIBE is answered by a push instead of a reply.</summary>
    public bool AnsweredByPush { get; init; }

    /// <summary>The server may hold it: cancelling it closes its link, because nothing else takes it back.</summary>
    public bool IsBlocking { get; init; }

    /// <summary>Goes to a node that is taking over the slot, which serves it only to those who say that they were sent.</summary>
    public bool IsAsking { get; set; }

    /// <summary>The server has forgotten the script: its text goes along.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>How often it had to be sent again because it had not run.</summary>
    public int Tries { get; set; }

    /// <summary>Since when it is known not to have run and waits to be sent, as a <see cref="Stopwatch"/> counts; 0 = not yet.</summary>
    public long WaitsSince { get; set; }

    /// <summary>When it went into a link's line or buffer last, as a <see cref="Stopwatch"/> counts.</summary>
    public long Since { get; private set; }

    public RedisLink? Link { get; private set; }

    public CancellationToken Token => _cancel.Token;

    public bool IsOver => Task.IsCompleted;

    /// <summary>Ends the call when its caller has lost interest; to be called once, before it is sent.</summary>
    public void EndWith(CancellationToken token)
    {
        if (token.CanBeCanceled)
            _cancel = token.UnsafeRegister(static (call, token) => ((RedisCall)call!).Cancel(token), this);
    }

    public void MarkWaiting() => Since = Stopwatch.GetTimestamp();

    public void Write(OutBuffer target, RedisLink link)
    {
        (Link, Since) = (link, Stopwatch.GetTimestamp());
        if (IsAsking)
            target.Write("*1\r\n$6\r\nASKING\r\n"u8);
        _command.Write(target, IsWhole);
    }

    public bool IsOverdue(long now) => Stopwatch.GetElapsedTime(Since, now) > Timeout;

    /// <summary>The reply has come.</summary>
    public void Answer(object? reply, RedisLink link)
    {
        if (reply is not RespError error || _caller is null)
        {
            if (TrySetResult(reply))
                Over(null);
        }
        else if (error.Code == "NOSCRIPT" && _command.IsScript && !IsWhole)
        {
            IsWhole = true;
            if (!link.TrySend(this))
                GiveBack(new IOException(error.Said));
        }
        else if (!IsOver)
        {
            _caller.TakeError(this, error);
        }
    }

    /// <summary>It was not sent: whoever made it may send it elsewhere.</summary>
    public void GiveBack(Exception why)
    {
        if (_caller is { } caller && !IsOver)
            caller.TakeUnsent(this, why);
        else
            Fail(new RedisAwayException($"{What} was not sent. {why.Message}", why));
    }

    public void Fail(Exception why)
    {
        if (IsBlocking && why is RedisMayHaveRunException && Token.IsCancellationRequested)
            why = new OperationCanceledException(Token);
        if (!(why is OperationCanceledException stopped ? TrySetCanceled(stopped.CancellationToken) : TrySetException(why)))
            return;
        _ = Task.Exception; // seen, even when nobody waits
        Over(why);
    }

    private void Cancel(CancellationToken token)
    {
        if (IsBlocking)
            Link?.Close(new OperationCanceledException("A wait was cancelled."));
        Fail(new OperationCanceledException(token));
    }

    private void Over(Exception? why)
    {
        _cancel.Unregister();
        RedisMeter.CallEnds(this, why);
    }
}
