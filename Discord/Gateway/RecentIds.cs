namespace ChatVideoBot.Discord.Gateway;

/// <summary>Remembers the last ids, to tell what comes a second time.</summary>
internal sealed class RecentIds(int capacity)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Snowflake> _known = [];
    private readonly Queue<Snowflake> _order = new();

    /// <summary>False when the id is remembered already.</summary>
    public bool Add(Snowflake id)
    {
        lock (_lock)
        {
            if (!_known.Add(id))
                return false;
            _order.Enqueue(id);
            if (_order.Count > capacity)
                _known.Remove(_order.Dequeue());
            return true;
        }
    }
}
