using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests;

/// <summary>A queue at a glance, to be changed where a test says something of it.</summary>
internal static class AnyQueue
{
    public static readonly QueueLook Empty = new()
    {
        Mode = QueueMode.Open,
        Workers = [],
        Lines = [],
        Running = 0,
        Held = 0,
        Outbox = 0,
        OutboxAge = default,
        ClipBytes = 0,
        Claims = 0,
        Crashes = 0,
        StaleRefused = 0,
        Expired = 0,
        EtaErrorMedian = null,
        EtaErrorP90 = null,
    };
}
