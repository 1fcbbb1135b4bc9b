namespace ChatVideoBot.Queue;

// What workers ask.
public sealed partial class JobQueue
{
    /// <summary>"I live and serve these lanes": repeat it every <see cref="QueueOptions.RenewEvery"/>, busy or idle.</summary>
    public Task AnnounceAsync(string worker, IReadOnlyList<string> lanes, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>
    /// Returns when there may be work in the lanes this queue object announced or claimed from, at the latest after
    /// <paramref name="atMost"/>; then ask <see cref="ClaimAsync"/> until it returns null.
    /// </summary>
    public Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Leases the next job of the lanes; null when none waits.</summary>
    public Task<Lease?> ClaimAsync(string worker, IReadOnlyList<string> lanes, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The picture to animate, as the user sent it; null when there is none.</summary>
    public Task<byte[]?> ReadPictureAsync(Lease lease, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Renews the lease to its full length.</summary>
    public Task<Beat> RenewAsync(Lease lease, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Renews the lease and says how far the work is.</summary>
    /// <param name="progress">0 to 1.</param>
    /// <param name="previewPng">Empty keeps the last one.</param>
    public Task<Beat> ReportAsync(Lease lease, double progress, string stage, ReadOnlyMemory<byte> previewPng, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Hands the clip over. False when it was not taken: the lease is another's by now, or the job was cancelled meanwhile.</summary>
    public Task<bool> CompleteAsync(Lease lease, ClipInfo info, ReadOnlyMemory<byte> clip, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>The work failed. False when the lease is another's by now.</summary>
    /// <param name="retry">It may go better later: the job is tried again, <see cref="QueueOptions.Attempts"/> times in all.</param>
    public Task<bool> FailAsync(Lease lease, JobFailure failure, bool retry, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The work was stopped because a beat said <see cref="Beat.Cancel"/>. False when the lease is another's by now.</summary>
    public Task<bool> CancelledAsync(Lease lease, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The worker shuts down: the job goes back to the head of the line. False when the lease is another's by now.</summary>
    public Task<bool> ReleaseAsync(Lease lease, CancellationToken cancel) => throw new NotImplementedException();
}
