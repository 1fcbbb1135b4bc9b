using System.Globalization;
using System.Text;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue.Backups;

/// <summary>Reads the keys of one queue, in pieces that hold Redis up for no longer than a few milliseconds.</summary>
internal sealed class QueueReader(RedisConnection redis, QueueKeys keys)
{
    // Of each of KEYS: kind, when it ends, and what it holds, or false where that is much.
    private static readonly RedisScript Look = new("the copy of keys", """
        local out = {}
        for i, key in ipairs(KEYS) do
          local kind, held = redis.call('TYPE', key).ok, false
          if kind == 'string' then
            if redis.call('STRLEN', key) <= 65536 then held = { redis.call('GET', key) } end
          elseif kind == 'hash' then
            held = redis.call('HGETALL', key)
          elseif kind == 'zset' then
            if redis.call('ZCARD', key) <= 1000 then held = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end
          elseif kind == 'set' then
            held = redis.call('SMEMBERS', key)
          end
          out[i] = { kind, redis.call('PEXPIRETIME', key), held }
        end
        return out
        """);

    private static readonly RedisScript Some = new(
        "the copy of a list", "return redis.call('ZRANGE', KEYS[1], ARGV[1], ARGV[2], 'WITHSCORES')"); // as text: a double would have to be written down again

    private const int KeysAtOnce = 50, MembersAtOnce = 1000, EntriesAtOnce = 500, PieceBytes = 1 << 20;

    /// <summary>Kinds of keys whose bytes never change: KIND:ID or KIND:ID:…. They may be copied while everything goes on.</summary>
    private static readonly HashSet<string> Blobs = ["sources", "picture", "clip", "segment", "kept", "review"];

    /// <summary>What only processes that run now have a use for.</summary>
    private static readonly HashSet<string> Passing = ["gate", "copier", "reaping", "mark", "mark-out"];

    public static bool IsBlob(string name) => Blobs.Contains(KindOf(name));

    public static bool IsPassing(string name) => Passing.Contains(KindOf(name));

    /// <summary>The names of all keys of the queue, without its prefix.</summary>
    public async Task<HashSet<string>> NamesAsync(CancellationToken cancel)
    {
        var (cursor, names) = ("0", new HashSet<string>(StringComparer.Ordinal)); // a scan may name a key twice
        do
        {
            if (await redis.CallAsync(["SCAN", cursor, "MATCH", keys.Prefix + "*", "COUNT", 1000], cancel) is not (object?[] and [string next, object?[] found]))
                throw new BackupException("Redis answered SCAN with something unknown.");
            names.UnionWith(found.OfType<string>().Select(key => key[keys.Prefix.Length..]));
            cursor = next;
        }
        while (cursor != "0");
        return names;
    }

    /// <summary>Reads keys into a sink. Those that are gone are left out.</summary>
    /// <returns>The names of those that were there.</returns>
    public async Task<List<string>> ReadAsync(IEnumerable<string> names, ICopySink sink, CancellationToken cancel)
    {
        var there = new List<string>();
        foreach (var part in names.Chunk(KeysAtOnce))
        {
            var found = (object?[])(await redis.EvalAsync(Look, [.. part.Select(name => (RedisArg)(keys.Prefix + name))], [], cancel, text: false))!;
            for (var i = 0; i < part.Length; i++)
            {
                if (found[i] is not (object?[] and [byte[] kind, long endsAt, var held]) || KindOf(kind) is not { } known)
                    continue;
                there.Add(part[i]);
                await sink.BeginAsync(new KeyHead(part[i], known, Math.Max(endsAt, 0)), cancel);
                if (held is object?[] all)
                    await sink.AddAsync([.. all.Select(Bytes)], cancel);
                else
                    await ReadLongAsync(part[i], known, sink, cancel);
            }
        }
        return there;
    }

    private async Task ReadLongAsync(string name, KeyKind kind, ICopySink sink, CancellationToken cancel)
    {
        var key = keys.Prefix + name;
        if (kind == KeyKind.Text)
        {
            for (long at = 0; ; at += PieceBytes)
            {
                if (await redis.CallAsync(["GETRANGE", key, at, at + PieceBytes - 1], cancel, text: false) is not byte[] { Length: > 0 } piece)
                    return;
                await sink.AddAsync([piece], cancel);
                if (piece.Length < PieceBytes)
                    return;
            }
        }
        if (kind == KeyKind.Sorted)
        {
            for (var at = 0; ; at += MembersAtOnce)
            {
                if (await redis.EvalAsync(Some, [key], [at, at + MembersAtOnce - 1], cancel, text: false) is not object?[] { Length: > 0 } members)
                    return;
                await sink.AddAsync([.. members.Select(Bytes)], cancel);
            }
        }
        for (var from = "-"; ;)
        {
            if (await redis.CallAsync(["XRANGE", key, from, "+", "COUNT", EntriesAtOnce], cancel, text: false) is not object?[] { Length: > 0 } entries)
                return;
            var parts = new List<ReadOnlyMemory<byte>>();
            foreach (var entry in entries.OfType<object?[]>())
            {
                if (entry is not [byte[] id, object?[] pairs])
                    continue;
                parts.Add(id);
                parts.Add(Encoding.ASCII.GetBytes(pairs.Length.ToString(CultureInfo.InvariantCulture)));
                parts.AddRange(pairs.Select(Bytes));
                from = "(" + Encoding.ASCII.GetString(id);
            }
            await sink.AddAsync(parts, cancel);
        }
    }

    private static ReadOnlyMemory<byte> Bytes(object? word) => word switch
    {
        byte[] bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        _ => default,
    };

    private static string KindOf(string name) => name.IndexOf(':', StringComparison.Ordinal) is var at and >= 0 ? name[..at] : name;

    private static KeyKind? KindOf(byte[] type) => Encoding.ASCII.GetString(type) switch
    {
        "string" => KeyKind.Text,
        "hash" => KeyKind.Hash,
        "zset" => KeyKind.Sorted,
        "set" => KeyKind.Set,
        "stream" => KeyKind.Stream,
        _ => null,
    };
}
