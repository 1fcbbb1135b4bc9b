using System.Diagnostics;
using System.Runtime.CompilerServices;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue;

/// <summary>Reads the queue's stream of events on a connection of its own, and keeps in Redis how far it has come.</summary>
internal sealed class EventReader(RedisConnection redis, QueueKeys keys, string reader)
{
    private const int AtOnce = 200;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5), SaveEvery = TimeSpan.FromSeconds(1);

    private string _at = "";
    private string _saved = "";

    public async IAsyncEnumerable<JobEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await StartAsync(cancel);
        var savedAt = Stopwatch.GetTimestamp();
        while (true)
        {
            var entries = await NextAsync(cancel);
            foreach (var entry in entries)
            {
                if (entry is not [string id, var pairs])
                    continue;
                if (Read(LookReading.Fields(pairs)) is { } happened)
                    yield return happened;
                _at = id; // only now: a consumer that ends within an event hears it again
            }
            if (_at != _saved && (entries.Count == 0 || Stopwatch.GetElapsedTime(savedAt) > SaveEvery))
            {
                await redis.CallAsync(["SET", keys.Cursor(reader), _at], cancel);
                (_saved, savedAt) = (_at, Stopwatch.GetTimestamp());
            }
        }
    }

    /// <summary>Where the last reader of this name stopped; the first one begins with what comes now.</summary>
    private async Task StartAsync(CancellationToken cancel)
    {
        if (await redis.CallAsync(["GET", keys.Cursor(reader)], cancel) is string cursor)
        {
            (_at, _saved) = (cursor, cursor);
            return;
        }
        _at = await redis.CallAsync(["XREVRANGE", keys.Events, "+", "-", "COUNT", 1], cancel) is object?[] and [object?[] and [string last, ..]] ? last : "0";
        await redis.CallAsync(["SET", keys.Cursor(reader), _at], cancel);
        _saved = _at;
    }

    private async Task<IReadOnlyList<object?[]>> NextAsync(CancellationToken cancel)
    {
        RedisArg[] command = ["XREAD", "COUNT", AtOnce, "BLOCK", RedisArg.Milliseconds(Wait), "STREAMS", keys.Events, _at];
        return await redis.CallBlockingAsync(command, Wait, cancel) is object?[] and [_, object?[] entries] ? [.. entries.OfType<object?[]>()] : [];
    }

    private static JobEvent? Read(Dictionary<string, string> fields)
    {
        var (kind, id) = (fields.GetValueOrDefault("k", ""), fields.GetValueOrDefault("id", ""));
        if (kind == "aside")
            return new JobEvent(JobEventKind.WorkerSetAside, default, id);
        return kind.Length > 0 && char.IsAsciiLetter(kind[0]) && Enum.TryParse<JobEventKind>(kind, ignoreCase: true, out var known) && JobId.IsValid(id)
            ? new JobEvent(known, new JobId(id), "")
            : null; // of a newer version
    }
}
