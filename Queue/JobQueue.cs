using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue;

/// <summary>
/// The queue: the bot puts jobs in and takes their ends out, workers claim and complete them. Every change is one script in Redis,
/// happens whole or not at all, and may be repeated: a call whose answer was lost is asked again.
/// </summary>
/// <remarks>Every method throws <see cref="RedisException"/> when Redis is away for longer than the options say, or refuses.</remarks>
public sealed partial class JobQueue : IAsyncDisposable
{
    private readonly QueueOptions _options;

    public JobQueue(IOptions<RedisOptions> redis, IOptions<QueueOptions> queue, TimeProvider time, ILogger<JobQueue> logger)
    {
        _options = queue.Value;
    }

    /// <summary>A queue without a host, for tests, benchmarks and tools.</summary>
    public static JobQueue Open(Uri redis, QueueOptions? options = null) => throw new NotImplementedException();

    public async ValueTask DisposeAsync() => await Task.CompletedTask;
}
