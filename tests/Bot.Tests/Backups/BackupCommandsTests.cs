using ChatVideoBot.Bot.Doctor;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Configuration;

namespace ChatVideoBot.Bot.Tests.Backups;

/// <summary>backup, restore and move as their owner runs them.</summary>
public sealed class BackupCommandsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bot-backup-");
    private PrivateRedis _here = null!, _there = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string BackupFile => Path.Combine(_folder.FullName, "queue.backup");

    public async ValueTask InitializeAsync() => (_here, _there) = (
        await PrivateRedis.StartAsync(Path.Combine(_folder.FullName, "here"), Cancel), await PrivateRedis.StartAsync(Path.Combine(_folder.FullName, "there"), Cancel));

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<(int Code, string Said)> RunAsync(Uri redis, params string[] command)
    {
        var said = new StringWriter();
        var code = await OwnerCommands.RunAsync(command, said, Cancel, builder => builder.Configuration.AddInMemoryCollection([new("REDIS_URL", redis.OriginalString)]));
        return (code, said.ToString());
    }

    [Fact]
    public async Task A_queue_goes_into_a_file_back_and_to_another_Redis()
    {
        await using (var shelf = Keepsakes.Open(_here.Url))
            await shelf.WriteAsync("person:ann", "de", TimeSpan.FromDays(1), Cancel);

        var (code, said) = await RunAsync(_here.Url, "backup", BackupFile);
        Assert.Equal(0, code);
        Assert.Contains("1 keys", said, StringComparison.Ordinal);

        (code, said) = await RunAsync(_here.Url, "restore", BackupFile);
        Assert.Equal(1, code);
        Assert.Contains("is not empty; --replace", said, StringComparison.Ordinal);
        (code, said) = await RunAsync(_here.Url, "restore", BackupFile, "--replace");
        Assert.Equal(0, code);
        Assert.Contains("must be forgotten again", said, StringComparison.Ordinal);

        (code, said) = await RunAsync(_here.Url, "move", _there.Url.OriginalString);
        Assert.Equal(0, code);
        Assert.Contains($"127.0.0.1:{_there.Url.Port}", said, StringComparison.Ordinal);
        await using var moved = Keepsakes.Open(_there.Url);
        Assert.Equal("de", await moved.ReadAsync("person:ann", Cancel));
    }

    [Fact]
    public async Task While_jobs_are_at_workers_a_queue_moves_only_where_that_is_wanted()
    {
        await using var queue = JobQueue.Open(_here.Url);
        await queue.AnnounceAsync("w", [new Lane("pocket")], "1.0", Cancel);
        await queue.EnqueueAsync(new JobDraft(new JobId("a"), "ann", "g", new ClipRequest { Prompt = "p" }, "{}"), Cancel);
        var lease = await queue.ClaimAsync("w", Cancel);

        var (code, said) = await RunAsync(_here.Url, "move", _there.Url.OriginalString);
        Assert.Equal(1, code);
        Assert.Contains("1 jobs are at workers", said, StringComparison.Ordinal);
        Assert.Equal(Beat.Ok, await queue.RenewAsync(lease!, Cancel)); // and nothing has happened

        (code, said) = await RunAsync(_here.Url, "move", _there.Url.OriginalString, "--anyway");
        Assert.True(code == 0, said);
        Assert.Contains("1 jobs that were at workers wait again", said, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(_here.Url, "move", _there.Url.OriginalString)).Code); // the same command again finds it done
    }

    [Fact]
    public async Task What_cannot_be_done_is_one_sentence()
    {
        Assert.Contains("cannot be read", (await RunAsync(_here.Url, "restore", BackupFile)).Said, StringComparison.Ordinal);
        Assert.Contains("Name the new Redis after 'move', or in MOVE_REDIS_URL.", (await RunAsync(_here.Url, "move")).Said, StringComparison.Ordinal);
        Assert.Contains("The new address is not a URL", (await RunAsync(_here.Url, "move", "nonsense")).Said, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync(_here.Url, "backup")).Code);
    }
}
