using System.Runtime.CompilerServices;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue;

// What the bot asks of the line.
public sealed partial class JobQueue
{
    /// <summary>Puts a job in line, once: the same id again returns what became of it.</summary>
    /// <exception cref="ArgumentException">The clip's model is no name of a lane.</exception>
    public async Task<Enqueued> EnqueueAsync(JobDraft draft, CancellationToken cancel)
    {
        var lane = draft.Clip.Model.Length == 0 ? _options.DefaultLane : draft.Clip.Model;
        CheckLane(lane);
        if (draft.Picture.Length > 0) // first, so that no worker claims a job whose picture is still on its way
            await WriteBlobAsync(_keys.Picture(draft.Id), draft.Picture, _options.ExpireAfter + _options.KeepClips, cancel);
        var enqueued = await _scripts.EnqueueAsync(draft, lane, cancel);
        var isOpen = enqueued.State is JobState.Waiting or JobState.Held or JobState.Claimed or JobState.Running;
        if (draft.Picture.Length > 0 && !(isOpen && enqueued.Status is EnqueueStatus.Accepted or EnqueueStatus.Known))
            await DropBlobAsync(_keys.Picture(draft.Id), cancel);
        return enqueued;
    }

    /// <summary>Reads one job; null when there is none (any more).</summary>
    public Task<Job?> FindAsync(JobId id, CancellationToken cancel) => _scripts.FindAsync(id, cancel);

    /// <summary>The open jobs of the queue: running first, then waiting in the order they will be served.</summary>
    public Task<IReadOnlyList<Job>> ListAsync(int atMost, CancellationToken cancel) => _scripts.ListAsync(atMost, cancel);

    /// <summary>The user's open jobs (waiting or running), oldest first.</summary>
    public Task<IReadOnlyList<Job>> ListOfUserAsync(string user, CancellationToken cancel) => _scripts.ListOfUserAsync(user, cancel);

    /// <summary>Takes a waiting job out of the line, or tells the worker of a running one to stop.</summary>
    /// <param name="by">Who asked, kept with the job as the note "cancelledBy".</param>
    public Task<CancelResult> CancelAsync(JobId id, string by, CancellationToken cancel) => _scripts.CancelAsync(id, by, cancel);

    /// <summary>Keeps a small fact of the bot's with the job; nothing happens when the job is gone.</summary>
    public Task NoteAsync(JobId id, string name, string value, CancellationToken cancel) => _scripts.NoteAsync(id, name, value, cancel);

    /// <summary>The newest preview, PNG; null when there is none.</summary>
    public async Task<byte[]?> ReadPreviewAsync(JobId id, CancellationToken cancel) =>
        await _redis.CallAsync(["HGET", _keys.Job(id), "previewOf"], cancel) is string text && long.TryParse(text, out var token)
            ? await ReadBlobAsync(_keys.Preview(id, token), cancel)
            : null;

    /// <summary>Hints of changes, from the moment the enumeration starts; ends with the token. A slow reader loses the oldest.</summary>
    public async IAsyncEnumerable<JobEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var message in _redis.SubscribeAsync(_keys.Events, cancel))
        {
            if (message.Split(' ') is [var id, var state] && JobId.IsValid(id))
                yield return new JobEvent(new JobId(id), JobReading.State(state));
        }
    }

    private static void CheckLane(string lane)
    {
        if (lane.Length is 0 or > 64 || !lane.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            throw new ArgumentException($"A lane (a model's name) is 1 to 64 of [A-Za-z0-9._-]; this is '{lane}'.", nameof(lane));
    }
}
