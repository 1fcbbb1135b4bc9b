namespace ChatVideoBot.Discord.Gateway;

/// <summary>
/// The events that wait for a handler, bounded in number and bytes. When it is full interactions take the place of the oldest others;
/// only when nothing but interactions wait does the oldest of them go: its three seconds are over first.
/// </summary>
internal sealed class EventBacklog(int mostEvents, long mostBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<WaitingEvent> _interactions = new();
    private readonly Queue<WaitingEvent> _others = new();
    private readonly SemaphoreSlim _interactionCame = new(0);
    private readonly SemaphoreSlim _otherCame = new(0);
    private long _bytes;

    public int Count
    {
        get { lock (_lock) return _interactions.Count + _others.Count; }
    }

    /// <summary>Takes an event in, never waiting.</summary>
    /// <returns>The names of the events that had to go for it, or its own.</returns>
    public IReadOnlyList<string> Add(WaitingEvent e)
    {
        List<string>? dropped = null;
        lock (_lock)
        {
            while (IsFull(e))
            {
                var goes = e.IsInteraction || e.IsKept ? Oldest(e.IsInteraction) : null;
                (dropped ??= []).Add((goes ?? e).Name);
                (goes ?? e).Dispose();
                if (goes is null)
                    return dropped;
                _bytes -= goes.Bytes;
            }
            (e.IsInteraction ? _interactions : _others).Enqueue(e);
            _bytes += e.Bytes;
        }
        (e.IsInteraction ? _interactionCame : _otherCame).Release();
        return dropped ?? (IReadOnlyList<string>)[];
    }

    /// <summary>The event of that kind that waits longest; waits for one.</summary>
    public async ValueTask<WaitingEvent> TakeAsync(bool interaction, CancellationToken cancel)
    {
        while (true)
        {
            await (interaction ? _interactionCame : _otherCame).WaitAsync(cancel);
            lock (_lock)
            {
                if (!(interaction ? _interactions : _others).TryDequeue(out var e))
                    continue; // it had to go
                _bytes -= e.Bytes;
                return e;
            }
        }
    }

    /// <summary>An event larger than all the room is taken in where nothing else waits.</summary>
    private bool IsFull(WaitingEvent e)
    {
        var count = _interactions.Count + _others.Count;
        return count >= mostEvents || (count > 0 && _bytes + e.Bytes > mostBytes);
    }

    private WaitingEvent? Oldest(bool forInteraction)
    {
        for (var i = _others.Count; i > 0; i--)
        {
            var other = _others.Dequeue();
            if (!other.IsKept)
                return other;
            _others.Enqueue(other);
        }
        return forInteraction && (_interactions.TryDequeue(out var oldest) || _others.TryDequeue(out oldest)) ? oldest : null;
    }
}
