namespace ChatVideoBot.Queue;

/// <summary>What this process knows of a worker that it announced.</summary>
internal sealed class WorkerPlace(Sleeper sleeper) : IAsyncDisposable
{
    private volatile string[] _lanes = [];
    private string? _unheard;

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

    /// <summary>The word of a claim whose answer was lost: it is asked again with it, and finds what it leased. Null for none.</summary>
    public string? Unheard
    {
        set => Volatile.Write(ref _unheard, value);
    }

    public string? TakeUnheard() => Interlocked.Exchange(ref _unheard, null);

    public ValueTask DisposeAsync() => Sleeper.DisposeAsync();
}
