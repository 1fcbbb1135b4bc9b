namespace ChatVideoBot.Discord.Gateway;

/// <summary>How much a send matters when few are left.</summary>
internal enum SendKind
{
    /// <summary>Anything that can wait.</summary>
    Command,

    /// <summary>A heartbeat that Discord asked for.</summary>
    AskedHeartbeat,

    /// <summary>The heartbeat of the interval: without it the connection is lost.</summary>
    Heartbeat,
}

/// <summary>
/// How much may be sent on one connection: 120 payloads in 60 s, a few of them kept for heartbeats. Not safe for threads.
/// </summary>
internal sealed class SendBudget
{
    private const int Limit = 120;
    private const int Reserve = 10; // heartbeats: one each 41 s, and those the server asks for
    private const int ReserveOfBeats = 4; // what a server that asks and asks cannot use up
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private readonly Queue<TimeSpan> _sent = new();

    /// <summary>Counts a payload if it may be sent now.</summary>
    /// <returns>Zero when it may; else how long to wait.</returns>
    public TimeSpan TryTake(TimeSpan now, SendKind kind)
    {
        while (_sent.TryPeek(out var oldest) && oldest + Window <= now)
            _sent.Dequeue();
        var limit = kind switch
        {
            SendKind.Heartbeat => Limit,
            SendKind.AskedHeartbeat => Limit - ReserveOfBeats,
            _ => Limit - Reserve,
        };
        if (_sent.Count >= limit)
            return _sent.ElementAt(_sent.Count - limit) + Window - now;
        _sent.Enqueue(now);
        return TimeSpan.Zero;
    }
}
