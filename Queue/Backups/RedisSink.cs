using System.Globalization;
using System.Text;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue.Backups;

/// <summary>Writes keys into a queue that nobody else touches, many calls under way at once.</summary>
internal sealed class RedisSink(RedisConnection redis, QueueKeys keys) : ICopySink
{
    private const int MostUnderWay = 64, MostBytesUnderWay = 16 << 20;

    private readonly Queue<(Task<object?> Call, long Bytes)> _underWay = new();
    private long _bytes;
    private KeyHead _key;
    private bool _isOpen, _hasText;

    public async ValueTask BeginAsync(KeyHead key, CancellationToken cancel)
    {
        await EndAsync(cancel);
        (_key, _isOpen, _hasText) = (key, true, false);
    }

    public async ValueTask AddAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancel)
    {
        var key = keys.Prefix + _key.Name;
        switch (_key.Kind)
        {
            case KeyKind.Text:
                foreach (var part in parts)
                {
                    await SendAsync([_hasText ? "APPEND" : "SET", key, part], part.Length, cancel);
                    _hasText = true;
                }
                break;
            case KeyKind.Stream:
                for (var i = 0; i + 1 < parts.Count;)
                {
                    var words = int.Parse(Encoding.ASCII.GetString(parts[i + 1].Span), CultureInfo.InvariantCulture);
                    await SendAsync(["XADD", key, parts[i], .. parts.Skip(i + 2).Take(words).Select(part => (RedisArg)part)], 0, cancel);
                    i += 2 + words;
                }
                break;
            case KeyKind.Hash:
                await SendManyAsync("HSET", key, parts, cancel);
                break;
            case KeyKind.Sorted:
                await SendManyAsync("ZADD", key, [.. parts.Chunk(2).SelectMany(pair => pair.Reverse())], cancel); // score, member
                break;
            default:
                await SendManyAsync("SADD", key, parts, cancel);
                break;
        }
    }

    public async ValueTask DropAsync(string name, CancellationToken cancel)
    {
        await EndAsync(cancel);
        await SendAsync(["UNLINK", keys.Prefix + name], 0, cancel);
    }

    /// <summary>Returns when all is written.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        await EndAsync(cancel);
        while (_underWay.TryDequeue(out var oldest))
            await oldest.Call;
    }

    private async ValueTask EndAsync(CancellationToken cancel)
    {
        if (_isOpen && _key.EndsAt > 0) // of one that is past, Redis makes nothing
            await SendAsync(["PEXPIREAT", keys.Prefix + _key.Name, _key.EndsAt], 0, cancel);
        _isOpen = false;
    }

    private async Task SendManyAsync(string command, string key, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancel)
    {
        foreach (var some in parts.Chunk(1000))
            await SendAsync([command, key, .. some.Select(part => (RedisArg)part)], some.Sum(part => (long)part.Length), cancel);
    }

    /// <summary>Sends without waiting for the answer: calls of one connection run in order. Where one fails, the whole is begun again.</summary>
    private async ValueTask SendAsync(RedisArg[] command, long bytes, CancellationToken cancel)
    {
        while (_underWay.Count >= MostUnderWay || (_bytes + bytes > MostBytesUnderWay && _underWay.Count > 0))
        {
            var (call, size) = _underWay.Dequeue();
            _bytes -= size;
            await call;
        }
        _bytes += bytes;
        _underWay.Enqueue((redis.CallAsync(command, cancel, timeout: TimeSpan.FromSeconds(30)), bytes));
    }
}
