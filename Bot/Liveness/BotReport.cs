using System.Text.Json;

namespace ChatVideoBot.Bot.Liveness;

/// <summary>What the bot's process writes of itself.</summary>
/// <param name="EverySeconds">How often it writes.</param>
/// <param name="Gateway">Such as "14 of 16 shards connected, 2 resuming".</param>
/// <param name="IsConnected">Every shard's session stands.</param>
/// <param name="Redis">When the queue answered last; null = never.</param>
/// <param name="RedisWithinSeconds">How long it may be silent, and the bot still be ready.</param>
/// <param name="IsStopping">It was told to stop.</param>
internal sealed record BotReport(
    int Pid, DateTimeOffset Written, double EverySeconds, string Gateway, bool IsConnected, DateTimeOffset? Redis, double RedisWithinSeconds, bool IsStopping)
{
    private const int WritesMissed = 3;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Why the process should be started anew or, with <paramref name="ready"/>, why it serves nobody now; null = it is well.</summary>
    /// <remarks>Discord or Redis being away is no reason to start anew: that mends neither, and each start uses up one of Discord's day.</remarks>
    public string? Complaint(DateTimeOffset now, bool ready, Func<int, bool> lives)
    {
        if (!lives(Pid)) return $"the process {Pid} is gone";
        if (now - Written > TimeSpan.FromSeconds(EverySeconds * WritesMissed)) return $"the process {Pid} has not written for {(now - Written).TotalSeconds:0} s";
        if (!ready) return null;
        if (IsStopping) return "the bot is stopping";
        if (!IsConnected) return Gateway;
        if (Redis is not { } answered) return "the queue has not answered yet";
        return now - answered > TimeSpan.FromSeconds(RedisWithinSeconds) ? $"the queue has not answered since {answered:u}" : null;
    }
}
