using System.Diagnostics;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Scripts;

/// <summary>The scripts of the queue, typed. Each file under Scripts/ tells what it does and takes.</summary>
internal sealed partial class QueueScripts(RedisConnection redis, QueueKeys keys, QueueOptions options, TimeSpan callTimeout)
{
    private readonly RedisArg[] _meta = [keys.Meta];

    /// <summary>Silent for so long, a worker counts as gone.</summary>
    private RedisArg GoneAfter => Ms(options.RenewEvery * 3);

    private RedisArg Expire => Ms(options.ExpireAfter);

    /// <summary>
    /// Runs a script. When the connection breaks under it, it is run once more, since all scripts may be repeated; but not
    /// after a whole time-out in silence, because a worker must learn in time that Redis does not answer.
    /// </summary>
    /// <param name="args">Makes the arguments; is told whether the script may have run before.</param>
    private async Task<object?> RunAsync(RedisScript script, Func<bool, RedisArg[]> args, CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            return await redis.EvalAsync(script, _meta, args(false), cancel);
        }
        catch (RedisMayHaveRunException) when (Stopwatch.GetElapsedTime(since) < callTimeout * 0.9) // the clocks differ a little
        {
            return await redis.EvalAsync(script, _meta, args(true), cancel);
        }
    }

    private Task<object?> RunAsync(RedisScript script, RedisArg[] args, CancellationToken cancel) => RunAsync(script, _ => args, cancel);

    /// <summary>Runs a script that answers whether the caller still held what it acted on.</summary>
    private async Task<bool> RunFencedAsync(RedisScript script, RedisArg[] args, CancellationToken cancel) =>
        await RunAsync(script, args, cancel) is "ok" or "already";

    private static RedisArg Ms(TimeSpan time) => RedisArg.Milliseconds(time);

    private static RedisArg[] LanesAfter(RedisArg[] args, IReadOnlyList<string> lanes) =>
        [.. args, .. lanes.Select(lane => (RedisArg)lane)];

    private static T Unexpected<T>(RedisScript script) =>
        throw new RedisRefusedException("UNEXPECTED", "", $"{script.Name} answered something unknown, which should not be possible.");
}
