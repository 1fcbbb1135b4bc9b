using System.Collections.Concurrent;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
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
    private readonly RedisOptions _redisOptions;
    private readonly QueueKeys _keys;
    private readonly QueueScripts _scripts;
    private readonly RedisConnection _redis;
    private readonly RedisConnection _blobs; // apart, or a clip of 10 MB would hold up a beat behind it
    private readonly Sleeper _ends;
    private readonly ConcurrentDictionary<string, WorkerPlace> _workers = new(); // announced from here
    private readonly ILogger _logger;
    private long _mostClipBytes, _mostSourceBytes, _mostKeptBytes;

    public JobQueue(IOptions<RedisOptions> redis, IOptions<QueueOptions> queue, ILogger<JobQueue> logger)
    {
        _options = queue.Value;
        _redisOptions = redis.Value;
        _keys = new QueueKeys(_options.Name);
        _logger = logger;
        (_mostClipBytes, _mostSourceBytes, _mostKeptBytes) = (_options.MostClipBytes, _options.MostSourceBytes, _options.MostKeptBytes);
        _redis = new RedisConnection(_redisOptions, logger, _keys.Meta, GreetAsync);
        _blobs = NewConnection();
        _ends = NewSleeper();
        _scripts = new QueueScripts(_redis, _keys, _options, _redisOptions.CallTimeout);
    }

    /// <summary>A queue without a host, for tests, benchmarks and tools.</summary>
    /// <exception cref="ArgumentException">The address or an option cannot be used; the message says which and why.</exception>
    public static JobQueue Open(Uri redis, QueueOptions? options = null) => Open(redis.OriginalString, options);

    /// <param name="redis">As <see cref="RedisOptions.Url"/>: several hosts are no <see cref="Uri"/>.</param>
    /// <inheritdoc cref="Open(Uri, QueueOptions?)"/>
    public static JobQueue Open(string redis, QueueOptions? options = null)
    {
        var redisOptions = new RedisOptions { Url = redis };
        options ??= new QueueOptions();
        Check(new RedisOptionsValidator().Validate(null, redisOptions));
        Check(new QueueOptionsValidator().Validate(null, options));
        return new JobQueue(Options.Create(redisOptions), Options.Create(options), NullLogger<JobQueue>.Instance);
    }

    private static void Check(ValidateOptionsResult result)
    {
        if (result.Failed)
            throw new ArgumentException(result.FailureMessage);
    }

    /// <summary>The connection that the queue's scripts use, for raw commands of tests.</summary>
    internal RedisConnection Redis => _redis;

    internal QueueKeys Keys => _keys;

    /// <summary>Undelivered clips and jobs' files may not fill what Redis may hold.</summary>
    internal void RoomFor(long maxMemory)
    {
        _mostClipBytes = Math.Min(_options.MostClipBytes, maxMemory / 4);
        _mostSourceBytes = Math.Min(_options.MostSourceBytes, maxMemory / 4);
        _mostKeptBytes = Math.Min(_options.MostKeptBytes, maxMemory / 8);
    }

    private RedisConnection NewConnection() => new(_redisOptions, _logger, _keys.Meta);

    /// <summary>Said on each new connection before anything else: see greet.lua.</summary>
    private Task GreetAsync(FreshLink link, CancellationToken cancel) => QueueScripts.GreetAsync(link, _keys, cancel);

    private Sleeper NewSleeper() => new(NewConnection());

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers.Values)
            await worker.DisposeAsync();
        await _ends.DisposeAsync();
        await _blobs.DisposeAsync();
        await _redis.DisposeAsync();
    }

    /// <param name="mostBytes">What it may have, where that is more than a clip usually has.</param>
    private async Task<byte[]?> ReadBlobAsync(string key, CancellationToken cancel, long mostBytes = 0) =>
        (byte[]?)await CallForBlobAsync(["GET", key], mostBytes, cancel);

    private Task WriteBlobAsync(string key, ReadOnlyMemory<byte> blob, TimeSpan keep, CancellationToken cancel) =>
        CallForBlobAsync(["SET", key, blob, "PX", RedisArg.Milliseconds(keep)], blob.Length, cancel);

    private async Task<object?> CallForBlobAsync(RedisArg[] command, long bytes, CancellationToken cancel)
    {
        // A value takes its time on the wire: a slow network moves a megabyte a second, and several may queue up.
        var timeout = _redisOptions.CallTimeout + TimeSpan.FromSeconds(10 + bytes / 1e6);
        try
        {
            return await _blobs.CallAsync(command, cancel, text: false, timeout);
        }
        catch (RedisMayHaveRunException)
        {
            return await _blobs.CallAsync(command, cancel, text: false, timeout); // does no harm twice
        }
    }

    private async Task DropBlobAsync(string key, CancellationToken cancel)
    {
        try
        {
            await _blobs.CallAsync(["UNLINK", key], cancel);
        }
        catch (RedisException)
        {
            // It goes by itself when its time is over.
        }
    }
}
