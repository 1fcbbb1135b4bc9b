namespace ChatVideoBot.Discord.Gateway;

/// <summary>
/// How much went wrong in a row. A session that stood a little is resumed at once, because a resume costs Discord little and people wait;
/// sessions that are lost one after the other are dear, and the next waits longer until one stands for a while.
/// </summary>
/// <param name="Sessions">Lost, or not come by, since one lived for <see cref="GatewayPace.StableAfter"/>, resumes included.</param>
/// <param name="Connections">Ended, since one stood for <see cref="GatewayPace.ResumeAtOnceAfter"/>.</param>
internal readonly record struct FailureCount(int Sessions, int Connections)
{
    /// <param name="stood">How long the session stood on the connection that ended; null when it never did.</param>
    /// <param name="lived">How long the session is there, on all its connections; null when there was none.</param>
    /// <param name="keepsSession">It can be resumed.</param>
    public FailureCount After(TimeSpan? stood, TimeSpan? lived, bool keepsSession, GatewayPace pace) => new(
        lived >= pace.StableAfter ? 0 : keepsSession ? Sessions : Sessions + 1,
        stood >= pace.ResumeAtOnceAfter ? 0 : Connections + 1);

    /// <summary>What the next wait depends on.</summary>
    public int Before(bool resume) => resume ? Connections : Sessions;
}
