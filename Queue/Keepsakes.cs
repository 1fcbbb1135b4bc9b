using System.Runtime.CompilerServices;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue;

/// <summary>
/// What the bot keeps beside the jobs and beyond their end, in the same Redis: values by name, and lists ordered by time. Every call may be
/// repeated, and is when its answer was lost.
/// </summary>
/// <remarks>Every method throws <see cref="RedisException"/> when Redis is away for longer than the options say, or refuses.</remarks>
public sealed class Keepsakes : IAsyncDisposable
{
    // KEYS[2] is the queue's gate, which all that writes asks first.
    private static readonly string AskGate = QueueLibrary.Read("_gate.lua") + "local closed = gated(string.sub(KEYS[2], 1, -5)) if closed then return closed end\n";

    // ARGV: a command with the key at its second place
    private static readonly RedisScript Write = new("what is kept", AskGate + "return redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))");

    private static readonly RedisScript Replace = new(
        "what is kept anew", AskGate + "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1");

    private static readonly RedisScript Edit = new(
        "what is edited", AskGate + "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL') return 1");

    private static readonly RedisScript ReplaceMember = new(
        "what is filed anew",
        AskGate + "local at = redis.call('ZSCORE', KEYS[1], ARGV[1]) if not at then return 0 end redis.call('ZADD', KEYS[1], at, ARGV[2]) redis.call('ZREM', KEYS[1], ARGV[1]) return 1");

    /// <summary>{ name, value or member, 1 for a member } of what has the text in it, or in its name, which is a value of its own.</summary>
    private const string Search = """
        local found = {}
        for _, key in ipairs(KEYS) do
          local kind, isNamed = redis.call('TYPE', key).ok, string.find(key, ARGV[1], 1, true)
          if isNamed then
            found[#found + 1] = { key, '', 0 }
          elseif kind == 'string' then
            local value = redis.call('GET', key)
            if string.find(value, ARGV[1], 1, true) then found[#found + 1] = { key, value, 0 } end
          elseif kind == 'zset' then
            for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do
              if string.find(member, ARGV[1], 1, true) then found[#found + 1] = { key, member, 1 } end
            end
          end
        end
        return found
        """;

    private const int SearchedAtOnce = 50;

    private readonly RedisConnection _redis;
    private readonly RedisOptions _options;
    private readonly string _prefix, _gate;

    public Keepsakes(IOptions<RedisOptions> redis, IOptions<QueueOptions> queue, ILogger<Keepsakes> logger)
    {
        _options = redis.Value;
        _prefix = $"vq:{{{queue.Value.Name}}}:bot:";
        _gate = new QueueKeys(queue.Value.Name).Gate;
        _redis = new RedisConnection(_options, logger, _prefix);
    }

    /// <summary>Without a host, for tests, benchmarks and tools.</summary>
    public static Keepsakes Open(Uri redis, QueueOptions? options = null) =>
        new(Options.Create(new RedisOptions { Url = redis.OriginalString }), Options.Create(options ?? new()), NullLogger<Keepsakes>.Instance);

    /// <summary>The value; null when there is none (any more).</summary>
    public async Task<string?> ReadAsync(string name, CancellationToken cancel) => await CallAsync(["GET", Key(name)], cancel) as string;

    public async Task<byte[]?> ReadBytesAsync(string name, CancellationToken cancel) => await CallAsync(["GET", Key(name)], cancel, text: false) as byte[];

    /// <summary>Several values in one call; null for those that are not there.</summary>
    public async Task<IReadOnlyList<string?>> ReadAsync(IReadOnlyList<string> names, CancellationToken cancel) => names.Count == 0
        ? []
        : [.. ((object?[])(await CallAsync(["MGET", .. names.Select(name => (RedisArg)Key(name))], cancel))!).Select(value => value as string)];

    /// <param name="life">How long it is kept from now.</param>
    public Task WriteAsync(string name, string value, TimeSpan life, CancellationToken cancel) =>
        WriteAsync(["SET", Key(name), value, "PX", RedisArg.Milliseconds(life)], cancel);

    /// <inheritdoc cref="WriteAsync(string, string, TimeSpan, CancellationToken)"/>
    public Task WriteAsync(string name, ReadOnlyMemory<byte> value, TimeSpan life, CancellationToken cancel) =>
        WriteAsync(["SET", Key(name), value, "PX", RedisArg.Milliseconds(life)], cancel, bytes: value.Length);

    /// <summary>Writes unless there is a value of that name; of several who try, one is told true. A repeated call may be told false although it wrote.</summary>
    public async Task<bool> TryWriteAsync(string name, string value, TimeSpan life, CancellationToken cancel) =>
        await WriteAsync(["SET", Key(name), value, "NX", "PX", RedisArg.Milliseconds(life)], cancel) is not null;

    /// <summary>Writes if the value is still the one that was read; false when somebody was quicker. A repeated call may be told false although it wrote.</summary>
    /// <param name="was">What was read; null when there was none.</param>
    public async Task<bool> TryReplaceAsync(string name, string? was, string value, TimeSpan life, CancellationToken cancel) => was is null
        ? await TryWriteAsync(name, value, life, cancel)
        : await EvalAsync(Replace, name, [was, value, RedisArg.Milliseconds(life)], cancel) is 1L;

    /// <summary>Takes the value out: of several who try, one gets it.</summary>
    public async Task<string?> TakeAsync(string name, CancellationToken cancel) => await WriteAsync(["GETDEL", Key(name)], cancel, again: false) as string;

    public Task ForgetAsync(CancellationToken cancel, params IReadOnlyList<string> names) =>
        names.Count == 0 ? Task.CompletedTask : WriteAsync(["DEL", .. names.Select(name => (RedisArg)Key(name))], cancel);

    /// <summary>Puts a member into a list under its time; the same member again only moves it. The oldest beyond <paramref name="most"/> go.</summary>
    public async Task FileAsync(string list, string member, DateTimeOffset at, int most, TimeSpan life, CancellationToken cancel)
    {
        await WriteAsync(["ZADD", Key(list), at.ToUnixTimeMilliseconds(), member], cancel);
        await WriteAsync(["ZREMRANGEBYRANK", Key(list), 0, -most - 1], cancel);
        await WriteAsync(["PEXPIRE", Key(list), RedisArg.Milliseconds(life)], cancel);
    }

    /// <summary>The list's members, newest first.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string list, int skip, int take, CancellationToken cancel) => take <= 0
        ? []
        : [.. ((object?[])(await CallAsync(["ZREVRANGE", Key(list), skip, skip + take - 1], cancel))!).OfType<string>()];

    public async Task<int> CountAsync(string list, CancellationToken cancel) => await CallAsync(["ZCARD", Key(list)], cancel) is long count ? (int)count : 0;

    public Task UnfileAsync(string list, string member, CancellationToken cancel) => WriteAsync(["ZREM", Key(list), member], cancel);

    /// <summary>All that has a text in its name, its value, or in a list's member. It reads everything that is kept: for what is rare.</summary>
    public async IAsyncEnumerable<Keepsake> SearchAsync(string text, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var cursor = "0"; ;)
        {
            var (next, names) = (object?[])(await CallAsync(["SCAN", cursor, "MATCH", _prefix + "*", "COUNT", 500], cancel))! is [string goOn, object?[] keys]
                ? (goOn, keys.OfType<string>())
                : ("0", []);
            foreach (var part in names.Chunk(SearchedAtOnce))
            {
                var found = await CallAsync(["EVAL", Search, part.Length, .. part.Select(key => (RedisArg)key), text], cancel) as object?[] ?? [];
                foreach (var one in found.OfType<object?[]>())
                {
                    if (one is [string key, string value, long isMember])
                        yield return new Keepsake(key[_prefix.Length..], value, isMember == 1);
                }
            }
            cursor = next;
            if (cursor == "0") yield break;
        }
    }

    /// <summary>Writes if the value is still the one that was read, for the time it has left; false when it is another.</summary>
    public async Task<bool> TryEditAsync(string name, string was, string value, CancellationToken cancel) =>
        await EvalAsync(Edit, name, [was, value], cancel) is 1L;

    /// <summary>Puts another member in the place of one, where it still stands.</summary>
    public Task ReplaceMemberAsync(string list, string was, string member, CancellationToken cancel) =>
        EvalAsync(ReplaceMember, list, [was, member], cancel);

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    private string Key(string name) => _prefix + name;

    private Task<object?> CallAsync(RedisArg[] command, CancellationToken cancel, bool text = true) =>
        AgainAsync(() => _redis.CallAsync(command, cancel, text, _options.CallTimeout), true);

    /// <summary>Runs a command that writes, its key at the second place, where the queue's gate is open.</summary>
    private Task<object?> WriteAsync(RedisArg[] command, CancellationToken cancel, bool again = true, long bytes = 0)
    {
        var timeout = _options.CallTimeout + TimeSpan.FromSeconds(bytes / 1e6); // a slow network moves a megabyte a second
        RedisArg[] keys = [command[1], _gate], args = [command[0], .. command[2..]];
        return AgainAsync(() => _redis.EvalAsync(Write, keys, args, cancel, timeout: timeout), again);
    }

    private Task<object?> EvalAsync(RedisScript script, string name, RedisArg[] args, CancellationToken cancel) =>
        AgainAsync(() => _redis.EvalAsync(script, [Key(name), _gate], args, cancel), true);

    private static async Task<object?> AgainAsync(Func<Task<object?>> call, bool again)
    {
        try
        {
            return await call();
        }
        catch (RedisMayHaveRunException) when (again)
        {
            return await call();
        }
    }
}

/// <summary>Something that is kept.</summary>
/// <param name="Text">The value, or a list's member; empty where its name was found.</param>
public readonly record struct Keepsake(string Name, string Text, bool IsMember);
