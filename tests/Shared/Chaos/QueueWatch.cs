using System.Globalization;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>Reads the queue's events from the first on, and looks again and again which leases are in force. Changes nothing.</summary>
/// <remarks>The events are a stream in Redis, written by the scripts that change the jobs: whoever reads it misses nothing and sees the true order.</remarks>
internal sealed class QueueWatch(Uri redis, Ledger ledger) : IDisposable
{
    public const string Prefix = "vq:{main}:";

    private const string LeasesScript = """
        local time = redis.call('TIME')
        local seen = { tostring(time[1]), tostring(time[2]) }
        for lane in string.gmatch(redis.call('HGET', KEYS[1], 'lanes') or '', '%S+') do
          local act = redis.call('ZRANGE', 'vq:{main}:act:' .. lane, 0, -1, 'WITHSCORES')
          for i = 1, #act, 2 do
            seen[#seen + 1] = act[i]
            seen[#seen + 1] = redis.call('HGET', 'vq:{main}:j:' .. act[i], 'token') or '0'
            seen[#seen + 1] = string.format('%.0f', act[i + 1])
          end
        end
        return seen
        """;

    private readonly RawRedis _events = new(redis), _leases = new(redis);
    private string _at = "0";

    /// <summary>Until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await Task.WhenAll(ReadEventsAsync(cancel), LookAtLeasesAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
    }

    public void Dispose()
    {
        _events.Dispose();
        _leases.Dispose();
    }

    private async Task ReadEventsAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (await _events.AskAsync(cancel, "XREAD", "COUNT", "500", "BLOCK", "500", "STREAMS", Prefix + "events", _at) is not (object?[] and [object?[] and [_, object?[] entries]]))
                continue;
            foreach (var entry in entries.Cast<object?[]>())
            {
                _at = (string)entry[0]!;
                var fields = ((object?[])entry[1]!).Cast<string>().Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
                if (fields["k"] != "aside") ledger.Hear(fields["id"], fields["k"]);
            }
        }
    }

    private async Task LookAtLeasesAsync(CancellationToken cancel)
    {
        while (true)
        {
            var seen = ((object?[])(await _leases.AskAsync(cancel, "EVAL_RO", LeasesScript, "1", Prefix + "meta"))!).Select(word => Number((string)word!)).ToArray();
            var now = seen[0] * 1000 + seen[1] / 1000;
            foreach (var lease in seen[2..].Chunk(3)) ledger.Leases.See(lease[0].ToString(CultureInfo.InvariantCulture), lease[1], now, lease[2]);
            await Task.Delay(100, cancel);
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
