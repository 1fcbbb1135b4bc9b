using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Progress;

/// <summary>The newest look at the queue as a whole, for all cards: another one is taken every two seconds at most.</summary>
internal sealed class Overview(JobQueue queue, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private (QueueLook Look, long At)? _newest;

    public async Task<QueueLook> ReadAsync(CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            if (_newest is { } newest && time.GetElapsedTime(newest.At) < Fresh) return newest.Look;
            var at = time.GetTimestamp();
            var look = await queue.LookAsync(cancel);
            _newest = (look, at);
            return look;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
