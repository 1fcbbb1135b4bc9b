using System.Diagnostics;
using System.Runtime.CompilerServices;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue;

// What workers ask.
public sealed partial class JobQueue
{
    /// <summary>Windows of one clip that can be kept.</summary>
    public const int MostSegments = 256;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>"I live and can make this": repeat it every <see cref="QueueOptions.RenewEvery"/>, busy or idle, and before the first claim.</summary>
    /// <param name="version">Of the program, for moderators to see.</param>
    /// <exception cref="ArgumentException">No lane is offered, or a model's name cannot be part of a key.</exception>
    public Task<WorkerStanding> AnnounceAsync(string worker, IReadOnlyList<Lane> offers, string version, CancellationToken cancel) =>
        AnnounceAsync(worker, offers, [], version, cancel);

    /// <param name="cards">What the models behind the lanes can make; a model without one is not checked before its jobs wait in line.</param>
    /// <inheritdoc cref="AnnounceAsync(string, IReadOnlyList{Lane}, string, CancellationToken)"/>
    public async Task<WorkerStanding> AnnounceAsync(
        string worker, IReadOnlyList<Lane> offers, IReadOnlyList<ModelCard> cards, string version, CancellationToken cancel)
    {
        if (offers.Count == 0)
            throw new ArgumentException("A worker serves at least one lane.", nameof(offers));
        foreach (var lane in offers)
            lane.Check();
        var (standing, lanes) = await _scripts.AnnounceAsync(worker, offers, cards, version, cancel);
        var place = _workers.GetOrAdd(worker, _ => new WorkerPlace(NewSleeper()));
        place.Lanes = lanes;
        return standing;
    }

    /// <summary>The worker ends in good order: it does not count any more. Its job must have ended or been given back.</summary>
    public async Task LeaveAsync(string worker, CancellationToken cancel)
    {
        await _scripts.LeaveAsync(worker, cancel);
        if (_workers.TryRemove(worker, out var place))
            await place.DisposeAsync();
    }

    /// <summary>
    /// Returns when there may be work for the worker, at the latest after <paramref name="atMost"/>; then ask <see cref="ClaimAsync"/>
    /// until it returns null.
    /// </summary>
    public Task WaitForWorkAsync(string worker, TimeSpan atMost, CancellationToken cancel)
    {
        var place = PlaceOf(worker);
        var left = place.Due - Stopwatch.GetElapsedTime(place.AskedAt);
        var wait = place.Due == Timeout.InfiniteTimeSpan || left > atMost ? atMost : left;
        if (wait <= TimeSpan.Zero)
            return Task.CompletedTask;
        return place.IsServing
            ? place.Sleeper.WaitAsync([.. place.Lanes.Select(_keys.WorkMark)], wait, cancel)
            : Task.Delay(wait < LookAgain ? wait : LookAgain, cancel); // a mark that it took would be another's
    }

    /// <summary>Leases the next job that the worker can make; null when none waits for it, or it may have none.</summary>
    /// <exception cref="InvalidOperationException">The worker was not announced.</exception>
    /// <remarks>
    /// Where the answer of the last claim never came, that one is repeated by its word: it may have leased a job, which nobody would work
    /// on until its lease is over.
    /// </remarks>
    public async Task<Lease?> ClaimAsync(string worker, CancellationToken cancel)
    {
        var place = PlaceOf(worker);
        var unheard = place.TakeUnheard();
        var call = unheard ?? _scripts.NewCall();
        try
        {
            var askedAt = DateTimeOffset.UtcNow;
            return Take(place, await _scripts.ClaimAsync(worker, place.Lanes, _mostClipBytes, call, unheard is not null, cancel), askedAt);
        }
        catch (Exception e) when (unheard is not null || e is not RedisAwayException) // that one did not run
        {
            place.Unheard = call;
            throw;
        }
    }

    /// <summary>
    /// What the worker's next job will probably be, so that it can be prepared for: nothing is leased, and another may get it. Null when
    /// nothing waits for the worker.
    /// </summary>
    /// <exception cref="InvalidOperationException">The worker was not announced.</exception>
    public Task<ClipRequest?> PeekAsync(string worker, CancellationToken cancel) => _scripts.PeekAsync(PlaceOf(worker).Lanes, cancel);

    /// <summary>The files that came with the job, <see cref="ClipSources.None"/> when none did; null when they are not kept any more.</summary>
    public async Task<ClipSources?> ReadSourcesAsync(Lease lease, CancellationToken cancel)
    {
        if (!lease.HasSources)
            return ClipSources.None;
        if (await ReadBlobAsync(_keys.Sources(lease.Id), cancel, _options.MaxSourceBytes) is { } file)
            return SourcesFile.Read(file);
        return await ReadBlobAsync(_keys.Picture(lease.Id), cancel) is { } picture ? new ClipSources { Picture = picture } : null;
    }

    /// <summary>A finished window of the job's clip, kept by this worker or one before it; null when it is not.</summary>
    /// <param name="index">0 to <see cref="MostSegments"/> - 1.</param>
    public Task<byte[]?> ReadSegmentAsync(Lease lease, int index, CancellationToken cancel) =>
        ReadBlobAsync(_keys.Segment(lease.Id, Segment(index)), cancel);

    /// <summary>
    /// Keeps a finished window of the job's clip for <see cref="QueueOptions.KeepClips"/>, so that another worker goes on from there. It goes
    /// when the job ends; another try finds it. What is beyond <see cref="QueueOptions.MostSegmentBytes"/> is not kept.
    /// </summary>
    /// <remarks>
    /// Not fenced by the lease's token: what is kept must be a pure function of the request, so that a worker that comes too late writes what
    /// is there already.
    /// </remarks>
    /// <inheritdoc cref="ReadSegmentAsync" path="/param"/>
    public async Task WriteSegmentAsync(Lease lease, int index, ReadOnlyMemory<byte> segment, CancellationToken cancel)
    {
        if (segment.Length > _options.MostSegmentBytes)
            return;
        await WriteBlobAsync(_keys.Segment(lease.Id, Segment(index)), segment, _options.KeepClips, cancel);
        await _scripts.SegmentAsync(lease.Id, index, segment.Length, cancel);
    }

    private static int Segment(int index) =>
        index is >= 0 and < MostSegments ? index : throw new ArgumentOutOfRangeException(nameof(index), index, $"A window's index is 0 to {MostSegments - 1}.");

    /// <summary>Renews the lease to its full length.</summary>
    public Task<Beat> RenewAsync(Lease lease, CancellationToken cancel) => _scripts.BeatAsync(lease, null, "", false, cancel);

    /// <summary>Renews the lease and says how far the work is.</summary>
    /// <param name="progress">0 to 1.</param>
    /// <param name="previewPng">Empty keeps the last one.</param>
    public async Task<Beat> ReportAsync(
        Lease lease, double progress, string stage, ReadOnlyMemory<byte> previewPng, CancellationToken cancel)
    {
        if (previewPng.Length > 0)
            await WriteBlobAsync(_keys.Preview(lease.Id, lease.Token), previewPng, _options.KeepClips, cancel);
        var beat = await _scripts.BeatAsync(lease, Math.Clamp(progress, 0, 1), stage, previewPng.Length > 0, cancel);
        if (beat == Beat.Lost && previewPng.Length > 0)
            await DropBlobAsync(_keys.Preview(lease.Id, lease.Token), cancel);
        return beat;
    }

    /// <summary>Hints that a running job was told to stop: its worker should beat now. May be lost; the next beat says it too.</summary>
    public async IAsyncEnumerable<JobId> WatchStopsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var message in _redis.SubscribeAsync(_keys.Stops, cancel))
        {
            if (JobId.IsValid(message))
                yield return new JobId(message);
        }
    }

    /// <summary>Hands the clip over. False when it was not taken: the lease is another's by now, or the job was cancelled.</summary>
    /// <remarks>May be repeated with the same lease when it throws: the clip is taken once.</remarks>
    public async Task<bool> CompleteAsync(Lease lease, ClipInfo info, ReadOnlyMemory<byte> clip, CancellationToken cancel) =>
        (await CompleteAsync(lease, info, clip, null, cancel)).IsTaken;

    /// <summary>Hands the clip over and leases the worker's next job, in one script.</summary>
    /// <inheritdoc cref="CompleteAsync(Lease, ClipInfo, ReadOnlyMemory{byte}, CancellationToken)" path="/remarks"/>
    public async Task<Completed> CompleteAndClaimAsync(Lease lease, ClipInfo info, ReadOnlyMemory<byte> clip, CancellationToken cancel)
    {
        var place = PlaceOf(lease.Worker);
        try
        {
            var askedAt = DateTimeOffset.UtcNow;
            var (isTaken, next) = await CompleteAsync(lease, info, clip, place.Lanes, cancel);
            return new Completed(isTaken, Take(place, next, askedAt));
        }
        catch (Exception e) when (e is not RedisAwayException) // that one did not run
        {
            place.Unheard = QueueScripts.CallAfter(lease);
            throw;
        }
    }

    /// <summary>The work failed. False when the lease is another's by now.</summary>
    /// <param name="retry">It may go better later: the job is tried again, <see cref="QueueOptions.Attempts"/> times in all.</param>
    public Task<bool> FailAsync(Lease lease, JobFailure failure, bool retry, CancellationToken cancel) =>
        _scripts.FailAsync(lease, failure, retry, cancel);

    /// <summary>The work was stopped because a beat said <see cref="Beat.Cancel"/>. False when the lease is another's by now.</summary>
    public Task<bool> CancelledAsync(Lease lease, CancellationToken cancel) => _scripts.CancelledAsync(lease, cancel);

    /// <summary>The worker shuts down: the job goes back to the head of the line. False when the lease is another's by now.</summary>
    public Task<bool> ReleaseAsync(Lease lease, CancellationToken cancel) => _scripts.ReleaseAsync(lease, cancel);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] // awaited once, here: nothing is allocated for it
    private async ValueTask<(bool IsTaken, Claimed Next)> CompleteAsync(
        Lease lease, ClipInfo info, ReadOnlyMemory<byte> clip, string[]? lanes, CancellationToken cancel)
    {
        using var span = JobTrace.Begin("complete", ActivityKind.Client, lease.Id);
        var key = _keys.Clip(lease.Id, lease.Token);
        if (clip.Length > 0)
            await WriteBlobAsync(key, clip, _options.KeepClips, cancel);
        var ended = await _scripts.CompleteAsync(lease, info, clip.Length, lanes, _mostClipBytes, cancel);
        if (!ended.IsTaken && clip.Length > 0)
            await DropBlobAsync(key, cancel);
        return ended;
    }

    private Lease? Take(WorkerPlace place, Claimed claimed, DateTimeOffset askedAt)
    {
        if (claimed.Lease is { } lease)
            JobTrace.Claimed(lease, lease.Ends - _options.Lease, askedAt);
        place.IsServing = claimed.Why is not ("maintenance" or "aside");
        (place.Due, place.AskedAt) = (claimed.Lease is null ? claimed.Wait : TimeSpan.Zero, Stopwatch.GetTimestamp());
        return claimed.Lease;
    }

    private WorkerPlace PlaceOf(string worker) => _workers.TryGetValue(worker, out var place)
        ? place
        : throw new InvalidOperationException($"The worker {worker} was not announced.");
}
