namespace ChatVideoBot.Inference.Graphs;

/// <summary>
/// A model's graphs, loaded when they are needed and kept as long as memory allows: where all of them do not fit, those that nobody uses
/// are let go, the one longest unused first, so that a model runs component by component on a machine too small for the whole.
/// </summary>
/// <param name="files">By name: "transformer/model.onnx".</param>
/// <param name="weightBytes">What the weights may take together.</param>
/// <param name="threads">With how many each is computed.</param>
public sealed class ComponentStore(string folder, IReadOnlyDictionary<string, OnnxFile> files, InferenceOptions options, long weightBytes,
    Func<string, int> threads) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = files.ToDictionary(f => f.Key, f => new Entry(f.Value));
    private long _clock;
    private bool _disposed;

    public IReadOnlyDictionary<string, OnnxFile> Files => files;

    /// <summary>Whether all components stay in memory together.</summary>
    public bool FitsWhole => files.Values.Sum(f => f.Bytes) <= weightBytes;

    /// <summary>The names of what is in memory now.</summary>
    public IReadOnlyList<string> Loaded
    {
        get
        {
            lock (_lock)
                return [.. _entries.Where(e => e.Value.Graph is not null).Select(e => e.Key)];
        }
    }

    /// <summary>A graph to use until the lease is disposed; loaded first when it is not there.</summary>
    /// <exception cref="ModelException">It cannot be loaded.</exception>
    public GraphLease Open(string name)
    {
        var entry = _entries[name];
        lock (_lock) // loading is rare and takes all cores: one at a time
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (entry.Graph is null)
            {
                MakeRoom(entry.File.Bytes);
                entry.Graph = Load(name);
            }

            entry.Users++;
            return new GraphLease(entry.Graph, () => Close(entry));
        }
    }

    /// <summary>Lets go of everything that nobody uses.</summary>
    public bool FreeUnused()
    {
        lock (_lock)
            return MakeRoom(long.MaxValue);
    }

    /// <summary>Lets go of everything; what is in use goes when its lease ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            MakeRoom(long.MaxValue);
        }
    }

    private Graph Load(string name)
    {
        try
        {
            return Graph.Load(folder, name, options, threads(name));
        }
        catch (ModelException e) when (e.OutOfMemory && MakeRoom(long.MaxValue))
        {
            return Graph.Load(folder, name, options, threads(name)); // a device that says how little it has only by failing
        }
    }

    /// <returns>Whether anything was let go.</returns>
    private bool MakeRoom(long bytes)
    {
        var freed = false;
        while (_entries.Values.Where(e => e.Graph is not null).Sum(e => e.File.Bytes) is var taken && taken > 0 && (bytes == long.MaxValue || taken + bytes > weightBytes))
        {
            if (_entries.Values.Where(e => e.Graph is not null && e.Users == 0).MinBy(e => e.LastUsed) is not { } idle)
                break;
            idle.Graph!.Dispose();
            idle.Graph = null;
            freed = true;
        }

        return freed;
    }

    private void Close(Entry entry)
    {
        lock (_lock)
        {
            entry.Users--;
            entry.LastUsed = ++_clock;
            if (_disposed)
                MakeRoom(long.MaxValue);
        }
    }

    private sealed class Entry(OnnxFile file)
    {
        public OnnxFile File => file;
        public Graph? Graph { get; set; }
        public int Users { get; set; }
        public long LastUsed { get; set; }
    }
}

/// <summary>A loaded graph that stays loaded until this is disposed.</summary>
public sealed class GraphLease(Graph graph, Action close) : IDisposable
{
    private Action? _close = close;

    public Graph Graph => graph;

    public void Dispose() => Interlocked.Exchange(ref _close, null)?.Invoke();
}
