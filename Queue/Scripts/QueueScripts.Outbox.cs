using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Scripts;

// The outbox.
internal sealed partial class QueueScripts
{
    private static readonly RedisScript UntilEndLua = QueueLibrary.Function("until-end.lua");
    private static readonly RedisScript TakeDeliveryLua = QueueLibrary.Function("take-delivery.lua");
    private static readonly RedisScript RecordMessageLua = QueueLibrary.Function("record-message.lua");
    private static readonly RedisScript AcknowledgeLua = QueueLibrary.Function("acknowledge.lua");
    private static readonly RedisScript PostponeLua = QueueLibrary.Function("postpone.lua");
    private static readonly RedisScript RefuseLua = QueueLibrary.Function("refuse.lua");
    private static readonly RedisScript HoldDeliveryLua = QueueLibrary.Function("hold-delivery.lua");
    private static readonly RedisScript LetGoDeliveryLua = QueueLibrary.Function("let-go-delivery.lua");
    private static readonly RedisScript RefuseHeldLua = QueueLibrary.Function("refuse-held.lua");
    private static readonly RedisScript DropKeptLua = QueueLibrary.Function("drop-kept.lua");

    /// <summary>Null when no end of the waiting is in sight.</summary>
    public async Task<TimeSpan?> UntilEndAsync(CancellationToken cancel) => Until(await RunAsync(UntilEndLua, [], cancel));

    public async Task<Delivery?> TakeDeliveryAsync(CancellationToken cancel) =>
        await RunAsync(TakeDeliveryLua, [Ms(options.DeliveryLease), NewCall(), false, GoneAfter], cancel, again: 2) switch
        {
            object[] and [long token, long tries, object?[] look] when JobReading.Read(look) is { } job =>
                new Delivery(job, job.State == JobState.Delivering ? JobReading.Made(look) : null, token, (int)tries),
            null => null,
            _ => Unexpected<Delivery?>(TakeDeliveryLua),
        };

    private static TimeSpan? Until(object? reply) => reply is long and >= 0 and var ms ? TimeSpan.FromMilliseconds(ms) : null;

    /// <summary>The message that stands; null when there is no such job.</summary>
    public async Task<string?> RecordMessageAsync(JobId id, string message, CancellationToken cancel)
    {
        var stands = (string?)await RunAsync(RecordMessageLua, [id.Value, message], cancel);
        if (options.Replicas > 0)
            await CopyAsync(cancel);
        return stands;
    }

    public Task<bool> AcknowledgeAsync(Delivery delivery, CancellationToken cancel) =>
        RunFencedAsync(AcknowledgeLua, [delivery.Job.Id.Value, delivery.Token], cancel);

    public Task<bool> PostponeAsync(Delivery delivery, TimeSpan delay, CancellationToken cancel) =>
        RunFencedAsync(PostponeLua, [delivery.Job.Id.Value, delivery.Token, Ms(delay)], cancel);

    public Task<bool> RefuseAsync(Delivery delivery, JobFailure failure, bool keepClip, long mostKeptBytes, CancellationToken cancel) =>
        RunFencedAsync(RefuseLua,
            [
                delivery.Job.Id.Value, delivery.Token, failure.Stage.ToString(), failure.Reason,
                keepClip ? Ms(options.KeepClips) : 0, mostKeptBytes,
            ], cancel);

    public async Task<ClipHold> HoldDeliveryAsync(Delivery delivery, long mostKeptBytes, CancellationToken cancel) =>
        await RunAsync(HoldDeliveryLua, [delivery.Job.Id.Value, delivery.Token, Ms(options.KeepHeldClips), mostKeptBytes], cancel) switch
        {
            "ok" or "already" => ClipHold.Held,
            "stale" => ClipHold.Lost,
            "noroom" => ClipHold.NoRoom,
            _ => Unexpected<ClipHold>(HoldDeliveryLua),
        };

    public Task<MoveResult> LetGoDeliveryAsync(JobId id, Word word, CancellationToken cancel) =>
        RunMoveAsync(LetGoDeliveryLua, [id.Value, Ms(options.KeepClips), word.By, word.Why], cancel);

    public Task<MoveResult> RefuseHeldAsync(JobId id, JobFailure failure, Word word, CancellationToken cancel) =>
        RunMoveAsync(RefuseHeldLua, [id.Value, failure.Stage.ToString(), failure.Reason, word.By, word.Why], cancel);

    public async Task<bool> DropKeptAsync(JobId id, CancellationToken cancel) => await RunAsync(DropKeptLua, [id.Value], cancel) is 1L;
}
