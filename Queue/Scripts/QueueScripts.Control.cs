using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Scripts;

// What moderators do.
internal sealed partial class QueueScripts
{
    private static readonly RedisScript CancelLua = QueueLibrary.Function("cancel.lua");
    private static readonly RedisScript ClearUserLua = QueueLibrary.Function("clear-user.lua");
    private static readonly RedisScript PromoteLua = QueueLibrary.Function("promote.lua");
    private static readonly RedisScript MoveLua = QueueLibrary.Function("move.lua");
    private static readonly RedisScript HoldLua = QueueLibrary.Function("hold.lua");
    private static readonly RedisScript LetGoLua = QueueLibrary.Function("let-go.lua");
    private static readonly RedisScript SetModeLua = QueueLibrary.Function("set-mode.lua");
    private static readonly RedisScript SetGuildModeLua = QueueLibrary.Function("set-guild-mode.lua");
    private static readonly RedisScript LeadLua = QueueLibrary.Function("lead.lua");
    private static readonly RedisScript SetLimitsLua = QueueLibrary.Function("set-limits.lua");
    private static readonly RedisScript MaintainLua = QueueLibrary.Function("maintain.lua");
    private static readonly RedisScript StatsLua = QueueLibrary.Function("stats.lua");

    private const int AuditAtOnce = 1000;

    public async Task<CancelResult> CancelAsync(JobId id, Word word, CancellationToken cancel) =>
        await RunAsync(CancelLua, [id.Value, word.By, word.Why], cancel) switch
        {
            "cancelled" => CancelResult.Cancelled,
            "stopping" => CancelResult.Stopping,
            "toolate" => CancelResult.TooLate,
            "unknown" => CancelResult.Unknown,
            _ => Unexpected<CancelResult>(CancelLua),
        };

    public async Task<Cleared> ClearUserAsync(string user, string guild, Word word, CancellationToken cancel)
    {
        for (var cleared = 0; ;)
        {
            if (await RunAsync(ClearUserLua, [user, word.By, word.Why, guild], cancel) is not (object?[] and [long cancelled, long stopping, long more]))
                return Unexpected<Cleared>(ClearUserLua);
            cleared += (int)cancelled;
            if (more == 0)
                return new Cleared(cleared, (int)stopping);
        }
    }

    public Task<MoveResult> PromoteAsync(JobId id, Word word, CancellationToken cancel) =>
        RunMoveAsync(PromoteLua, [id.Value, word.By, word.Why], cancel);

    public Task<MoveResult> MoveAsync(JobId id, Band band, Word word, CancellationToken cancel) =>
        RunMoveAsync(MoveLua, [id.Value, Text(band), word.By, word.Why], cancel);

    public Task<MoveResult> HoldAsync(JobId id, Word word, CancellationToken cancel) =>
        RunMoveAsync(HoldLua, [id.Value, Ms(options.KeepHeld), word.By, word.Why], cancel);

    public Task<MoveResult> LetGoAsync(JobId id, Word word, CancellationToken cancel) =>
        RunMoveAsync(LetGoLua, [id.Value, word.By, word.Why], cancel);

    public Task SetModeAsync(QueueMode mode, Word word, CancellationToken cancel) =>
        RunAsync(SetModeLua, [Text(mode), word.By, word.Why], cancel).AsTask();

    public Task SetGuildModeAsync(string guild, QueueMode mode, Word word, CancellationToken cancel) =>
        RunAsync(SetGuildModeLua, [guild, Text(mode), word.By, word.Why], cancel).AsTask();

    public async Task<QueueMode> ReadGuildModeAsync(string guild, CancellationToken cancel) =>
        LookReading.Mode(await redis.CallAsync(["HGET", keys.Modes, guild], cancel) as string);

    public Task<MoveResult> LeadAsync(JobId id, Word word, CancellationToken cancel) =>
        RunMoveAsync(LeadLua, [id.Value, word.By, word.Why], cancel);

    private static string Text(QueueMode mode) => mode switch { QueueMode.Paused => "paused", QueueMode.Draining => "draining", _ => "" };

    public Task SetLimitsAsync(LimitSubject subject, Limits? limits, Word word, CancellationToken cancel) =>
        RunAsync(SetLimitsLua, [subject.ToString(), limits?.ToText() ?? "", word.By, word.Why], cancel).AsTask();

    public async Task<IReadOnlyDictionary<LimitSubject, Limits>> ReadLimitsAsync(CancellationToken cancel) =>
        LookReading.Fields(await redis.CallAsync(["HGETALL", keys.Limits], cancel))
            .ToDictionary(row => LimitSubject.Parse(row.Key), row => Limits.Parse(row.Value));

    public async Task<bool> MaintainAsync(string worker, bool on, Word word, CancellationToken cancel) =>
        await RunAsync(MaintainLua, [worker, on, word.By, word.Why], cancel) is 1L;

    public async Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(int atMost, CancellationToken cancel) =>
        LookReading.Audit(await redis.CallAsync(["XREVRANGE", keys.Audit, "+", "-", "COUNT", atMost], cancel));

    public async Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(int atMost, string guild, CancellationToken cancel)
    {
        var audit = new List<AuditEntry>();
        for (var end = "+"; audit.Count < atMost;)
        {
            var some = LookReading.Audit(await redis.CallAsync(["XREVRANGE", keys.Audit, end, "-", "COUNT", AuditAtOnce], cancel));
            audit.AddRange(some.Where(entry => entry.Guild == guild).Take(atMost - audit.Count));
            if (some.Count < AuditAtOnce)
                break;
            end = "(" + some[^1].Id;
        }
        return audit;
    }

    public async Task<QueueLook> LookAsync(CancellationToken cancel) =>
        await RunAsync(StatsLua, [GoneAfter], cancel) is object?[] stats
            ? LookReading.Read(stats, options.RenewEvery * 3)
            : Unexpected<QueueLook>(StatsLua);

    private async Task<MoveResult> RunMoveAsync(RedisScript script, RedisArg[] args, CancellationToken cancel) =>
        await RunAsync(script, args, cancel) switch
        {
            "moved" => MoveResult.Moved,
            "notwaiting" => MoveResult.NotWaiting,
            "unknown" => MoveResult.Unknown,
            _ => Unexpected<MoveResult>(script),
        };
}
