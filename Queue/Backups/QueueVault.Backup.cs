using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue.Backups;

/// <summary>A backup that was written.</summary>
/// <param name="StoodStill">How long bots and workers had to wait.</param>
public sealed record Backup(int Keys, long Bytes, TimeSpan StoodStill);

public sealed partial class QueueVault
{
    /// <summary>Copies the queue into a file, as it was at one moment, while bots and workers go on.</summary>
    /// <param name="file">One of that name is replaced when the new one is whole.</param>
    public async Task<Backup> BackupAsync(string file, CancellationToken cancel)
    {
        await using var connection = Connect(redis.Value);
        await CheckSchemaAsync(connection, cancel);
        await using var copier = await HoldAsync(connection, cancel);
        await using var writer = new BackupWriter(file);
        await writer.BeginAsync(
            new BackupHead(BackupHead.What, BackupHead.NewestFormat, Guid.NewGuid().ToString("N")[..12], queue.Value.Name, QueueLibrary.Schema, DateTimeOffset.UtcNow, _version), cancel);
        var copied = await new QueueCopy(connection, _keys, Life).RunAsync(writer, (_, _, _) => Task.CompletedTask, cancel);
        await writer.FinishAsync(copied.TakenAt, cancel);
        return new Backup(copied.Keys, new FileInfo(file).Length, copied.StoodStill);
    }
}
