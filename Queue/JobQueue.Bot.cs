namespace ChatVideoBot.Queue;

// What the bot asks of the line.
public sealed partial class JobQueue
{
    /// <summary>Puts a job in line, once: the same id again returns what became of it.</summary>
    /// <exception cref="ArgumentException">The clip's model is no name of a lane.</exception>
    public Task<Enqueued> EnqueueAsync(JobDraft draft, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Reads one job; null when there is none (any more).</summary>
    public Task<Job?> FindAsync(JobId id, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The open jobs of the queue: running first, then waiting in the order they will be served.</summary>
    public Task<IReadOnlyList<Job>> ListAsync(int atMost, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The user's open jobs (waiting or running), oldest first.</summary>
    public Task<IReadOnlyList<Job>> ListOfUserAsync(string user, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Takes a waiting job out of the line, or tells the worker of a running one to stop.</summary>
    /// <param name="by">Who asked, kept with the job as the note "cancelledBy".</param>
    public Task<CancelResult> CancelAsync(JobId id, string by, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Keeps a small fact of the bot's with the job; nothing happens when the job is gone.</summary>
    public Task NoteAsync(JobId id, string name, string value, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The newest preview, PNG; null when there is none.</summary>
    public Task<byte[]?> ReadPreviewAsync(JobId id, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Hints of changes, from the moment the enumeration starts; ends with the token. A slow reader loses the oldest.</summary>
    public IAsyncEnumerable<JobEvent> WatchAsync(CancellationToken cancel) => throw new NotImplementedException();
}
