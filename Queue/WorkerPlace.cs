namespace ChatVideoBot.Queue;

/// <summary>What this process knows of a worker that it announced.</summary>
internal sealed class WorkerPlace(Sleeper sleeper) : IAsyncDisposable
{
    private volatile string[] _lanes = [];

    public Sleeper Sleeper { get; } = sleeper;

    /// <summary>The names of the lanes it serves.</summary>
    public string[] Lanes
    {
        get => _lanes;
        set => _lanes = value;
    }

    /// <summary>False while it is in maintenance or set aside.</summary>
    public bool IsServing { get; set; } = true;

    /// <summary>How long after <see cref="AskedAt"/> a claim may find something without a mark; infinite for no end in sight.</summary>
    public TimeSpan Due { get; set; } = Timeout.InfiniteTimeSpan;

    public long AskedAt { get; set; }

    public ValueTask DisposeAsync() => Sleeper.DisposeAsync();
}
