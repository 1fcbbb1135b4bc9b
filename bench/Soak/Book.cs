using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Soak;

/// <summary>What became of each interaction: what the bot was handed, what the page was told, which clips came.</summary>
internal sealed class Book : IGatewayEventHandler
{
    /// <summary>Of the three seconds, what may be over when the bot is handed an interaction that it must still answer.</summary>
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(1.5);

    /// <summary>How long an interaction lives.</summary>
    private static readonly TimeSpan Lives = TimeSpan.FromSeconds(3);

    /// <summary>A connection that is dead without a word is noticed by the heartbeat that is not answered, and looks whole until then.</summary>
    private static readonly TimeSpan Unnoticed = SoakTown.Heartbeat + TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new();
    private readonly ConcurrentDictionary<string, int> _clips = new();

    public int Count => _entries.Values.Count(entry => entry.Kind.Length > 0);

    /// <summary>Interactions that may have become jobs.</summary>
    public IReadOnlyList<string> Orders => [.. _entries.Where(pair => pair.Value.IsOrder).Select(pair => pair.Key)];

    public bool Wants(string name) => name == "INTERACTION_CREATE";

    public Task HandleAsync(GatewayEvent e, CancellationToken cancel)
    {
        if (e is InteractionCreateEvent { Interaction.Id: var id })
        {
            var entry = Of(id.ToString());
            Interlocked.Increment(ref entry.Handed);
            entry.HandedAt ??= DateTimeOffset.UtcNow;
        }

        return Task.CompletedTask;
    }

    /// <summary>Somebody did something.</summary>
    public void Begin(string id, string kind, DateTimeOffset at, bool isOrder)
    {
        var entry = Of(id);
        (entry.At, entry.IsOrder, entry.Kind) = (at, isOrder, kind);
    }

    /// <summary>What a page was told.</summary>
    public void Hear(JsonNode told, bool isFirst)
    {
        switch (told["t"]?.GetValue<string>())
        {
            case "INTERACTION_SUCCESS":
                Of(told["d"]!["id"]!.GetValue<string>()).Succeeded = true;
                break;
            case "INTERACTION_FAILURE":
                Of(told["d"]!["id"]!.GetValue<string>()).Failed = true;
                break;
            case "MESSAGE_CREATE" when isFirst && told["d"]!["attachments"] is JsonArray { Count: > 0 } files && files[0]!["filename"]!.GetValue<string>() is var name && name.EndsWith(".mp4", StringComparison.Ordinal):
                _clips.AddOrUpdate(name[..^4].Split('_')[^1], 1, (_, before) => before + 1);
                break;
        }
    }

    public void Ended(string id, Job? job) => Of(id).Job = job;

    /// <param name="faults">What Discord was told to do.</param>
    /// <param name="offs">When the bot was not connected, as it said itself.</param>
    public Verdict Judge(IReadOnlyList<(DateTimeOffset At, JsonObject What)> faults, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> offs)
    {
        var verdict = new Verdict();
        foreach (var (id, entry) in _entries.Where(pair => pair.Value.Kind.Length > 0))
        {
            verdict.Interactions++;
            if (entry.Handed > 1)
            {
                verdict.Twice++;
                verdict.Complaints.Add($"{entry.Kind} {id} was handed to the bot {entry.Handed} times.");
            }

            if (entry.Succeeded)
                verdict.Answered++;
            else if (entry.HandedAt is not { } handed || handed - entry.At > InTime)
                Excuse(verdict, id, entry, faults, offs.Any(off => off.To >= entry.At && off.From <= entry.At + Unnoticed), () => verdict.Off++);
            else
                Excuse(verdict, id, entry, faults, Near(faults, entry).Any(fault => IsHopeless(fault.What)), () => verdict.NoTime++);
            JudgeJob(verdict, id, entry);
        }

        return verdict;
    }

    private void JudgeJob(Verdict verdict, string id, Entry entry)
    {
        var clips = _clips.GetValueOrDefault(id);
        verdict.Clips += clips;
        if (clips > 1)
        {
            verdict.Doubled++;
            verdict.Complaints.Add($"{clips} clips came of {id}.");
        }

        if (entry.Job is not { } job)
            return;
        if (job.State is not (JobState.Done or JobState.Failed or JobState.Cancelled or JobState.Expired))
        {
            verdict.Unended++;
            verdict.Complaints.Add($"The job {id} is {job.State}.");
        }
        else if (job.State == JobState.Done && clips == 0)
        {
            verdict.Complaints.Add($"The job {id} is done, and no clip came.");
        }
        else if (job.State == JobState.Failed)
        {
            verdict.Complaints.Add($"The job {id} failed: {job.Failure?.Reason}");
        }
    }

    /// <summary>An interaction that was not answered: because of what leaves no way, or not.</summary>
    private static void Excuse(Verdict verdict, string id, Entry entry, IReadOnlyList<(DateTimeOffset At, JsonObject What)> faults, bool isExcused, Action count)
    {
        if (isExcused)
        {
            count();
            return;
        }

        verdict.Missed++;
        verdict.Complaints.Add($"{entry.Kind} {id} of {SoakBench.Clock(entry.At)} was handed over at {(entry.HandedAt is { } at ? SoakBench.Clock(at) : "no time")} and not answered; faults: "
            + string.Join("; ", Near(faults, entry).Select(fault => $"{SoakBench.Clock(fault.At)} {fault.What.ToJsonString()}")));
    }

    private static IEnumerable<(DateTimeOffset At, JsonObject What)> Near(IReadOnlyList<(DateTimeOffset At, JsonObject What)> faults, Entry entry) =>
        faults.Where(fault => fault.At >= entry.At - Lives && fault.At <= entry.At + Lives);

    /// <summary>Whether an answer cannot get through within three seconds, however often it is given.</summary>
    private static bool IsHopeless(JsonObject what) => what["rest"] is JsonObject rest
        && ((rest["delay"]?.GetValue<double>() ?? 0) > 2
            || (rest["status"]?.GetValue<int>() == 429 && (rest["html"]?.GetValue<bool>() == true || (rest["retry_after"]?.GetValue<double>() ?? 0) > 1)));

    private Entry Of(string id) => _entries.GetOrAdd(id, _ => new());

    private sealed class Entry
    {
        public int Handed;
        public string Kind { get; set; } = "";
        public DateTimeOffset At { get; set; }
        public DateTimeOffset? HandedAt { get; set; }
        public bool IsOrder { get; set; }
        public bool Succeeded { get; set; }
        public bool Failed { get; set; }
        public Job? Job { get; set; }
    }
}

/// <summary>What came of it all.</summary>
internal sealed class Verdict
{
    public int Interactions { get; set; }
    public int Answered { get; set; }

    /// <summary>Not handed to the bot in time: it was off Discord then, or noticed soon after that it was.</summary>
    public int Off { get; set; }

    /// <summary>Handed over in time, but Discord's own limit or slowness used up the three seconds.</summary>
    public int NoTime { get; set; }
    public int Missed { get; set; }
    public int Twice { get; set; }
    public int Clips { get; set; }
    public int Doubled { get; set; }
    public int Unended { get; set; }
    public List<string> Complaints { get; } = [];
}
