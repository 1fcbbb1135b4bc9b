using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Bench.Queues;

/// <summary>A queue of its own on the server, empty at first; its keys are deleted with it, also when the bench is stopped.</summary>
internal sealed class BenchQueue : IAsyncDisposable
{
    public const string Worker = "bench";

    private readonly Uri _redis;

    private BenchQueue(Uri redis, JobQueue queue, string name) => (_redis, Queue, Prefix) = (redis, queue, PrefixOf(name));

    public JobQueue Queue { get; }

    /// <summary>What all of its keys begin with.</summary>
    public string Prefix { get; }

    public static string NewName() => $"bench-{Guid.NewGuid():N}"[..20];

    public static string PrefixOf(string name) => $"vq:{{{name}}}:";

    /// <summary>A queue whose limits nobody meets, with one worker that has announced itself.</summary>
    public static async Task<BenchQueue> OpenAsync(Uri redis, CancellationToken cancel, QueueOptions? options = null)
    {
        options ??= Unlimited();
        var opened = new BenchQueue(redis, JobQueue.Open(redis, options), options.Name);
        try
        {
            await opened.Queue.AnnounceAsync(Worker, [new("pocket")], "bench", cancel);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public static QueueOptions Unlimited() => new()
    {
        Name = NewName(),
        MostWaiting = 10_000_000,
        MostWaitingPerUser = 10_000_000,
        TightenAt = 10_000_000,
        Lease = TimeSpan.FromMinutes(10), // nothing here renews: what is measured is the cycle
        Tolerate = "appendonly,appendfsync,maxmemory-policy", // whatever server we are pointed at is the one that is meant
    };

    /// <summary>Enqueues a job; false when the server's memory is full, which is an end of a measurement but no failure.</summary>
    public async Task<bool> TryEnqueueAsync(JobDraft draft, CancellationToken cancel)
    {
        try
        {
            await Queue.EnqueueAsync(draft, cancel);
            return true;
        }
        catch (RedisRefusedException e) when (e.Code == "OOM")
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        await PlainRedis.CleanAsync(_redis, Prefix);
    }
}
