namespace ChatVideoBot.Queue;

// How ends reach the chat: every one (a clip, a failure, a cancellation, an expiry) goes through the outbox.
public sealed partial class JobQueue
{
    /// <summary>
    /// Returns when an end may be due, at the latest after <paramref name="atMost"/>; then ask <see cref="TakeDeliveryAsync"/> until it
    /// returns null.
    /// </summary>
    public async Task WaitForEndsAsync(TimeSpan atMost, CancellationToken cancel)
    {
        var due = await _scripts.UntilEndAsync(cancel); // asked before sleeping: what comes after it leaves a mark
        var wait = due < atMost ? due.Value : atMost;
        if (wait > TimeSpan.Zero)
            await _ends.WaitAsync([_keys.EndsMark], wait, cancel);
    }

    /// <summary>Leases the end that has been due the longest; null when none is.</summary>
    public Task<Delivery?> TakeDeliveryAsync(CancellationToken cancel) => _scripts.TakeDeliveryAsync(cancel);

    /// <summary>The clip, MP4; null when it was not made or was kept longer than <see cref="QueueOptions.KeepClips"/>.</summary>
    public async Task<byte[]?> ReadClipAsync(Delivery delivery, CancellationToken cancel) =>
        await _redis.CallAsync(["HGET", _keys.Job(delivery.Job.Id), "token"], cancel) is string text && long.TryParse(text, out var token)
            ? await ReadBlobAsync(_keys.Clip(delivery.Job.Id, token), cancel)
            : null;

    /// <summary>Records which message carries the end. The first id stands and is returned: another means it was posted twice.</summary>
    public async Task<string> RecordMessageAsync(Delivery delivery, string messageId, CancellationToken cancel) =>
        await _scripts.RecordMessageAsync(delivery.Job.Id, messageId, cancel) ?? messageId; // a job that is forgotten keeps nothing

    /// <summary>The end is told: a clip's job is done, what it kept is dropped. False when its lease is another's by now.</summary>
    public async Task<bool> AcknowledgeAsync(Delivery delivery, CancellationToken cancel)
    {
        var isTold = await _scripts.AcknowledgeAsync(delivery, cancel);
        if (isTold)
            JobMeter.Ended(delivery.Job);
        return isTold;
    }

    /// <summary>Gives the delivery back, due again after <paramref name="delay"/>. False when its lease is another's by now.</summary>
    public Task<bool> PostponeAsync(Delivery delivery, TimeSpan delay, CancellationToken cancel) =>
        _scripts.PostponeAsync(delivery, delay, cancel);

    /// <summary>
    /// The clip cannot be delivered: its job fails, the clip is dropped, and the failure comes through the outbox as an end of its own,
    /// so that the user can be told. An end that carries no clip is dropped from the outbox and stays what it is.
    /// False when the delivery's lease is another's by now.
    /// </summary>
    /// <param name="keepClip">
    /// The clip is not dropped but kept for <see cref="QueueOptions.KeepClips"/>, to be fetched by <see cref="ReadKeptClipAsync"/>. Where all kept
    /// clips have more than <see cref="QueueOptions.MostKeptBytes"/>, the oldest go first.
    /// </param>
    public Task<bool> RefuseAsync(Delivery delivery, JobFailure failure, CancellationToken cancel, bool keepClip = false) =>
        _scripts.RefuseAsync(delivery, failure, keepClip, _mostKeptBytes, cancel);

    /// <summary>A clip that could not be delivered, MP4; null when none is kept (any more).</summary>
    public Task<byte[]?> ReadKeptClipAsync(JobId id, CancellationToken cancel) => ReadBlobAsync(_keys.Kept(id), cancel);

    /// <summary>
    /// The clip waits for a moderator: it leaves the outbox, is kept for <see cref="QueueOptions.KeepHeldClips"/> and counts within
    /// <see cref="QueueOptions.MostKeptBytes"/>. When that time is over, or newer ones need the room, its job fails and says why.
    /// </summary>
    public Task<ClipHold> HoldDeliveryAsync(Delivery delivery, CancellationToken cancel) => _scripts.HoldDeliveryAsync(delivery, _mostKeptBytes, cancel);

    /// <summary>A made clip that waits for a moderator, MP4; null when none does (any more).</summary>
    public Task<byte[]?> ReadHeldClipAsync(JobId id, CancellationToken cancel) => ReadBlobAsync(_keys.Review(id), cancel);

    /// <summary>A moderator lets a made clip go: it is due at once, and <see cref="Job.IsReviewed"/>.</summary>
    public Task<MoveResult> LetGoDeliveryAsync(JobId id, Word word, CancellationToken cancel) => _scripts.LetGoDeliveryAsync(id, word, cancel);

    /// <summary>A moderator refuses a made clip: it is dropped, its job fails, and that is told as any end.</summary>
    public Task<MoveResult> RefuseHeldAsync(JobId id, JobFailure failure, Word word, CancellationToken cancel) => _scripts.RefuseHeldAsync(id, failure, word, cancel);

    /// <summary>It was fetched, or nobody wants it. False when none was kept.</summary>
    public Task<bool> DropKeptClipAsync(JobId id, CancellationToken cancel) => _scripts.DropKeptAsync(id, cancel);
}
