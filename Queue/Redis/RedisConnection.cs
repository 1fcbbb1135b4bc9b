using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Queue.Redis;

/// <summary>
/// A connection to Redis that mends itself. Calls of many callers share it. While it is down calls wait for it, up to
/// <see cref="RedisOptions.WaitForConnection"/>; what was under way when it broke fails as "may have run".
/// </summary>
internal sealed partial class RedisConnection : IAsyncDisposable
{
    private readonly RedisOptions _options;
    private readonly ILogger _logger;
    private readonly RedisFinder _finder;
    private readonly RedisGreet? _greet;
    private readonly Subscriptions _subscriptions = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<RedisLink> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RedisLink? _link;
    private Task? _running;
    private string _problem = "it does not answer";

    /// <param name="key">Any key that it will use: in a cluster, calls go to the node of its slot. Empty = that of the first call.</param>
    /// <param name="greet">Run on every new link before any call goes out on it.</param>
    public RedisConnection(RedisOptions options, ILogger logger, string key = "", RedisGreet? greet = null)
    {
        if (!options.TryAddresses(out var hosts, out var problem))
            throw new ArgumentException($"Redis:Url (or REDIS_URL) {problem}");
        (_options, _logger, _greet) = (options, logger, greet);
        _finder = new RedisFinder(options, hosts, key, new RedisDial(options, _subscriptions.Take, _stop.Token));
    }

    /// <summary>Sends a command and returns its reply; see <see cref="RespReader"/> for its shapes.</summary>
    /// <param name="command">
    /// Neither the array nor bytes in it may change before the answer: large ones are not copied. After a time-out or a cancellation
    /// they may still be on their way, so never use them for something else then.
    /// </param>
    /// <param name="timeout">Null for <see cref="RedisOptions.CallTimeout"/>.</param>
    /// <exception cref="RedisAwayException">It did not run.</exception>
    /// <exception cref="RedisMayHaveRunException">No answer came.</exception>
    /// <exception cref="RedisRefusedException">The server answered with an error.</exception>
    public Task<object?> CallAsync(RedisArg[] command, CancellationToken cancel, bool text = true, TimeSpan? timeout = null) =>
        Send(new RedisCall(new RedisCommand(command), text, timeout ?? _options.CallTimeout, this), cancel);

    /// <summary>Runs a script. The server forgets scripts when it restarts, so the text is sent when the name is not known.</summary>
    /// <inheritdoc cref="CallAsync"/>
    public Task<object?> EvalAsync(
        RedisScript script, RedisArg[] keys, RedisArg[] args, CancellationToken cancel, bool text = true, TimeSpan? timeout = null) =>
        Send(new RedisCall(new RedisCommand(script, keys, args), text, timeout ?? _options.CallTimeout, this), cancel);

    /// <summary>
    /// Sends a command that the server may hold for as long as <paramref name="atMost"/>, all others of this connection behind it:
    /// give it a connection of its own. Cancelling drops the connection, because nothing else takes the command back.
    /// </summary>
    public Task<object?> CallBlockingAsync(RedisArg[] command, TimeSpan atMost, CancellationToken cancel) =>
        Send(new RedisCall(new RedisCommand(command), true, atMost + _options.CallTimeout, this) { IsBlocking = true }, cancel);

    /// <summary>Messages of a channel, in order; those sent while the connection is down are lost.</summary>
    /// <exception cref="RedisRefusedException">The user may not listen to the channel.</exception>
    public async IAsyncEnumerable<string> SubscribeAsync(string channel, [EnumeratorCancellation] CancellationToken cancel)
    {
        EnsureRunning();
        var (messages, isFirst) = _subscriptions.Add(channel);
        try
        {
            if (isFirst && _link is { } link)
                Subscribe(link, channel);
            await foreach (var message in messages.Reader.ReadAllAsync(cancel))
                yield return message;
        }
        finally
        {
            _subscriptions.Remove(channel, messages);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync(); // closes the links, too
        foreach (var channel in _subscriptions.Channels)
            _subscriptions.End(channel, null);
        if (_running is { } running)
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task<object?> Send(RedisCall call, CancellationToken cancel)
    {
        call.EndWith(cancel);
        if (_link is not { } link || !link.TrySend(call))
            _ = SendLaterAsync(call, TimeSpan.Zero);
        return call.Task;
    }

    private async void Subscribe(RedisLink link, string channel)
    {
        var call = new RedisCall(new RedisCommand(["SUBSCRIBE", channel]), true, _options.CallTimeout, null) { AnsweredByPush = true };
        try
        {
            if (!link.TrySend(call))
                call.Fail(new RedisAwayException("The link is gone."));
            if (await call.Task is RespError error)
                _subscriptions.End(channel, RedisRefusal.Of(error, "SUBSCRIBE", link.Address));
        }
        catch (RedisException)
        {
            // The link is gone: the next one subscribes again.
        }
    }
}
