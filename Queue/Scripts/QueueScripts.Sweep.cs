using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Scripts;

// What keeps the queue in order.
internal sealed partial class QueueScripts
{
    private static readonly RedisScript ReapLua = QueueLibrary.Function("reap.lua");
    private static readonly RedisScript TrimLua = QueueLibrary.Function("trim.lua");
    private static readonly RedisScript MendLua = QueueLibrary.Function("mend.lua");

    private const int SweptAtOnce = 100;

    /// <summary>How many jobs were moved; -1 when another process has swept less than <paramref name="pause"/> ago.</summary>
    public async Task<int> ReapAsync(TimeSpan pause, CancellationToken cancel)
    {
        RedisArg[] args =
        [
            SweptAtOnce, options.Crashes, GoneAfter, Ms(pause), Ms(options.Lease), options.FaultsToSetAside, Ms(options.SetAsideFor),
            Ms(options.ReapEvery),
        ];
        return await RunAsync(ReapLua, args, cancel) is long moved ? (int)moved : Unexpected<int>(ReapLua);
    }

    /// <summary>How many jobs were forgotten.</summary>
    public async Task<int> TrimAsync(CancellationToken cancel) =>
        await RunAsync(TrimLua, [Ms(options.KeepDone), options.MostDone, Ms(options.KeepFailed), Ms(options.KeepPrompts), SweptAtOnce, Ms(options.KeepAudit)], cancel)
            is long forgot ? (int)forgot : Unexpected<int>(TrimLua);

    /// <summary>Looks at all jobs and puts those right that stand nowhere; how many there were.</summary>
    public async Task<int> MendAsync(CancellationToken cancel)
    {
        var (cursor, mended) = ("0", 0);
        do
        {
            if (await redis.CallAsync(["SCAN", cursor, "MATCH", keys.AnyJob, "COUNT", 500], cancel) is not (object?[] and [string next, object?[] found]))
                return Unexpected<int>(MendLua);
            foreach (var part in found.OfType<string>().Select(key => (RedisArg)key[keys.JobPrefix.Length..]).Chunk(SweptAtOnce))
                mended += (int)(await RunAsync(MendLua, part, cancel) as long? ?? 0);
            cursor = next;
        }
        while (cursor != "0");
        return mended;
    }
}
