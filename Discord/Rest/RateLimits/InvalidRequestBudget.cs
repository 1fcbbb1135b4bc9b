namespace ChatVideoBot.Discord.Rest.RateLimits;

/// <summary>
/// Counts 401, 403 and 429 (but not "shared" ones) over ten minutes: 10,000 of them get the whole address banned. Stops well before.
/// </summary>
/// <remarks>Discord docs, topics/rate-limits.mdx, "Invalid Request Limit".</remarks>
internal sealed class InvalidRequestBudget(int atMost = 8_000)
{
    private const int SecondsPerSlot = 10;
    private readonly Lock _gate = new();
    private readonly (long Slot, int Count)[] _slots = new (long, int)[600 / SecondsPerSlot + 1]; // one more: the oldest is partly past

    public void Add(TimeSpan now)
    {
        lock (_gate)
        {
            var slot = SlotOf(now);
            ref var entry = ref _slots[slot % _slots.Length];
            entry = entry.Slot == slot ? (slot, entry.Count + 1) : (slot, 1);
        }
    }

    /// <summary>Whether another request would be reckless.</summary>
    public bool IsSpent(TimeSpan now)
    {
        lock (_gate)
        {
            var oldest = SlotOf(now) - _slots.Length + 1;
            return _slots.Sum(entry => entry.Slot >= oldest ? entry.Count : 0) >= atMost;
        }
    }

    private static long SlotOf(TimeSpan now) => (long)(now.TotalSeconds / SecondsPerSlot);
}
