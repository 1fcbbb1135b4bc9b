using System.Collections.Concurrent;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>What the watchers saw so far: the jobs by their stories, and the messages with clips.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, JobStory> _jobs = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> _clips = new();
    private readonly ConcurrentDictionary<string, (string Channel, string Message)> _cards = new();
    private readonly ConcurrentDictionary<string, bool> _unheard = new();
    private readonly ConcurrentDictionary<string, bool> _pressed = new();
    private int _ended, _done;

    public Leases Leases { get; } = new();

    public ICollection<JobStory> Jobs => _jobs.Values;

    public int Accepted => _jobs.Count;
    public int Ended => _ended;

    /// <summary>Clips that the bot said it posted.</summary>
    public int Done => _done;

    /// <summary>Somebody saw that it was accepted; called on the stream's thread.</summary>
    public event Action<string>? Queued;

    public bool IsAccepted(string id) => _jobs.ContainsKey(id);
    public bool IsOpen(string id) => _jobs.TryGetValue(id, out var job) && job.End is null;

    public void Hear(string id, string kind)
    {
        var isNew = false;
        var job = _jobs.GetOrAdd(id, _ => { isNew = true; return new JobStory(id); });
        var wasOpen = job.End is null;
        job.Hear(kind);
        if (wasOpen && job.End is not null) Interlocked.Increment(ref _ended);
        if (kind == "done") Interlocked.Increment(ref _done);
        if (isNew) Queued?.Invoke(id);
    }

    /// <summary>A message with the job's clip was created.</summary>
    public void SeeClip(string job, string message) => _clips.GetOrAdd(job, _ => new())[message] = true;

    /// <summary>All messages with the job's clip that ever were, also those that are deleted by now.</summary>
    public IReadOnlyCollection<string> ClipsOf(string job) => _clips.TryGetValue(job, out var messages) ? [.. messages.Keys] : [];

    /// <summary>The jobs with clips.</summary>
    public IReadOnlyCollection<string> Posted => [.. _clips.Keys];

    /// <summary>A card with the job's Cancel button.</summary>
    public void SeeCard(string job, string channel, string message) => _cards[job] = (channel, message);

    public (string Channel, string Message)? CardOf(string job) => _cards.TryGetValue(job, out var card) ? card : null;

    /// <summary>Discord told the person that the bot did not answer.</summary>
    public void Fail(string interaction) => _unheard[interaction] = true;

    public bool HasFailed(string interaction) => _unheard.ContainsKey(interaction);

    public void Press(string job) => _pressed[job] = true;

    public bool WasPressed(string job) => _pressed.ContainsKey(job);
}
