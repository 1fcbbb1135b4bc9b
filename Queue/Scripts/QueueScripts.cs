using System.Diagnostics;
using System.Runtime.CompilerServices;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Scripts;

/// <summary>The scripts of the queue, typed. Each file under Scripts/ tells what it does and takes.</summary>
internal sealed partial class QueueScripts(RedisConnection redis, QueueKeys keys, QueueOptions options, TimeSpan callTimeout)
{
    private static readonly RedisScript GreetLua = QueueLibrary.Function("greet.lua");

    private readonly RedisArg[] _meta = [keys.Meta];
    private readonly string _process = Guid.NewGuid().ToString("N")[..12];
    private long _calls;

    /// <summary>Silent for so long, a worker counts as gone.</summary>
    private RedisArg GoneAfter => Ms(options.RenewEvery * 3);

    /// <summary>A word of a call's own, by which its repetition finds what the first one did.</summary>
    public string NewCall() => $"{_process}{Interlocked.Increment(ref _calls):x}";

    /// <summary>
    /// Runs a script. When the connection breaks under it, it is run once more, since all scripts may be repeated; but not
    /// after a whole time-out in silence, because a worker must learn in time that Redis does not answer.
    /// </summary>
    /// <param name="again">The place of the argument that tells whether the script may have run before; -1 for none.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // awaited once, here: nothing is allocated for it
    private async ValueTask<object?> RunAsync(RedisScript script, RedisArg[] args, CancellationToken cancel, int again = -1)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            return await redis.EvalAsync(script, _meta, args, cancel);
        }
        catch (RedisRefusedException e) when (QueueLibrary.IsMissing(e)) // somebody emptied the server
        {
            await QueueLibrary.LoadAsync(command => redis.CallAsync(command, cancel));
            return await redis.EvalAsync(script, _meta, args, cancel);
        }
        catch (RedisMayHaveRunException) when (Stopwatch.GetElapsedTime(since) < callTimeout * 0.9) // the clocks differ a little
        {
            if (again >= 0)
                args[again] = true;
            return await redis.EvalAsync(script, _meta, args, cancel);
        }
    }

    /// <summary>Returns when the replicas that the options ask for hold what was written before.</summary>
    /// <exception cref="RedisMayHaveRunException">They did not in time.</exception>
    private async Task CopyAsync(CancellationToken cancel)
    {
        if (await redis.CallAsync(["WAIT", options.Replicas, Ms(callTimeout / 2)], cancel) is not long copies || copies < options.Replicas)
            throw new RedisMayHaveRunException($"Written, but fewer than {options.Replicas} replicas (Queue:Replicas) hold it; it may be asked again.");
    }

    /// <summary>Runs a script that answers whether the caller still held what it acted on.</summary>
    private async Task<bool> RunFencedAsync(RedisScript script, RedisArg[] args, CancellationToken cancel) =>
        await RunAsync(script, args, cancel) is "ok" or "already";

    /// <summary>What is said first on a new connection: see greet.lua.</summary>
    public static async Task GreetAsync(FreshLink link, QueueKeys keys, CancellationToken cancel)
    {
        try
        {
            await link.EvalAsync(GreetLua, [keys.Meta], [], cancel);
        }
        catch (RedisRefusedException e) when (QueueLibrary.IsMissing(e))
        {
            await QueueLibrary.LoadAsync(command => link.CallAsync(command, cancel));
            await link.EvalAsync(GreetLua, [keys.Meta], [], cancel);
        }
    }

    private static RedisArg Ms(TimeSpan time) => RedisArg.Milliseconds(time);

    private static T Unexpected<T>(RedisScript script) =>
        throw new RedisRefusedException("UNEXPECTED", "", $"{script.Name} answered something unknown, which should not be possible.");
}
