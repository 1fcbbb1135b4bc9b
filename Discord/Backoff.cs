namespace ChatVideoBot.Discord;

/// <summary>How long to wait before trying again.</summary>
public static class Backoff
{
    /// <summary>Doubles with each failure up to a longest, and spreads so that many clients do not come back together.</summary>
    /// <param name="failures">How many tries failed in a row, at least 1.</param>
    /// <param name="from">The wait after the first.</param>
    /// <param name="to">The longest wait.</param>
    /// <param name="random">0 to 1: takes the wait from half of it to all of it.</param>
    public static TimeSpan Delay(int failures, TimeSpan from, TimeSpan to, double random)
    {
        var full = Math.Min(from.TotalSeconds * Math.Pow(2, Math.Clamp(failures - 1, 0, 40)), to.TotalSeconds);
        return TimeSpan.FromSeconds(full * (0.5 + 0.5 * random));
    }
}
