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
    public Task<bool> AcknowledgeAsync(Delivery delivery, CancellationToken cancel) => _scripts.AcknowledgeAsync(delivery, cancel);

    /// <summary>Gives the delivery back, due again after <paramref name="delay"/>. False when its lease is another's by now.</summary>
    public Task<bool> PostponeAsync(Delivery delivery, TimeSpan delay, CancellationToken cancel) =>
        _scripts.PostponeAsync(delivery, delay, cancel);

    /// <summary>
    /// The clip cannot be delivered: its job fails, the clip is dropped, and the failure comes through the outbox as an end of its own,
    /// so that the user can be told. An end that carries no clip is dropped from the outbox and stays what it is.
    /// False when the delivery's lease is another's by now.
    /// </summary>
    public Task<bool> RefuseAsync(Delivery delivery, JobFailure failure, CancellationToken cancel) =>
        _scripts.RefuseAsync(delivery, failure, cancel);
}
