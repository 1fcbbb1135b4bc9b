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
    private readonly RedisAddress _address;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _slots;
    private readonly Subscriptions _subscriptions = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<RedisLink> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile RedisLink? _link;
    private Task? _running;
    private string _problem = "it does not answer";

    public RedisConnection(RedisOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _address = RedisAddress.TryParse(options.Url, out var address, out var problem)
            ? address
            : throw new ArgumentException($"Redis:Url (or REDIS_URL) {problem}");
        _slots = new SemaphoreSlim(options.MostInFlight);
    }

    /// <summary>Sends a command and returns its reply; see <see cref="RespReader"/> for its shapes.</summary>
    /// <exception cref="RedisException">Redis is away, refused the command, or did not answer.</exception>
    public Task<object?> CallAsync(RedisArg[] command, CancellationToken cancel, bool text = true, TimeSpan? timeout = null) =>
        SendAsync(command, command[0].ToString(), text, timeout ?? _options.CallTimeout, cancel);

    /// <summary>Runs a script. The server forgets scripts when it restarts, so the text is sent when the name is not known.</summary>
    public async Task<object?> EvalAsync(RedisScript script, RedisArg[] keys, RedisArg[] args, CancellationToken cancel)
    {
        RedisArg[] command = ["EVALSHA", script.Sha, keys.Length, .. keys, .. args];
        try
        {
            return await SendAsync(command, script.Name, text: true, _options.CallTimeout, cancel);
        }
        catch (RedisRefusedException e) when (e.Code == "NOSCRIPT")
        {
            (command[0], command[1]) = ("EVAL", script.Text);
            return await SendAsync(command, script.Name, text: true, _options.CallTimeout, cancel);
        }
    }

    /// <summary>
    /// Sends a command that the server may hold for as long as <paramref name="atMost"/>, all others of this connection behind it:
    /// give it a connection of its own. Cancelling drops the connection, because nothing else takes the command back.
    /// </summary>
    public async Task<object?> CallBlockingAsync(RedisArg[] command, TimeSpan atMost, CancellationToken cancel)
    {
        await using var drop = cancel.UnsafeRegister(
            static me => ((RedisConnection)me!)._link?.Close(new OperationCanceledException("A wait was cancelled.")), this);
        return await SendAsync(command, command[0].ToString(), text: true, atMost + _options.CallTimeout, cancel);
    }

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
        await _stop.CancelAsync();
        foreach (var channel in _subscriptions.Channels)
            _subscriptions.End(channel, null);
        _link?.Close(new ObjectDisposedException(nameof(RedisConnection), "The queue was closed."));
        if (_running is { } running)
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<object?> SendAsync(RedisArg[] command, string what, bool text, TimeSpan timeout, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        await TakeSlotAsync(what, cancel);
        var call = new RedisCall(command, what, text, timeout) { Over = ReleaseSlot };
        try
        {
            while (!(_link ?? await WaitForLinkAsync(what, cancel)).TrySend(call))
                await Task.Yield(); // that link has just closed: the next one is being made
        }
        catch
        {
            ReleaseSlot();
            throw;
        }
        await using var registration = cancel.UnsafeRegister(static (held, token) => ((RedisCall)held!).TrySetCanceled(token), call);
        var reply = await call.Task;
        if (reply is not RespError error)
            return reply;
        if (error.Code == "READONLY")
            _link?.Close(new IOException("The server has become a replica.")); // the name may lead to the new primary
        throw RedisRefusal.Of(error, what, _address);
    }

    private async ValueTask TakeSlotAsync(string what, CancellationToken cancel)
    {
        if (!_slots.Wait(0, cancel) && !await _slots.WaitAsync(_options.WaitForConnection, cancel))
        {
            throw new RedisAwayException(
                $"{_options.MostInFlight} calls to Redis at {_address} are unanswered (Redis:MostInFlight), so {what} was not sent.");
        }
    }

    private void ReleaseSlot() => _slots.Release();

    private async Task<RedisLink> WaitForLinkAsync(string what, CancellationToken cancel)
    {
        EnsureRunning();
        try
        {
            return await Volatile.Read(ref _ready).Task.WaitAsync(_options.WaitForConnection, cancel);
        }
        catch (TimeoutException e)
        {
            throw new RedisAwayException($"Redis at {_address} cannot be reached, so {what} was not sent: {_problem}", e);
        }
    }

    private void EnsureRunning()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            _running ??= Task.Run(RunAsync);
        }
    }

    /// <summary>Keeps a link up until disposed.</summary>
    private async Task RunAsync()
    {
        for (var failures = 0; !_stop.IsCancellationRequested; failures++)
        {
            try
            {
                var link = await DialAsync();
                LogConnected(_address);
                var since = Environment.TickCount64;
                Publish(link);
                var why = await link.Closed;
                Withdraw();
                if (_stop.IsCancellationRequested)
                    break;
                _problem = why.Message;
                if (why is not OperationCanceledException)
                    LogBroken(_address, why.Message);
                if (Environment.TickCount64 - since > 1000)
                    failures = -1;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested) // whatever it was: without this loop nobody connects again
            {
                if (_problem != e.Message)
                    LogAway(_address, e.Message);
                _problem = e.Message;
                if (e is RedisException refused && RedisRefusal.IsForGood(refused))
                    FailWaiting(refused);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            await Task.Delay(BackOff.After(Math.Max(failures, 0), _options.LongestBackOff, Random.Shared.NextDouble()), _stop.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        FailWaiting(new RedisAwayException("The queue was closed."));
    }

    private async Task<RedisLink> DialAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(_options.ConnectTimeout);
        try
        {
            return await RedisDial.OpenAsync(_address, _options, _subscriptions.Take, limit.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            throw new TimeoutException($"it did not let us in within {_options.ConnectTimeout.TotalSeconds:0.#} s.");
        }
    }

    private void Publish(RedisLink link)
    {
        _link = link;
        _ready.TrySetResult(link);
        foreach (var channel in _subscriptions.Channels) // after _link is set: a subscriber that comes now sends by itself
            Subscribe(link, channel);
    }

    private void Withdraw()
    {
        _link = null;
        Volatile.Write(ref _ready, new(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private void FailWaiting(RedisException why)
    {
        var waiting = _ready;
        Volatile.Write(ref _ready, new(TaskCreationOptions.RunContinuationsAsynchronously));
        waiting.TrySetException(why);
        _ = waiting.Task.Exception; // seen, even when nobody waits
    }

    private async void Subscribe(RedisLink link, string channel)
    {
        var call = new RedisCall(["SUBSCRIBE", channel], "SUBSCRIBE", true, _options.CallTimeout) { AnsweredByPush = true };
        try
        {
            if (link.TrySend(call) && await call.Task is RespError error)
                _subscriptions.End(channel, RedisRefusal.Of(error, "SUBSCRIBE", _address));
        }
        catch (RedisException)
        {
            // The link is gone: the next one subscribes again.
        }
    }

    [LoggerMessage(LogLevel.Debug, "Connected to Redis at {Address}.")]
    private partial void LogConnected(RedisAddress address);

    [LoggerMessage(LogLevel.Warning, "Lost the connection to Redis at {Address}: {Why}")]
    private partial void LogBroken(RedisAddress address, string why);

    [LoggerMessage(LogLevel.Warning, "Cannot connect to Redis at {Address}: {Why}")]
    private partial void LogAway(RedisAddress address, string why);
}
