namespace ChatVideoBot.Discord.Gateway;

/// <summary>Counts dropped events and tells of them once a second at most: a flood of them must not become a flood of lines.</summary>
internal sealed class DropReport(TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private long? _told;
    private int _untold;

    /// <param name="untold">How many others were dropped since it was last told.</param>
    /// <returns>Whether to tell now.</returns>
    public bool Count(out int untold)
    {
        lock (_lock)
        {
            untold = _untold;
            if (_told is { } told && time.GetElapsedTime(told) < Every)
            {
                _untold++;
                return false;
            }
            (_told, _untold) = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
