using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Scripts;

// The work, as workers and the reaper see it.
internal sealed partial class QueueScripts
{
    private static readonly RedisScript AnnounceLua = QueueLibrary.Function("announce.lua");
    private static readonly RedisScript CardsLua = QueueLibrary.Function("cards.lua");
    private static readonly RedisScript LeaveLua = QueueLibrary.Function("leave.lua");
    private static readonly RedisScript ClaimLua = QueueLibrary.Function("claim.lua");
    private static readonly RedisScript PeekLua = QueueLibrary.Function("peek.lua");
    private static readonly RedisScript BeatLua = QueueLibrary.Function("beat.lua");
    private static readonly RedisScript SegmentLua = QueueLibrary.Function("segment.lua");
    private static readonly RedisScript CompleteLua = QueueLibrary.Function("complete.lua");
    private static readonly RedisScript FailLua = QueueLibrary.Function("fail.lua");
    private static readonly RedisScript CancelledLua = QueueLibrary.Function("cancelled.lua");
    private static readonly RedisScript ReleaseLua = QueueLibrary.Function("release.lua");

    /// <summary>How the worker stands, and the names of the lanes it serves.</summary>
    public async Task<(WorkerStanding Standing, string[] Lanes)> AnnounceAsync(
        string worker, IReadOnlyList<Lane> offers, IReadOnlyList<ModelCard> cards, string version, CancellationToken cancel) =>
        await RunAsync(AnnounceLua, [worker, version, CardsJson(cards), .. offers.Select(lane => (RedisArg)lane.Name)], cancel) is object?[] and [string standing, .. var lanes]
            ? (LookReading.Standing(standing), [.. lanes.OfType<string>()])
            : Unexpected<(WorkerStanding, string[])>(AnnounceLua);

    /// <summary>See <see cref="JobQueue.ReadCardsAsync"/>.</summary>
    public async Task<IReadOnlyList<ModelCard>> CardsAsync(CancellationToken cancel)
    {
        var (cards, unknown) = (new List<ModelCard>(), new HashSet<string>());
        foreach (var worker in (await RunAsync(CardsLua, [GoneAfter], cancel) as object?[] ?? []).OfType<object?[]>())
        {
            if (worker is not [string lanes, string json])
                continue;
            var own = JobReading.Cards(json);
            cards.AddRange(own);
            unknown.UnionWith(lanes.Split(' ').Select(lane => Lane.Parse(lane).Model).Except(own.Select(card => card.Model)));
        }
        return [.. cards.Where(card => !unknown.Contains(card.Model)).Distinct()];
    }

    private static string CardsJson(IReadOnlyList<ModelCard> cards) =>
        cards.Count == 0 ? "" : JsonSerializer.Serialize(cards, QueueJson.Default.IReadOnlyListModelCard);

    public Task LeaveAsync(string worker, CancellationToken cancel) => RunAsync(LeaveLua, [worker], cancel).AsTask();

    /// <param name="call">The call's own word; see <see cref="NewCall"/>.</param>
    /// <param name="isRepeated">It may have run before.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // awaited once, here: nothing is allocated for it
    public async ValueTask<Claimed> ClaimAsync(string worker, string[] lanes, long mostClipBytes, string call, bool isRepeated, CancellationToken cancel)
    {
        var args = new RedisArg[ClaimArgs + lanes.Length];
        PutClaim(args, worker, lanes, mostClipBytes, call, isRepeated);
        return ReadClaim(await RunAsync(ClaimLua, args, cancel, again: 3), worker, ClaimLua);
    }

    public async Task<ClipRequest?> PeekAsync(string[] lanes, CancellationToken cancel) =>
        await RunAsync(PeekLua, [.. lanes.Select(lane => (RedisArg)lane)], cancel) is string clip ? JobReading.Clip(clip) : null;

    /// <param name="progress">Null for no news.</param>
    public async Task<Beat> BeatAsync(Lease lease, double? progress, string stage, bool hasPreview, CancellationToken cancel)
    {
        RedisArg told = progress is { } fraction ? fraction : "";
        RedisArg[] args =
        [
            lease.Id.Value, lease.Token, Ms(options.Lease), told, stage, hasPreview,
            options.Crashes, options.FaultsToSetAside, Ms(options.SetAsideFor),
        ];
        return await RunAsync(BeatLua, args, cancel) switch
        {
            "ok" => Beat.Ok,
            "cancel" => Beat.Cancel,
            "lost" => Beat.Lost,
            _ => Unexpected<Beat>(BeatLua),
        };
    }

    public Task SegmentAsync(JobId id, int index, int bytes, CancellationToken cancel) =>
        RunAsync(SegmentLua, [id.Value, index, bytes, options.MostSegmentBytes], cancel).AsTask();

    /// <param name="lanes">Where to claim the next job; null for none.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // awaited once, here: nothing is allocated for it
    public async ValueTask<(bool IsTaken, Claimed Next)> CompleteAsync(
        Lease lease, ClipInfo info, int clipBytes, string[]? lanes, long mostClipBytes, CancellationToken cancel)
    {
        var args = new RedisArg[lanes is null ? 5 : 5 + ClaimArgs + lanes.Length];
        (args[0], args[1], args[2]) = (lease.Id.Value, lease.Token, JsonSerializer.SerializeToUtf8Bytes(info, QueueJson.Default.ClipInfo));
        (args[3], args[4]) = (clipBytes, lanes is not null);
        if (lanes is not null)
            PutClaim(args.AsSpan(5), lease.Worker, lanes, mostClipBytes, CallAfter(lease), false);
        var reply = await RunAsync(CompleteLua, args, cancel, again: lanes is null ? -1 : 8);
        if (options.Replicas > 0)
            await CopyAsync(cancel);
        return reply switch
        {
            object?[] and [string answer] => (answer is "ok" or "already", default),
            object?[] and [string answer, var claimed] => (answer is "ok" or "already", ReadClaim(claimed, lease.Worker, CompleteLua)),
            _ => Unexpected<(bool, Claimed)>(CompleteLua),
        };
    }

    public Task<bool> FailAsync(Lease lease, JobFailure failure, bool retry, CancellationToken cancel) =>
        RunFencedAsync(FailLua,
            [
                lease.Id.Value, lease.Token, failure.Stage.ToString(), failure.Reason, retry,
                options.Attempts, Ms(options.RetryAfter), options.FaultsToSetAside, Ms(options.SetAsideFor),
            ], cancel);

    public Task<bool> CancelledAsync(Lease lease, CancellationToken cancel) =>
        RunFencedAsync(CancelledLua, [lease.Id.Value, lease.Token], cancel);

    public Task<bool> ReleaseAsync(Lease lease, CancellationToken cancel) =>
        RunFencedAsync(ReleaseLua, [lease.Id.Value, lease.Token], cancel);

    /// <summary>The word of the claim that goes with a completion: whoever repeats that, in another process too, gets the same next job.</summary>
    public static string CallAfter(Lease lease) => string.Create(CultureInfo.InvariantCulture, $"after {lease.Token}");

    private const int ClaimArgs = 7;

    private void PutClaim(Span<RedisArg> args, string worker, string[] lanes, long mostClipBytes, string call, bool isRepeated)
    {
        (args[0], args[1], args[2], args[3]) = (worker, Ms(options.Lease), call, isRepeated);
        (args[4], args[5], args[6]) = (mostClipBytes, options.MostRunningPerUser, options.MostRunningPerGuild);
        for (var i = 0; i < lanes.Length; i++)
            args[ClaimArgs + i] = lanes[i];
    }

    private static Claimed ReadClaim(object? reply, string worker, RedisScript script) => reply switch
    {
        object?[] and [1L, string id, long token, string clip, string hasSources, long attempt, long ends, long cost, string trace, long created, string band] => new Claimed(
            new Lease(
                new JobId(id), token, worker, JobReading.Clip(clip), hasSources == "1", (int)attempt,
                TimeSpan.FromMilliseconds(cost), DateTimeOffset.FromUnixTimeMilliseconds(ends))
            {
                Trace = trace,
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(created, 0, ends)),
                Band = band,
            },
            "", TimeSpan.Zero),
        object?[] and [0L, string why, long wait] => new Claimed(null, why, wait < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(wait)),
        _ => Unexpected<Claimed>(script),
    };
}

/// <summary>What a claim came to.</summary>
/// <param name="Why">Of no lease: idle, paused, full, maintenance or aside.</param>
/// <param name="Wait">Of no lease: until it may be otherwise by itself; infinite for no end in sight.</param>
internal readonly record struct Claimed(Lease? Lease, string Why, TimeSpan Wait);
