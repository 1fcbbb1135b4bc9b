using System.Diagnostics;
using System.Runtime.CompilerServices;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue;

// What the bot asks of the line.
public sealed partial class JobQueue
{
    /// <summary>Puts a job in line, once: the same id again returns what became of it.</summary>
    /// <exception cref="ArgumentException">The clip's model is no name of a lane.</exception>
    public Task<Enqueued> EnqueueAsync(JobDraft draft, CancellationToken cancel)
    {
        var model = draft.Clip.Model.Length == 0 ? _options.DefaultModel : draft.Clip.Model;
        Lane.CheckModel(model);
        ArgumentException.ThrowIfNullOrEmpty(draft.User);
        return JobTrace.IsHeard ? TracedEnqueueAsync(draft, model, cancel) : PutAsync(draft, model, cancel);
    }

    private async Task<Enqueued> TracedEnqueueAsync(JobDraft draft, string model, CancellationToken cancel)
    {
        using var span = JobTrace.Begin("enqueue", ActivityKind.Producer, draft.Id);
        var enqueued = await PutAsync(draft, model, cancel);
        span?.SetTag("chatvideobot.queue.answer", enqueued.Status.ToString());
        return enqueued;
    }

    private Task<Enqueued> PutAsync(JobDraft draft, string model, CancellationToken cancel) =>
        draft.Sources.IsEmpty ? _scripts.EnqueueAsync(draft, model, _mostSourceBytes, cancel).AsTask() : EnqueueWithSourcesAsync(draft, model, cancel);

    private static readonly TimeSpan UntilInLine = TimeSpan.FromMinutes(15);

    private async Task<Enqueued> EnqueueWithSourcesAsync(JobDraft draft, string model, CancellationToken cancel)
    {
        if (draft.Sources.Bytes > _options.MaxSourceBytes)
            return new Enqueued(EnqueueStatus.SourcesTooLarge, JobState.Waiting, (int)(_options.MaxSourceBytes >> 20));
        // First, so that no worker claims a job whose files are still on their way.
        // For a while only: a job in line keeps them longer.
        await WriteBlobAsync(_keys.Sources(draft.Id), SourcesFile.Write(draft.Sources), UntilInLine, cancel);
        var enqueued = await _scripts.EnqueueAsync(draft, model, _mostSourceBytes, cancel);
        var isOpen = enqueued.State is JobState.Waiting or JobState.Held or JobState.Claimed or JobState.Running;
        if (!(isOpen && enqueued.Status is EnqueueStatus.Accepted or EnqueueStatus.Known))
            await DropBlobAsync(_keys.Sources(draft.Id), cancel);
        return enqueued;
    }

    /// <summary>
    /// What the models of the workers alive now can make. A model is left out that one of them has no card for, being of an older version:
    /// what that one makes is not known.
    /// </summary>
    public Task<IReadOnlyList<ModelCard>> ReadCardsAsync(CancellationToken cancel) => _scripts.CardsAsync(cancel);

    /// <summary>Reads one job; null when there is none (any more). The first estimate it gives is compared with what comes.</summary>
    public async Task<Job?> FindAsync(JobId id, CancellationToken cancel)
    {
        var job = await _scripts.FindAsync(id, cancel);
        if (job is { State: JobState.Waiting, WasTold: false, Eta: { } eta })
        {
            try
            {
                await _scripts.ToldAsync(id, eta.Typical, cancel);
            }
            catch (RedisException)
            {
                // Then this one is not compared; the job was read all the same.
            }
        }
        return job;
    }

    /// <summary>The open jobs of the queue: running first, then waiting in the order they will be served.</summary>
    public Task<IReadOnlyList<Job>> ListAsync(int atMost, CancellationToken cancel) => _scripts.ListAsync(atMost, cancel);

    /// <summary>The user's open jobs (waiting or running), oldest first.</summary>
    public Task<IReadOnlyList<Job>> ListOfUserAsync(string user, CancellationToken cancel) => _scripts.ListOfUserAsync(user, cancel);

    /// <summary>
    /// A part of a guild's open jobs: running first, then waiting (promoted ones, then by band and in the order in which the guild serves them), then
    /// what waits for a moderator, made clips among it.
    /// </summary>
    public Task<GuildJobs> ListOfGuildAsync(string guild, int skip, int take, CancellationToken cancel) => guild.Length == 0 || take <= 0
        ? Task.FromResult(new GuildJobs(0, 0, 0, []))
        : _scripts.ListOfGuildAsync(guild, Math.Max(0, skip), take, cancel);

    /// <summary>What waits for a moderator of the guild, the one that goes first coming first: jobs in <see cref="JobState.Held"/>, and made clips.</summary>
    public Task<HeldJobs> HeldOfGuildAsync(string guild, int skip, int take, CancellationToken cancel) => guild.Length == 0 || take <= 0
        ? Task.FromResult(new HeldJobs(0, []))
        : _scripts.HeldOfGuildAsync(guild, Math.Max(0, skip), take, cancel);

    /// <summary>Keeps a small fact of the bot's with the job; nothing happens when the job is gone.</summary>
    public Task NoteAsync(JobId id, string name, string value, CancellationToken cancel) => _scripts.NoteAsync(id, name, value, cancel);

    /// <summary>The newest preview, PNG; null when there is none.</summary>
    public async Task<byte[]?> ReadPreviewAsync(JobId id, CancellationToken cancel) =>
        await _redis.CallAsync(["HGET", _keys.Job(id), "previewOf"], cancel) is string text && long.TryParse(text, out var token)
            ? await ReadBlobAsync(_keys.Preview(id, token), cancel)
            : null;

    /// <summary>
    /// What happens, from where a reader of this name stopped before; the first one begins now. Each event comes at least once, unless
    /// the reader was away for more than some ten thousand. Ends with the token.
    /// </summary>
    /// <remarks>Throws <see cref="RedisException"/> when Redis is away: enumerate again, it goes on where it stopped.</remarks>
    public async IAsyncEnumerable<JobEvent> WatchAsync(string reader, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var redis = NewConnection(); // blocked while nothing happens
        await foreach (var happened in new EventReader(redis, _keys, reader).ReadAsync(cancel))
            yield return happened;
    }
}
