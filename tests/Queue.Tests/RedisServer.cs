using ChatVideoBot.Queue.Tests;

[assembly: AssemblyFixture(typeof(RedisServer))]

namespace ChatVideoBot.Queue.Tests;

/// <summary>One real redis-server for the whole run; each test has a queue name of its own.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("queue-tests-");
    private static int _queues;

    public PrivateRedis Redis { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Redis = await PrivateRedis.StartAsync(_folder.FullName, CancellationToken.None);
        await using var queue = NewQueue(); // tests that kill a server have one of their own: here nothing waits for the disk
        await queue.Redis.CallAsync(["CONFIG", "SET", "appendfsync", "everysec"], CancellationToken.None);
    }

    public JobQueue NewQueue(Action<QueueOptions>? change = null)
    {
        var options = new QueueOptions { Name = $"t{Interlocked.Increment(ref _queues)}" };
        change?.Invoke(options);
        return JobQueue.Open(Redis.Url, options);
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
