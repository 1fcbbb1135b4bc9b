namespace ChatVideoBot.Queue.Redis;

/// <summary>
/// Asked on every new link of a connection, after the log-in and before any other call goes out on it; but not on the short ones that
/// take single calls to another node while a cluster moves a slot.
/// </summary>
/// <exception cref="RedisException">
/// The link is not used. A <see cref="RedisRefusedException"/> is handed to the callers that wait for it, too.
/// </exception>
internal delegate Task RedisGreet(FreshLink link, CancellationToken cancel);

/// <summary>A link that nobody else uses yet. Its calls are sent once: what did not run is an exception, like all else.</summary>
internal sealed class FreshLink(RedisLink link, TimeSpan timeout) : IRedisCaller
{
    public RedisAddress Address => link.Address;

    /// <inheritdoc cref="RedisConnection.CallAsync"/>
    public Task<object?> CallAsync(RedisArg[] command, CancellationToken cancel, bool text = true) =>
        SendAsync(new RedisCommand(command), text, cancel);

    /// <inheritdoc cref="RedisConnection.EvalAsync"/>
    public Task<object?> EvalAsync(RedisScript script, RedisArg[] keys, RedisArg[] args, CancellationToken cancel, bool text = true) =>
        SendAsync(new RedisCommand(script, keys, args), text, cancel);

    void IRedisCaller.TakeError(RedisCall call, RespError error) => call.Fail(RedisRefusal.Of(error, call.What, link.Address));

    void IRedisCaller.TakeUnsent(RedisCall call, Exception why) =>
        call.Fail(new RedisAwayException($"The connection to {link.Address} broke while it was being set up: {why.Message}", why));

    private Task<object?> SendAsync(RedisCommand command, bool text, CancellationToken cancel)
    {
        var call = new RedisCall(command, text, timeout, this);
        call.EndWith(cancel);
        if (!link.TrySend(call))
            ((IRedisCaller)this).TakeUnsent(call, new IOException("it is closed."));
        return call.Task;
    }
}
