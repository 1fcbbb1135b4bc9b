using System.Diagnostics;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue;

/// <summary>Waits for a mark in Redis, on a connection of its own that it blocks meanwhile.</summary>
internal sealed class Sleeper(RedisConnection redis) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Returns when one of the marks was there, taking it, or when the time is over. Several sleepers take turns.</summary>
    /// <param name="untilDue">How long there is nothing to do without a mark, asked when it is this one's turn; null for no end.</param>
    public async Task WaitAsync(
        IReadOnlyList<string> marks, Func<CancellationToken, Task<TimeSpan?>> untilDue, TimeSpan atMost, CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        if (!await _turn.WaitAsync(atMost, cancel))
            return;
        try
        {
            var left = atMost - Stopwatch.GetElapsedTime(since);
            var due = await untilDue(cancel); // asked before sleeping: what comes after it leaves a mark
            if (due < left)
                left = due.Value;
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
