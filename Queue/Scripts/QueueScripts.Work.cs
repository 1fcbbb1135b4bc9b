using System.Text.Json;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Scripts;

// The work, as workers and the reaper see it.
internal sealed partial class QueueScripts
{
    private static readonly RedisScript AnnounceLua = RedisScript.Embedded("announce.lua");
    private static readonly RedisScript UntilWorkLua = RedisScript.Embedded("until-work.lua");
    private static readonly RedisScript ClaimLua = RedisScript.Embedded("claim.lua");
    private static readonly RedisScript BeatLua = RedisScript.Embedded("beat.lua");
    private static readonly RedisScript CompleteLua = RedisScript.Embedded("complete.lua");
    private static readonly RedisScript FailLua = RedisScript.Embedded("fail.lua");
    private static readonly RedisScript CancelledLua = RedisScript.Embedded("cancelled.lua");
    private static readonly RedisScript ReleaseLua = RedisScript.Embedded("release.lua");
    private static readonly RedisScript ReapLua = RedisScript.Embedded("reap.lua");
    private static readonly RedisScript TrimLua = RedisScript.Embedded("trim.lua");

    private const int SweptAtOnce = 100;

    public Task AnnounceAsync(string worker, IReadOnlyList<string> lanes, CancellationToken cancel) =>
        RunAsync(AnnounceLua, LanesAfter([worker], lanes), cancel);

    /// <summary>Null when no end of the waiting is in sight.</summary>
    public async Task<TimeSpan?> UntilWorkAsync(IReadOnlyList<string> lanes, CancellationToken cancel) =>
        Until(await RunAsync(UntilWorkLua, LanesAfter([], lanes), cancel));

    public async Task<Lease?> ClaimAsync(string worker, IReadOnlyList<string> lanes, CancellationToken cancel)
    {
        var call = Guid.NewGuid().ToString("N");
        return await RunAsync(ClaimLua, again => LanesAfter([worker, Ms(options.Lease), call, again], lanes), cancel) switch
        {
            object[] and [string id, long token, string clip, string picture, long attempt, long ends] => new Lease(
                new JobId(id), token, JobReading.Clip(clip), picture == "1", (int)attempt, DateTimeOffset.FromUnixTimeMilliseconds(ends)),
            null => null,
            _ => Unexpected<Lease?>(ClaimLua),
        };
    }

    /// <param name="progress">Null for no news.</param>
    public async Task<Beat> BeatAsync(Lease lease, double? progress, string stage, bool hasPreview, CancellationToken cancel)
    {
        RedisArg told = progress is { } fraction ? fraction : "";
        return await RunAsync(BeatLua, [lease.Id.Value, lease.Token, Ms(options.Lease), told, stage, hasPreview], cancel) switch
        {
            "ok" => Beat.Ok,
            "cancel" => Beat.Cancel,
            "lost" => Beat.Lost,
            _ => Unexpected<Beat>(BeatLua),
        };
    }

    public Task<bool> CompleteAsync(Lease lease, ClipInfo info, CancellationToken cancel) =>
        RunFencedAsync(CompleteLua, [lease.Id.Value, lease.Token, JsonSerializer.Serialize(info, QueueJson.Default.ClipInfo)], cancel);

    public Task<bool> FailAsync(Lease lease, JobFailure failure, bool retry, CancellationToken cancel) =>
        RunFencedAsync(FailLua,
            [
                lease.Id.Value, lease.Token, failure.Stage.ToString(), failure.Reason, retry,
                options.Attempts, Ms(options.RetryAfter), Expire,
            ], cancel);

    public Task<bool> CancelledAsync(Lease lease, CancellationToken cancel) =>
        RunFencedAsync(CancelledLua, [lease.Id.Value, lease.Token], cancel);

    public Task<bool> ReleaseAsync(Lease lease, CancellationToken cancel) =>
        RunFencedAsync(ReleaseLua, [lease.Id.Value, lease.Token, Expire], cancel);

    /// <summary>How many jobs were moved; -1 when another process has swept less than <paramref name="pause"/> ago.</summary>
    public async Task<int> ReapAsync(TimeSpan pause, CancellationToken cancel) =>
        await RunAsync(ReapLua, [SweptAtOnce, options.Crashes, Expire, GoneAfter, Ms(pause), Ms(options.Lease)], cancel) is long moved
            ? (int)moved
            : Unexpected<int>(ReapLua);

    /// <summary>How many jobs were forgotten.</summary>
    public async Task<int> TrimAsync(CancellationToken cancel) =>
        await RunAsync(TrimLua, [Ms(options.KeepDone), Ms(options.KeepFailed), SweptAtOnce], cancel) is long forgot
            ? (int)forgot
            : Unexpected<int>(TrimLua);

    private static TimeSpan? Until(object? reply) => reply is long and >= 0 and var ms ? TimeSpan.FromMilliseconds(ms) : null;
}
