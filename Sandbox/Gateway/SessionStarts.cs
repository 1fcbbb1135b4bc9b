using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>Counts one bot's identifies: so many in 24 hours, and one for each concurrency key in some seconds. Called under the house's lock.</summary>
internal sealed class SessionStarts(SandboxOptions options, TimeProvider time)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private readonly Queue<DateTimeOffset> _ofTheDay = new();
    private readonly Dictionary<int, DateTimeOffset> _lastByKey = [];

    /// <summary>Identifies left in these 24 hours, and when the first of them is forgotten.</summary>
    public (int Remaining, TimeSpan ResetAfter) Left
    {
        get
        {
            var now = time.GetUtcNow();
            while (_ofTheDay.TryPeek(out var first) && now - first >= Day)
                _ofTheDay.Dequeue();
            return (Math.Max(0, options.SessionStarts - _ofTheDay.Count), _ofTheDay.TryPeek(out var oldest) ? Day - (now - oldest) : TimeSpan.Zero);
        }
    }

    /// <summary>Counts an identify; false when the day has none left, or the shard's key was used too short a time ago.</summary>
    public bool Take(int shard)
    {
        var (now, key) = (time.GetUtcNow(), shard % options.MaxConcurrency);
        if (Left.Remaining == 0 || (_lastByKey.TryGetValue(key, out var last) && now - last < options.IdentifyInterval))
            return false;
        _lastByKey[key] = now;
        _ofTheDay.Enqueue(now);
        return true;
    }
}
