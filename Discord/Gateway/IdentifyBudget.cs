using ChatVideoBot.Discord.Rest;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>When the next session may be begun. Too many end all sessions and reset the bot's token.</summary>
internal static class IdentifyBudget
{
    private const double Ample = 0.5, Low = 0.1;
    private static readonly TimeSpan TrustedFor = TimeSpan.FromMinutes(5);

    /// <summary>How long to wait after the last identify of the same bucket.</summary>
    /// <param name="sinceLast">The time since then; null when there was none.</param>
    /// <param name="every">The least time between two.</param>
    public static TimeSpan Wait(TimeSpan? sinceLast, TimeSpan every) =>
        sinceLast is { } since && since < every ? every - since : TimeSpan.Zero;

    /// <summary>How long none may be begun, once all are spent.</summary>
    public static TimeSpan UntilReset(SessionStartLimit? limit) =>
        TimeSpan.FromMilliseconds(Math.Clamp(limit?.ResetAfter ?? 0, 1_000, 86_400_000));

    /// <summary>
    /// The longest wait between new sessions that are lost one after the other. While the day's budget is ample people need not wait long;
    /// when it runs low, what is left is spread over the time until it is full again, so that a storm never uses it up.
    /// </summary>
    /// <param name="left">How many identifies are left by our own count.</param>
    /// <param name="limit">What Discord said of the budget; null when nothing.</param>
    /// <param name="usual">The longest wait of all others.</param>
    public static TimeSpan LongestPause(int left, SessionStartLimit? limit, TimeSpan usual)
    {
        if (limit is not { Total: > 0 })
            return usual;
        var share = (double)left / limit.Total;
        if (share >= Ample || left <= 0) // with none left the gate itself waits
            return usual;
        var slow = usual * 4;
        if (share >= Low)
            return slow;
        var reset = UntilReset(limit);
        var even = reset / left * 2; // of which chance takes a half at most
        var longest = even < reset ? even : reset;
        return longest > slow ? longest : slow;
    }

    /// <summary>Whether what Discord said about the budget must be asked again before it is spent from.</summary>
    /// <param name="age">How old the answer is; null when there is none.</param>
    /// <param name="left">How many identifies are left of it by our own count.</param>
    /// <param name="limit">The answer.</param>
    /// <param name="doubted">A connection failed or a session was refused since: the address or the count may be wrong.</param>
    public static bool MustAsk(TimeSpan? age, int left, SessionStartLimit? limit, bool doubted) =>
        age is not { } old || doubted || old >= TrustedFor || (left <= 0 && old >= UntilReset(limit));

    /// <summary>The bucket of a shard: one identify at a time in each.</summary>
    public static int Bucket(int shard, int maxConcurrency) => shard % Math.Max(maxConcurrency, 1);
}
