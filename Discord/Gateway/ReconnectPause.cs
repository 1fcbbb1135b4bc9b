namespace ChatVideoBot.Discord.Gateway;

/// <summary>How long to wait before connecting again.</summary>
internal static class ReconnectPause
{
    /// <param name="end">How the last connection ended.</param>
    /// <param name="failures">
    /// How many connections in a row did not stand for long; 0 after one that did: then there is no wait, because interactions go stale.
    /// </param>
    /// <param name="pace">The bounds.</param>
    /// <param name="random">0 to 1.</param>
    public static TimeSpan Of(ConnectionEnd end, int failures, GatewayPace pace, double random)
    {
        var pause = failures == 0 ? TimeSpan.Zero : Backoff.Delay(failures, pace.BackoffFrom, pace.BackoffTo, random);
        var invalid = end is { IsInvalidSession: true, Next: NextStep.Identify }
            ? pace.InvalidSessionFrom + (pace.InvalidSessionTo - pace.InvalidSessionFrom) * random
            : TimeSpan.Zero;
        return pause > invalid ? pause : invalid;
    }
}
