using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue.Backups;

/// <summary>Copies a queue into a file, puts it back, and moves it to another Redis.</summary>
/// <remarks>Every method throws <see cref="BackupException"/>, or <see cref="RedisException"/> when Redis is away; then it may be begun again.</remarks>
public sealed partial class QueueVault(IOptions<RedisOptions> redis, IOptions<QueueOptions> queue, ILogger<QueueVault> logger)
{
    private const int DroppedAtOnce = 500;

    // ARGV: what a key must say, and what it says then. Returns 1, or 0 when it says something else.
    private static readonly RedisScript Swap = new("the change of the gate", """
        local said = redis.call('GET', KEYS[1])
        if said == ARGV[2] then return 1 end
        if said ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2])
        return 1
        """);

    private static readonly RedisScript Reopen = QueueLibrary.Function("reopen.lua");

    private readonly QueueKeys _keys = new(queue.Value.Name);
    private readonly string _version = typeof(QueueVault).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>How long a dead process keeps others away from what it held.</summary>
    internal TimeSpan Life { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Without a host, for tests, benchmarks and tools.</summary>
    public static QueueVault Open(Uri redis, QueueOptions? options = null) =>
        new(Options.Create(new RedisOptions { Url = redis.OriginalString }), Options.Create(options ?? new()), NullLogger<QueueVault>.Instance);

    private RedisConnection Connect(RedisOptions options) => new(options, logger, _keys.Meta); // no greeting: the gate may be shut

    /// <summary>Nobody else copies or restores meanwhile.</summary>
    private async Task<HeldKey> HoldAsync(RedisConnection connection, CancellationToken cancel)
    {
        var (mine, _) = await HeldKey.TakeAsync(connection, _keys.Copier, Guid.NewGuid().ToString("N"), Life, wait: true, cancel);
        return mine ?? throw new BackupException("Another backup, restore or move of this queue is running.");
    }

    /// <summary>The sentence for a Redis that may lose jobs is the one that a bot says at its start.</summary>
    private async Task CheckFitAsync(RedisConnection connection, RedisOptions options, CancellationToken cancel)
    {
        if ((await RedisCheck.OfAsync(connection, cancel)).Refusal(options, queue.Value) is { } refusal)
            throw new BackupException(refusal);
    }

    private async Task CheckSchemaAsync(RedisConnection connection, CancellationToken cancel)
    {
        if (int.TryParse(await connection.CallAsync(["HGET", _keys.Meta, "schema"], cancel) as string, out var schema) && schema > QueueLibrary.Schema)
            throw new BackupException($"This queue is kept by a newer version of the program (schema {schema}, this one knows {QueueLibrary.Schema}): use that version.");
    }

    /// <summary>Makes way for a copy: shuts the gate, where the queue holds nothing or may be replaced, and takes out what is there.</summary>
    private async Task EmptyAsync(RedisConnection connection, string id, bool replace, CancellationToken cancel)
    {
        var reader = new QueueReader(connection, _keys);
        if (await connection.CallAsync(["GET", _keys.Gate], cancel) is string stands)
        {
            var (what, whose, _) = GateText.Read(stands);
            if (!(what is "restoring" or "filled" && (whose == id || replace)) && !(what == "moved" && replace))
                throw new BackupException(GateText.Refusal(stands));
            await connection.EvalAsync(Swap, [_keys.Gate], [stands, GateText.Restoring(id)], cancel);
        }
        else
        {
            await RefuseFullAsync();
            var (gate, other) = await HeldKey.TakeAsync(connection, _keys.Gate, $"copying {Guid.NewGuid():N}", Life, wait: false, cancel);
            if (gate is null)
                throw new BackupException(GateText.Refusal(other));
            await using (gate)
            {
                await RefuseFullAsync(); // somebody may have come in between; and a gate that said more would tell the next try that all may go
                if (await connection.EvalAsync(Swap, [_keys.Gate], [gate.Value, GateText.Restoring(id)], cancel) is not 1L)
                    throw new BackupException("Redis was away for too long. Begin again.");
            }
        }
        await DropAllAsync(connection, cancel);

        async Task RefuseFullAsync()
        {
            if (!replace && (await reader.NamesAsync(cancel)).FirstOrDefault(IsWorthKeeping) is not null)
                throw new BackupException($"The queue '{queue.Value.Name}' there is not empty; --replace throws away what it holds.");
        }
    }

    /// <summary>Programs that only came to look leave these behind.</summary>
    private static bool IsWorthKeeping(string name) =>
        !QueueReader.IsPassing(name) && name.Split(':')[0] is not ("meta" or "workers" or "worker" or "wk" or "est" or "eta" or "events" or "cursor");

    /// <summary>Drops all keys of the queue but its gate and who is at work.</summary>
    private async Task DropAllAsync(RedisConnection connection, CancellationToken cancel)
    {
        var names = await new QueueReader(connection, _keys).NamesAsync(cancel);
        foreach (var part in names.Where(name => name is not ("gate" or "copier")).Select(name => (RedisArg)(_keys.Prefix + name)).Chunk(DroppedAtOnce))
            await connection.CallAsync(["UNLINK", .. part], cancel);
    }

    /// <summary>Looks whether the other Redis holds what was sent, and says so at its gate.</summary>
    private async Task SealAsync(RedisConnection connection, string id, Fingerprints sent, CancellationToken cancel)
    {
        var reader = new QueueReader(connection, _keys);
        var there = new Fingerprints();
        await reader.ReadAsync((await reader.NamesAsync(cancel)).Where(sent.Knows), there, cancel);
        if (sent.Differs(there) is { } wrong)
            throw new BackupException($"What Redis holds now is not what was written to it ({wrong}). Begin again.");
        await QueueLibrary.LoadAsync(command => connection.CallAsync(command, cancel));
        if (await connection.EvalAsync(Swap, [_keys.Gate], [GateText.Restoring(id), GateText.Filled(id)], cancel) is not 1L)
            throw new BackupException("Somebody else began to put another copy into this queue. Begin again.");
    }

    /// <returns>How many jobs that were at workers went back in line, and how many stood nowhere and were put right.</returns>
    private async Task<(int Back, int Mended)> OpenAsync(RedisConnection connection, RedisOptions options, string id, CancellationToken cancel)
    {
        var back = await connection.EvalAsync(Reopen, [_keys.Meta], [GateText.Filled(id)], cancel) is long and >= 0 and var jobs ? (int)jobs : 0;
        await using var opened = new JobQueue(Options.Create(options), queue, NullLogger<JobQueue>.Instance);
        return (back, await opened.MendAsync(cancel));
    }
}
