using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue.Backups;

/// <summary>A backup that was put back.</summary>
/// <param name="TakenAt">When the copy was true.</param>
/// <param name="Back">Jobs that were at workers then, and wait again.</param>
/// <param name="Mended">Jobs that stood nowhere and were put right; none is usual.</param>
public sealed record Restored(long Keys, DateTimeOffset TakenAt, int Back, int Mended);

public sealed partial class QueueVault
{
    // Ends that may have been told between the copy and now are looked for in the chat before they are told again: see Delivery.Tries.
    private static readonly RedisScript Doubt = new("the doubt about ends", """
        for _, key in ipairs(KEYS) do
          local state, tries = unpack(redis.call('HMGET', key, 'state', 'tries'))
          if state and state ~= 'done' and (tonumber(tries) or 0) < 1 then redis.call('HSET', key, 'tries', 1) end
        end
        return 1
        """);

    /// <summary>Puts a backup into an empty queue. Where it breaks off, the same call does it from the beginning; until then nobody can use the queue.</summary>
    /// <param name="replace">The queue may hold something, which is thrown away.</param>
    public async Task<Restored> RestoreAsync(string file, bool replace, CancellationToken cancel)
    {
        var (head, takenAt, keys) = await BackupReader.CheckAsync(file, cancel);
        if (head.Queue != queue.Value.Name)
            throw new BackupException($"{file} is of the queue '{head.Queue}', and Queue:Name is '{queue.Value.Name}'.");
        if (head.Schema > QueueLibrary.Schema)
            throw new BackupException($"{file} was written by a newer version of the program (schema {head.Schema}, this one knows {QueueLibrary.Schema}): restore it with that version.");
        await using var connection = Connect(redis.Value);
        await CheckFitAsync(connection, redis.Value, cancel);
        await using var copier = await HoldAsync(connection, cancel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, copier.Lost);
        await EmptyAsync(connection, head.Id, replace, limit.Token);
        var sink = new RedisSink(connection, _keys);
        var sent = new Fingerprints(sink, name => !QueueReader.IsBlob(name));
        await BackupReader.ReadAsync(file, sent, limit.Token);
        await sink.FinishAsync(limit.Token);
        await SealAsync(connection, head.Id, sent, limit.Token);
        await DoubtAsync(connection, limit.Token);
        var (back, mended) = await OpenAsync(connection, redis.Value, head.Id, limit.Token);
        return new Restored(keys, DateTimeOffset.FromUnixTimeMilliseconds(takenAt), back, mended);
    }

    private async Task DoubtAsync(RedisConnection connection, CancellationToken cancel)
    {
        var jobs = (await new QueueReader(connection, _keys).NamesAsync(cancel)).Where(name => name.StartsWith("j:", StringComparison.Ordinal));
        foreach (var part in jobs.Select(name => (RedisArg)(_keys.Prefix + name)).Chunk(DroppedAtOnce))
            await connection.EvalAsync(Doubt, part, [], cancel);
    }
}
