using System.Security.Cryptography;
using System.Text;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Backups;

/// <summary>A queue that lives elsewhere now.</summary>
/// <param name="Where">The hosts, without a password.</param>
/// <param name="Back">Jobs that were at workers, and wait again there.</param>
public sealed record Moved(string Where, int Keys, TimeSpan StoodStill, int Back);

public sealed partial class QueueVault
{
    /// <summary>
    /// Moves the queue to another Redis. From one moment on the old one refuses everybody and names the new one; then its data go. Where it breaks off,
    /// the same call goes on: before that moment from the beginning, the queue being in use as ever; after it with what is left to do.
    /// </summary>
    /// <param name="to">As <see cref="RedisOptions"/> of the other.</param>
    public async Task<Moved> MoveAsync(RedisOptions to, CancellationToken cancel)
    {
        await using var here = Connect(redis.Value);
        await using var there = Connect(to);
        await CheckSchemaAsync(here, cancel);
        await CheckFitAsync(there, to, cancel);
        await using var copier = await HoldAsync(here, cancel);
        if (await there.CallAsync(["GET", _keys.Copier], cancel) is string seen && seen == copier.Value)
            throw new BackupException("That is the Redis where the queue is.");
        await using var other = await HoldAsync(there, cancel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, copier.Lost, other.Lost);

        var where = to.Shown();
        var id = "move-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{redis.Value.Shown()} {queue.Value.Name}")))[..12];
        Copied? copied = null;
        if (await here.CallAsync(["GET", _keys.Gate], limit.Token) is not string stands)
        {
            await EmptyAsync(there, id, replace: false, limit.Token);
            var sink = new RedisSink(there, _keys);
            copied = await new QueueCopy(here, _keys, Life).RunAsync(sink, async (gate, _, read) =>
            {
                await sink.FinishAsync(limit.Token);
                await CopyLibrariesAsync(here, there, limit.Token);
                await SealAsync(there, id, read, limit.Token);
                if (await here.EvalAsync(Swap, [_keys.Gate], [gate.Value, GateText.Moved(id, where)], limit.Token) is not 1L) // the moment
                    throw new BackupException("Redis was away for too long while the queue was being copied. Begin again.");
            }, limit.Token);
        }
        else if (GateText.Read(stands) is not ("moved", _, var place) || place != where)
            throw new BackupException(GateText.Refusal(stands));
        var (back, _) = await OpenAsync(there, to, id, limit.Token);
        await DropAllAsync(here, limit.Token);
        return new Moved(where, copied?.Keys ?? 0, copied?.StoodStill ?? TimeSpan.Zero, back);
    }

    /// <summary>How many jobs are at workers, who would make them anew after a move; 0 where the queue has moved already.</summary>
    public async Task<int> CountRunningAsync(CancellationToken cancel)
    {
        await using var here = Connect(redis.Value);
        if (await here.CallAsync(["GET", _keys.Gate], cancel) is string stands && GateText.Read(stands).What == "moved")
            return 0;
        var running = 0L;
        foreach (var name in (await new QueueReader(here, _keys).NamesAsync(cancel)).Where(name => name.StartsWith("act:", StringComparison.Ordinal)))
            running += await here.CallAsync(["ZCARD", _keys.Prefix + name], cancel) as long? ?? 0;
        return (int)running;
    }

    /// <summary>Programs of other versions go on there, also those who may not load what they call.</summary>
    private static async Task CopyLibrariesAsync(RedisConnection from, RedisConnection to, CancellationToken cancel)
    {
        foreach (var library in (await from.CallAsync(["FUNCTION", "LIST", "LIBRARYNAME", "vq_*", "WITHCODE"], cancel) as object?[] ?? []).OfType<object?[]>())
        {
            if (RedisDial.Fact(library, "library_code") is { } code)
                await to.CallAsync(["FUNCTION", "LOAD", "REPLACE", code], cancel);
        }
    }
}
