namespace ChatVideoBot.Discord.Gateway;

/// <summary>How long to wait before connecting again.</summary>
internal static class ReconnectPause
{
    private const int FailuresOfHaste = 4; // who sent too much comes back as late as after so many failures: 8 s, halved by chance at most

    /// <param name="end">How the last connection ended.</param>
    /// <param name="failures">
    /// How many connections in a row did not stand for long; 0 after one that did: then there is no wait, because interactions go stale.
    /// </param>
    /// <param name="pace">The bounds.</param>
    /// <param name="random">0 to 1.</param>
    /// <param name="longest">The longest wait but for what Discord itself asks for; null for that of <paramref name="pace"/>.</param>
    public static TimeSpan Of(ConnectionEnd end, int failures, GatewayPace pace, double random, TimeSpan? longest = null)
    {
        if (end.Code == CloseCode.TooFast)
            failures = Math.Max(failures, FailuresOfHaste);
        var pause = failures == 0 ? TimeSpan.Zero : Backoff.Delay(failures, pace.BackoffFrom, longest ?? pace.BackoffTo, random);
        var invalid = end is { IsInvalidSession: true, Next: NextStep.Identify }
            ? pace.InvalidSessionFrom + (pace.InvalidSessionTo - pace.InvalidSessionFrom) * random
            : TimeSpan.Zero;
        return pause > invalid ? pause : invalid;
    }
}
