using System.Diagnostics;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue;

/// <summary>Waits for a mark in Redis, on a connection of its own that it blocks meanwhile.</summary>
internal sealed class Sleeper(RedisConnection redis) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Returns when one of the marks was there, taking it, or when the time is over. Several sleepers take turns.</summary>
    public async Task WaitAsync(string[] marks, TimeSpan atMost, CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        if (!await _turn.WaitAsync(atMost, cancel))
            return;
        try
        {
            var left = atMost - Stopwatch.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
                return;
            RedisArg[] command = ["BZPOPMIN", .. marks.Select(mark => (RedisArg)mark), Math.Max(left.TotalSeconds, 0.001)];
            await redis.CallBlockingAsync(command, left, cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();
}
