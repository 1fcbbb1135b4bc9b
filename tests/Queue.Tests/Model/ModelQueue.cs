namespace ChatVideoBot.Queue.Tests.Model;

/// <summary>
/// The queue as its contracts tell it, in dictionaries: who is next, who may, who is charged. Times that Redis measured are given to it;
/// everything else it works out by itself.
/// </summary>
internal sealed partial class ModelQueue(QueueOptions options)
{
    private const double BandStep = 1e15; // a group's tag stands beside its band in one number, which rounds it

    public Dictionary<JobId, ModelJob> Jobs { get; } = [];
    public Dictionary<LimitSubject, Limits> Limits { get; } = [];
    public List<(string Kind, string Id)> Events { get; } = [];
    public List<(string What, string Target)> Audit { get; } = [];
    public Dictionary<string, long> Counters { get; } = new() { ["stale"] = 0, ["crashes"] = 0, ["expired"] = 0, ["faults"] = 0 };
    public Dictionary<string, long> Spent { get; } = [];
    public Dictionary<string, ModelWorker> Workers { get; } = [];

    /// <summary>By band and group: each user's last tag, and under "" the group's virtual time.</summary>
    public Dictionary<(int Band, string Group), Dictionary<string, double>> Flows { get; } = [];

    /// <summary>A group's tag while it waits.</summary>
    public Dictionary<(int Band, string Group), double> Now { get; } = [];

    /// <summary>A group's last tag.</summary>
    public Dictionary<(int Band, string Group), double> Last { get; } = [];

    /// <summary>A band's virtual time.</summary>
    public Dictionary<int, double> Time { get; } = [];
    public Dictionary<(string Lane, string Kind), (double N, double Mean)> Measured { get; } = [];

    /// <summary>Clips that could not be delivered and were kept, beyond their jobs, and how many bytes they have.</summary>
    public Dictionary<JobId, long> Kept { get; } = [];
    public QueueMode Mode { get; set; }

    /// <summary>Guilds that are not open.</summary>
    public Dictionary<string, QueueMode> Modes { get; } = [];
    public long Fence { get; set; }
    public long DeliveryFence { get; set; }
    public long Promotions { get; private set; }

    public long ClipBytes => Jobs.Values.Sum(job => job.ClipBytes);

    public static string Name(int band) => new[] { "front", "urgent", "boosted", "normal", "relaxed" }[band];

    private static double Rounded(int band, double tag) => (band * BandStep) + tag - (band * BandStep);

    public void Tell(string kind, JobId id) => Events.Add((kind, id.Value));

    public double Guess(string lane, string kind, double seconds) => Math.Max(1, Math.Floor(
        Measured.TryGetValue((lane, kind), out var like) ? like.Mean
        : Measured.TryGetValue((lane, ""), out var all) ? seconds * all.Mean
        : seconds * options.FirstGuess.TotalMilliseconds));

    public void Measure(ModelJob job, long took)
    {
        var like = Measured.GetValueOrDefault((job.Lane, job.Kind));
        if (like.Item1 >= 10 && Math.Abs(took - like.Item2) <= Math.Max(50, like.Item2 * 0.02))
            return; // chance
        Take((job.Lane, job.Kind), took);
        Take((job.Lane, ""), took / Math.Max(0.1, job.Seconds));

        void Take((string, string) of, double value)
        {
            var (n, mean) = Measured.GetValueOrDefault(of);
            Measured[of] = (n + 1, mean + ((value - mean) * Math.Max(0.1, 1 / (n + 1))));
        }
    }

    /// <summary>What the owner lets a user have.</summary>
    public T? Allowed<T>(string user, Func<Limits, T?> what) where T : struct => Of(LimitSubject.User(user), what) ?? Of(LimitSubject.Everyone, what);

    /// <summary>What a guild lets a member with these roles have.</summary>
    public T? AllowedMember<T>(string group, string user, IReadOnlyList<string> roles, Func<Limits, T?> what, bool least = false) where T : struct, IComparable<T>
    {
        if (group[0] == '@')
            return null;
        var ofRoles = roles.Select(role => Of(LimitSubject.Role(role), what)).OfType<T>().Order().ToArray();
        return Of(LimitSubject.Member(group, user), what) ?? (ofRoles.Length > 0 ? least ? ofRoles[0] : ofRoles[^1] : Of(LimitSubject.Members(group), what));
    }

    private T? Of<T>(LimitSubject subject, Func<Limits, T?> what) where T : struct => Limits.TryGetValue(subject, out var limits) ? what(limits) : null;

    public bool IsPaused(ModelJob job) => Modes.GetValueOrDefault(job.Group) == QueueMode.Paused;

    public T? AllowedGuild<T>(string group, Func<Limits, T?> what) where T : struct =>
        (Limits.TryGetValue(LimitSubject.Guild(group), out var own) ? what(own) : null)
        ?? (Limits.TryGetValue(LimitSubject.EveryGuild, out var every) ? what(every) : null);
}

/// <summary>A worker as the model has it.</summary>
internal sealed class ModelWorker
{
    public string Standing { get; set; } = "";
    public int Faults { get; set; }
    public JobId? LastFault { get; set; }
}
