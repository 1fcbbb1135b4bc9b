namespace ChatVideoBot.Queue.Redis;

/// <summary>How long to wait before trying to connect again.</summary>
internal static class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);

    /// <summary>Doubles with each failure up to the longest; half of it is chance, so that clients do not all come back at once.</summary>
    /// <param name="failures">Tries that failed in a row, 0 for none.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan After(int failures, TimeSpan longest, double chance)
    {
        var whole = Math.Min(longest.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 20)));
        return TimeSpan.FromMilliseconds(whole * (0.5 + chance / 2));
    }
}
