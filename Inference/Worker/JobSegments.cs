using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Inference.Worker;

/// <summary>Keeps the finished windows of a job's clip in the queue. Where that fails, nothing is lost but the chance to go on from there.</summary>
/// <param name="patience">How long one window may take to be read or written.</param>
internal sealed partial class JobSegments(JobQueue queue, Lease lease, TimeSpan patience, ILogger logger) : ISegmentStore
{
    public Task<byte[]?> ReadAsync(int index, CancellationToken cancel) =>
        TryAsync(index, limit => queue.ReadSegmentAsync(lease, index, limit), cancel);

    public Task WriteAsync(int index, ReadOnlyMemory<byte> latents, CancellationToken cancel) =>
        TryAsync<object>(index, async limit =>
        {
            await queue.WriteSegmentAsync(lease, index, latents, limit);
            return null;
        }, cancel);

    private async Task<T?> TryAsync<T>(int index, Func<CancellationToken, Task<T?>> ask, CancellationToken cancel) where T : class
    {
        if (index >= JobQueue.MostSegments)
            return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            return await ask(limit.Token);
        }
        catch (Exception e) when (e is RedisException || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            LogNotKept(lease.Id.Value, index, e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Job {Job}: window {Index} of its clip could not be kept or found: {Why}")]
    private partial void LogNotKept(string job, int index, string why);
}
