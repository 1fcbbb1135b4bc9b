using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Queue.Redis;

/// <summary>Keeps a link up.</summary>
internal sealed partial class RedisConnection
{
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
        var isFirst = true;
        for (var failures = 0; !_stop.IsCancellationRequested; failures++)
        {
            try
            {
                var link = await OpenAsync();
                LogConnected(link.Address);
                if (!isFirst)
                    RedisMeter.Reconnects();
                isFirst = false;
                var since = Environment.TickCount64;
                Publish(link);
                var why = await link.Ended;
                Withdraw(link);
                if (_stop.IsCancellationRequested)
                    break;
                _problem = why.Message;
                if (why is not OperationCanceledException)
                    LogBroken(link.Address, why.Message);
                if (Environment.TickCount64 - since > 1000)
                    failures = -1;
            }
            catch (Exception e) when (!_stop.IsCancellationRequested) // whatever it was: without this loop nobody connects again
            {
                if (_problem != e.Message)
                    LogAway(_finder.Hosts, e.Message);
                _problem = e.Message;
                if (e is RedisException refused && RedisRefusal.IsForGood(refused))
                    FailWaiting(refused);
            }
            catch (Exception)
            {
                break; // closed while it was dialling
            }
            await Task.Delay(BackOff.After(Math.Max(failures, 0), _options.LongestBackOff, Random.Shared.NextDouble()), _stop.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        FailWaiting(new RedisAwayException("The queue was closed."));
    }

    private async Task<RedisLink> OpenAsync()
    {
        var link = await _finder.OpenAsync(_stop.Token);
        try
        {
            if (_greet is not null)
                await _greet(new FreshLink(link, _options.CallTimeout), _stop.Token);
            return link;
        }
        catch (Exception e)
        {
            link.Close(e);
            throw;
        }
    }

    private void Publish(RedisLink link)
    {
        lock (_gate)
        {
            _link = link;
            _ready.TrySetResult(link);
        }
        foreach (var channel in _subscriptions.Channels) // after _link is set: a subscriber that comes now sends by itself
            Subscribe(link, channel);
    }

    private void Withdraw(RedisLink link)
    {
        lock (_gate)
        {
            if (_link != link)
                return;
            _link = null;
            Volatile.Write(ref _ready, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    private void FailWaiting(RedisException why)
    {
        TaskCompletionSource<RedisLink> waiting;
        lock (_gate)
        {
            waiting = _ready;
            Volatile.Write(ref _ready, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        waiting.TrySetException(why);
        _ = waiting.Task.Exception; // seen, even when nobody waits
    }

    [LoggerMessage(LogLevel.Debug, "Connected to Redis at {Address}.")]
    private partial void LogConnected(RedisAddress address);

    [LoggerMessage(LogLevel.Warning, "Lost the connection to Redis at {Address}: {Why}")]
    private partial void LogBroken(RedisAddress address, string why);

    [LoggerMessage(LogLevel.Warning, "Cannot connect to Redis at {Hosts}: {Why}")]
    private partial void LogAway(string hosts, string why);
}
