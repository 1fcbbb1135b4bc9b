namespace ChatVideoBot.Queue.Redis;

/// <summary>A call on its way. Its task may end (time-out, cancellation) before its reply comes, which is then dropped.</summary>
internal sealed class RedisCall(RedisArg[] command, string what, bool text, TimeSpan timeout)
    : TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously) // never on the reader: callers may block
{
    public RedisArg[]? Command { get; private set; } = command;

    /// <summary>The command or script, for messages.</summary>
    public string What { get; } = what;

    /// <summary>Bulk strings of the reply become string instead of byte[].</summary>
    public bool Text { get; } = text;

    public TimeSpan Timeout { get; } = timeout;

    /// <summary>When it was written: <see cref="Environment.TickCount64"/>.</summary>
    public long Sent { get; private set; }

    /// <summary>SUBSCRIBE is answered by a push instead of a reply.</summary>
    public bool AnsweredByPush { get; init; }

    /// <summary>Runs once, when the reply has come or the connection is gone.</summary>
    public Action? Over { get; init; }

    public bool IsOverdue(long now) => now - Sent > Timeout.TotalMilliseconds;

    /// <summary>The command is in the buffer: what it held may be collected.</summary>
    public void MarkSent() => (Command, Sent) = (null, Environment.TickCount64);
}
