using ChatVideoBot.Discord.Rest;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>When the next session may be begun. Too many end all sessions and reset the bot's token.</summary>
internal static class IdentifyBudget
{
    /// <summary>How long to wait before the next identify.</summary>
    /// <param name="limit">What Discord says is left; null when it does not say.</param>
    /// <param name="sinceLast">The time since our last identify; null when there was none.</param>
    /// <param name="every">The least time between two.</param>
    public static TimeSpan Wait(SessionStartLimit? limit, TimeSpan? sinceLast, TimeSpan every)
    {
        if (limit is { Remaining: <= 0 })
            return TimeSpan.FromMilliseconds(Math.Clamp(limit.ResetAfter, 1_000, 86_400_000));
        return sinceLast is { } since && since < every ? every - since : TimeSpan.Zero;
    }
}
