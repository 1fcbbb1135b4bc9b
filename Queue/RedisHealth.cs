using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Queue;

/// <summary>What a Redis says of itself, for whoever looks whether it is fit to keep jobs.</summary>
/// <param name="Problems">What loses jobs, by the setting's name; see <see cref="QueueOptions.Tolerate"/>.</param>
/// <param name="Version">Empty when it does not say.</param>
/// <param name="IsReplica">It takes no writes.</param>
/// <param name="UsedBytes">Of its memory.</param>
/// <param name="MostBytes">0 for no limit.</param>
/// <param name="LastSaveFailed">Its last write to the disk, of either kind, went wrong.</param>
public sealed record RedisHealth(
    IReadOnlyList<(string Setting, string Sentence)> Problems, string Version, bool IsReplica, long UsedBytes, long MostBytes, bool LastSaveFailed)
{
    // Writes, publishes and takes the key away again: what every step of the queue does.
    private const string Trial = """
        redis.call('SET', KEYS[1], ARGV[1], 'PX', 10000)
        redis.call('PUBLISH', KEYS[1], ARGV[1])
        redis.call('DEL', KEYS[1])
        return redis.call('TIME')
        """;

    private const int Tries = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The sentence with which it refuses what the queue does; null when it does it.</summary>
    public string? Refusal { get; init; }

    /// <summary>How long a call and its answer take at best.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>Of this machine's clock before its own; null when it did not say.</summary>
    public TimeSpan? Ahead { get; init; }

    /// <summary>Keys that it threw away because it was full.</summary>
    public long Evicted { get; init; }

    public long Clients { get; init; }

    /// <summary>0 when it does not say.</summary>
    public long MostClients { get; init; }

    /// <exception cref="RedisException">It is away, or does not let us in.</exception>
    public static async Task<RedisHealth> LookAsync(RedisOptions options, CancellationToken cancel)
    {
        await using var redis = new RedisConnection(Impatient(options), NullLogger.Instance, "vq:");
        await redis.CallAsync(["PING"], cancel); // whether it lets us in
        var check = await RedisCheck.OfAsync(redis, cancel);
        var info = await RedisCheck.InfoAsync(redis, cancel);
        var health = new RedisHealth(
            check.Problems, info.GetValueOrDefault("redis_version", ""), info.GetValueOrDefault("role") is "slave" or "replica", Number("used_memory"), check.MaxMemory,
            info.GetValueOrDefault("aof_last_write_status") is "err" || info.GetValueOrDefault("aof_last_bgrewrite_status") is "err" || info.GetValueOrDefault("rdb_last_bgsave_status") is "err")
        {
            Evicted = Number("evicted_keys"),
            Clients = Number("connected_clients"),
            MostClients = Number("maxclients"),
        };
        try
        {
            for (var tries = 0; tries < Tries; tries++)
            {
                var (before, since) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
                var time = await redis.CallAsync(["EVAL", Trial, "1", $"vq:doctor:{Guid.NewGuid():N}", "1"], cancel) as object[];
                var took = Stopwatch.GetElapsedTime(since);
                if (tries == 0 || took < health.RoundTrip) // the quickest says most of the way, and of the clocks
                    health = health with { RoundTrip = took, Ahead = Clock(time) is { } clock ? before + (took / 2) - clock : null };
            }
            return health;
        }
        catch (RedisException e)
        {
            return health with { Refusal = e.Message };
        }

        long Number(string name) => long.TryParse(info.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static DateTimeOffset? Clock(object[]? time) =>
        time is [string seconds, string micros] && long.TryParse(seconds, CultureInfo.InvariantCulture, out var s) && long.TryParse(micros, CultureInfo.InvariantCulture, out var us)
            ? DateTimeOffset.FromUnixTimeMilliseconds((s * 1000) + (us / 1000)) : null;

    private static RedisOptions Impatient(RedisOptions options) => new()
    {
        Url = options.Url,
        User = options.User,
        Password = options.Password,
        CertificateAuthority = options.CertificateAuthority,
        Master = options.Master,
        SentinelUser = options.SentinelUser,
        SentinelPassword = options.SentinelPassword,
        CallTimeout = options.CallTimeout < Patience ? options.CallTimeout : Patience,
        ConnectTimeout = options.ConnectTimeout < Patience ? options.ConnectTimeout : Patience,
        WaitForConnection = options.WaitForConnection < Patience ? options.WaitForConnection : Patience,
    };
}
