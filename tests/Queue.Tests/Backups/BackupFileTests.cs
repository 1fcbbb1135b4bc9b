using System.Text;
using ChatVideoBot.Queue.Backups;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue.Tests.Backups;

/// <summary>A backup's file, and everything that may be wrong with it.</summary>
public sealed class BackupFileTests(RedisServer server) : QueueTest(server), IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("queue-backup-file-");

    private string BackupFile => Path.Combine(_folder.FullName, "queue.backup");

    private QueueVault Vault(string? name = null) => new(
        Options.Create(new RedisOptions { Url = server.Redis.Url.OriginalString }),
        Options.Create(new QueueOptions { Name = name ?? Queue.Keys.Prefix[4..^2], Tolerate = "appendfsync" }), NullLogger<QueueVault>.Instance);

    private readonly RedisServer server = server;

    private async Task<byte[]> BackUpAsync()
    {
        await EnqueueAsync(Draft() with { Sources = new() { Picture = AnyClip } });
        await EnqueueAsync();
        await Vault().BackupAsync(BackupFile, Cancel);
        return await File.ReadAllBytesAsync(BackupFile, Cancel);
    }

    private async Task<string> RefusalAsync(QueueVault? vault = null) =>
        (await Assert.ThrowsAsync<BackupException>(() => (vault ?? Vault()).RestoreAsync(BackupFile, replace: true, Cancel))).Message;

    [Fact]
    public async Task Only_its_owner_may_read_it_and_its_first_line_tells_what_it_is()
    {
        await File.WriteAllTextAsync(BackupFile + ".part", "of one that died", Cancel);
        var bytes = await BackUpAsync();
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(BackupFile));
        Assert.Equal(["queue.backup"], _folder.GetFiles().Select(file => file.Name));
        var line = Encoding.UTF8.GetString(bytes.AsSpan(0, Array.IndexOf(bytes, (byte)'\n')));
        Assert.StartsWith("""{"is":"chatvideobot queue backup","format":1,""", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_cut_off_anywhere_is_refused_and_nothing_is_changed()
    {
        var bytes = await BackUpAsync();
        var before = await Town.PrintAsync(Queue);
        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 150))
        {
            await File.WriteAllBytesAsync(BackupFile, bytes[..length], Cancel);
            Assert.Matches("is cut off|is damaged|is no backup", await RefusalAsync());
        }
        Assert.Null(before.Differs(await Town.PrintAsync(Queue)));
    }

    [Fact]
    public async Task One_with_a_wrong_byte_anywhere_is_refused_and_nothing_is_changed()
    {
        var bytes = await BackUpAsync();
        var before = await Town.PrintAsync(Queue);
        var random = new Random(7);
        for (var tries = 0; tries < 200; tries++)
        {
            var wrong = bytes.ToArray();
            wrong[random.Next(wrong.Length)] ^= (byte)(1 + random.Next(255));
            await File.WriteAllBytesAsync(BackupFile, wrong, Cancel);
            Assert.Matches("cut off|damaged|is no backup|newer version|is of the queue", await RefusalAsync());
        }
        await File.WriteAllBytesAsync(BackupFile, [.. bytes, 0], Cancel);
        Assert.Contains("is damaged", await RefusalAsync(), StringComparison.Ordinal);
        Assert.Null(before.Differs(await Town.PrintAsync(Queue)));
    }

    [Fact]
    public async Task One_of_a_newer_program_or_another_queue_is_refused_with_what_to_do()
    {
        var bytes = await BackUpAsync();
        Assert.Contains("is of the queue", await RefusalAsync(Vault("elsewhere")), StringComparison.Ordinal);

        var text = Encoding.Latin1.GetString(bytes);
        await File.WriteAllTextAsync(BackupFile, text.Replace("\"format\":1", "\"format\":9", StringComparison.Ordinal), Encoding.Latin1, Cancel);
        Assert.Contains("newer version of the program (format 9; this one reads 1): restore it with that version", await RefusalAsync(), StringComparison.Ordinal);

        await using (var writer = new BackupWriter(BackupFile)) // whole, of a schema to come
        {
            await writer.BeginAsync(new BackupHead(BackupHead.What, 1, "x", Queue.Keys.Prefix[4..^2], 99, DateTimeOffset.UtcNow, "9.9"), Cancel);
            await writer.FinishAsync(0, Cancel);
        }
        Assert.Contains("schema 99", await RefusalAsync(), StringComparison.Ordinal);

        File.Delete(BackupFile);
        Assert.Contains("cannot be read", await RefusalAsync(), StringComparison.Ordinal);
        var nowhere = await Assert.ThrowsAsync<BackupException>(() => Vault().BackupAsync(Path.Combine(_folder.FullName, "no", "such"), Cancel));
        Assert.Contains("cannot be written", nowhere.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_of_a_newer_version_is_not_copied()
    {
        await EnqueueAsync();
        await RawAsync("HSET", Key("meta"), "schema", 99);
        var refused = await Assert.ThrowsAsync<BackupException>(() => Vault().BackupAsync(BackupFile, Cancel));
        Assert.Contains("newer version of the program (schema 99", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
