namespace ChatVideoBot.Queue;

public enum QueueMode
{
    Open,

    /// <summary>Nothing is claimed; what runs goes on.</summary>
    Paused,

    /// <summary>Nothing is taken in; the line is worked off.</summary>
    Draining,
}

/// <summary>What waits in one lane and band.</summary>
/// <param name="Band">Null for promoted jobs.</param>
public sealed record QueueLine(string Lane, Band? Band, int Waiting);

/// <param name="Version">As the worker announced it.</param>
/// <param name="Speed">Its time for a clip by the mean of all: 2 takes twice as long.</param>
/// <param name="Faults">Jobs in a row that failed or ended without a word at it.</param>
public sealed record WorkerLook(
    string Name, string Version, IReadOnlyList<string> Lanes, TimeSpan LastBeat, bool IsAlive, WorkerStanding Standing, double Speed, int Faults);

/// <summary>The queue at a glance, for moderators and metrics.</summary>
public sealed record QueueLook
{
    public required QueueMode Mode { get; init; }
    public required IReadOnlyList<QueueLine> Lines { get; init; }
    public required IReadOnlyList<WorkerLook> Workers { get; init; }
    public required int Running { get; init; }
    public required int Held { get; init; }

    /// <summary>Ends that are not told yet.</summary>
    public required int Outbox { get; init; }

    /// <summary>How long the outbox's first end has been due.</summary>
    public required TimeSpan OutboxAge { get; init; }

    /// <summary>Of clips that are not delivered yet.</summary>
    public required long ClipBytes { get; init; }

    public required long Claims { get; init; }
    public required long Crashes { get; init; }

    /// <summary>Late writes by workers or bots whose lease was another's.</summary>
    public required long StaleRefused { get; init; }
    public required long Expired { get; init; }

    /// <summary>The relative error of estimates, |told - actual| / actual, half of them below; null before the first.</summary>
    public required double? EtaErrorMedian { get; init; }

    /// <summary>As above, nine in ten below.</summary>
    public required double? EtaErrorP90 { get; init; }

    /// <summary>By model: the workers' time that waiting jobs want, as predicted. A model that is served or waited for stands here with zero too.</summary>
    public IReadOnlyDictionary<string, TimeSpan> WaitingTime { get; init; } = new Dictionary<string, TimeSpan>();

    public int Waiting => Lines.Sum(line => line.Waiting);
}
