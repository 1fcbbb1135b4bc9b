namespace ChatVideoBot.Queue;

// What workers ask.
public sealed partial class JobQueue
{
    /// <summary>"I live and serve these lanes": repeat it every <see cref="QueueOptions.RenewEvery"/>, busy or idle.</summary>
    public Task AnnounceAsync(string worker, IReadOnlyList<string> lanes, CancellationToken cancel)
    {
        RememberLanes(lanes);
        return _scripts.AnnounceAsync(worker, lanes, cancel);
    }

    /// <summary>
    /// Returns when there may be work in the lanes this queue object announced or claimed from, at the latest after
    /// <paramref name="atMost"/>; then ask <see cref="ClaimAsync"/> until it returns null.
    /// </summary>
    public Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancel)
    {
        string[] lanes = _lanes.IsEmpty ? [_options.DefaultLane] : [.. _lanes.Keys];
        return _work.WaitAsync([.. lanes.Select(_keys.WorkMark)], token => _scripts.UntilWorkAsync(lanes, token), atMost, cancel);
    }

    /// <summary>Leases the next job of the lanes; null when none waits.</summary>
    public Task<Lease?> ClaimAsync(string worker, IReadOnlyList<string> lanes, CancellationToken cancel)
    {
        RememberLanes(lanes);
        return _scripts.ClaimAsync(worker, lanes, cancel);
    }

    /// <summary>The picture to animate, as the user sent it; null when there is none.</summary>
    public async Task<byte[]?> ReadPictureAsync(Lease lease, CancellationToken cancel) =>
        lease.HasPicture ? await ReadBlobAsync(_keys.Picture(lease.Id), cancel) : null;

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
        return await _scripts.BeatAsync(lease, Math.Clamp(progress, 0, 1), stage, previewPng.Length > 0, cancel);
    }

    /// <summary>Hands the clip over. False when it was not taken: the lease is another's by now, or the job was cancelled.</summary>
    /// <remarks>May be repeated with the same lease when it throws: the clip is taken once.</remarks>
    public async Task<bool> CompleteAsync(Lease lease, ClipInfo info, ReadOnlyMemory<byte> clip, CancellationToken cancel)
    {
        var key = _keys.Clip(lease.Id, lease.Token);
        await WriteBlobAsync(key, clip, _options.KeepClips, cancel);
        var isTaken = await _scripts.CompleteAsync(lease, info, cancel);
        if (!isTaken)
            await DropBlobAsync(key, cancel);
        return isTaken;
    }

    /// <summary>The work failed. False when the lease is another's by now.</summary>
    /// <param name="retry">It may go better later: the job is tried again, <see cref="QueueOptions.Attempts"/> times in all.</param>
    public Task<bool> FailAsync(Lease lease, JobFailure failure, bool retry, CancellationToken cancel) =>
        _scripts.FailAsync(lease, failure, retry, cancel);

    /// <summary>The work was stopped because a beat said <see cref="Beat.Cancel"/>. False when the lease is another's by now.</summary>
    public Task<bool> CancelledAsync(Lease lease, CancellationToken cancel) => _scripts.CancelledAsync(lease, cancel);

    /// <summary>The worker shuts down: the job goes back to the head of the line. False when the lease is another's by now.</summary>
    public Task<bool> ReleaseAsync(Lease lease, CancellationToken cancel) => _scripts.ReleaseAsync(lease, cancel);

    private void RememberLanes(IReadOnlyList<string> lanes)
    {
        if (lanes.Count == 0)
            throw new ArgumentException("A worker serves at least one lane.", nameof(lanes));
        foreach (var lane in lanes)
        {
            CheckLane(lane);
            _lanes[lane] = true;
        }
    }
}
