using System.Diagnostics;

namespace ChatVideoBot.Queue.Redis;

/// <summary>What becomes of calls that did not run: they are sent again, for a while.</summary>
internal sealed partial class RedisConnection : IRedisCaller
{
    private (RedisAddress Address, Task<RedisLink> Link)? _aside; // to the node that calls were sent on to last

    void IRedisCaller.TakeError(RedisCall call, RespError error)
    {
        var link = call.Link!;
        var then = RedisRefusal.Then(error);
        if (then == AfterError.Tell || HasWaitedEnough(call))
        {
            call.Fail(RedisRefusal.Of(error, call.What, link.Address));
            return;
        }
        var pause = call.Tries++ == 0 && then == AfterError.Follow ? TimeSpan.Zero : Pause(call.Tries - 1);
        call.IsAsking = false;
        if (then == AfterError.Follow && !link.IsAside && Redirect.TryParse(error, link.Address, out var redirect))
        {
            call.IsAsking = error.Code == "ASK";
            if (call.IsAsking || !_finder.TakeMoved(redirect))
            {
                _ = SendAsideAsync(call, redirect.To, pause);
                return;
            }
            then = AfterError.LookAnew;
        }
        if (then == AfterError.LookAnew)
            link.Retire(new IOException($"It said: {error.Said}"));
        _ = SendLaterAsync(call, pause);
    }

    void IRedisCaller.TakeUnsent(RedisCall call, Exception why) => _ = SendLaterAsync(call, TimeSpan.Zero);

    /// <summary>Sends a call when there is a link for it; whatever happens, the call ends.</summary>
    private async Task SendLaterAsync(RedisCall call, TimeSpan pause)
    {
        try
        {
            BeginWaiting(call);
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, call.Token);
            while (!call.IsOver)
            {
                var link = _link ?? await WaitForLinkAsync(call);
                if (link.TrySend(call))
                    return;
                Withdraw(link); // it has just ended: the next one is being made
            }
        }
        catch (Exception e) // handed to the caller, who waits for nothing else
        {
            call.Fail(e);
        }
    }

    /// <summary>Sends a call to a node other than the queue's, once; where that fails it goes the usual way again.</summary>
    private async Task SendAsideAsync(RedisCall call, RedisAddress to, TimeSpan pause)
    {
        try
        {
            BeginWaiting(call);
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, call.Token);
            if ((await AsideAsync(to)).TrySend(call))
                return;
        }
        catch (Exception) when (!call.IsOver)
        {
            // The node is away: the one that sent us there may know better by now.
        }
        call.IsAsking = false;
        call.Tries++;
        await SendLaterAsync(call, Pause(call.Tries));
    }

    private Task<RedisLink> AsideAsync(RedisAddress to)
    {
        Task<RedisLink>? old;
        lock (_gate)
        {
            if (_aside is { } aside && aside.Address == to && !(aside.Link.IsCompletedSuccessfully && aside.Link.Result.Ended.IsCompleted)
                && !aside.Link.IsFaulted && !aside.Link.IsCanceled)
            {
                return aside.Link;
            }
            old = _aside?.Link;
            _aside = (to, Task.Run(() => _finder.OpenAsideAsync(to, _stop.Token)));
        }
        if (old is { IsCompletedSuccessfully: true })
            old.Result.Retire(new IOException("Calls go elsewhere now."));
        return _aside.Value.Link;
    }

    private async Task<RedisLink> WaitForLinkAsync(RedisCall call)
    {
        EnsureRunning();
        var left = _options.WaitForConnection - Stopwatch.GetElapsedTime(call.WaitsSince);
        try
        {
            return await Volatile.Read(ref _ready).Task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, call.Token);
        }
        catch (TimeoutException e)
        {
            throw new RedisAwayException($"Redis at {_finder.Hosts} cannot be reached, so {call.What} was not sent: {_problem}", e);
        }
    }

    private bool HasWaitedEnough(RedisCall call) =>
        call.WaitsSince == 0
            ? _options.WaitForConnection == TimeSpan.Zero
            : Stopwatch.GetElapsedTime(call.WaitsSince) >= _options.WaitForConnection;

    private static void BeginWaiting(RedisCall call)
    {
        if (call.WaitsSince == 0)
            call.WaitsSince = Stopwatch.GetTimestamp();
    }

    private TimeSpan Pause(int tries) => BackOff.After(tries, _options.LongestBackOff, Random.Shared.NextDouble());
}
