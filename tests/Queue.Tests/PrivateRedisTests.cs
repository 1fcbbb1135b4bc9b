using System.Diagnostics;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Queue.Tests;

public sealed class PrivateRedisTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("private-redis-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<object?> AskAsync(Uri url, params RedisArg[] command)
    {
        await using var redis = new RedisConnection(new RedisOptions { Url = url.OriginalString }, NullLogger.Instance);
        return await redis.CallAsync(command, Cancel);
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_clean_stop_and_after_a_kill()
    {
        await using (var first = await PrivateRedis.StartAsync(_folder.FullName, Cancel))
            await AskAsync(first.Url, "SET", "a", "1");
        await using var second = await PrivateRedis.StartAsync(_folder.FullName, Cancel);
        Assert.Equal("1", await AskAsync(second.Url, "GET", "a"));

        await AskAsync(second.Url, "SET", "a", "2");
        await second.KillAsync();
        await second.RestartAsync();
        Assert.Equal("2", await AskAsync(second.Url, "GET", "a"));
        await second.RestartAsync(); // also while it runs
        Assert.Equal("2", await AskAsync(second.Url, "GET", "a"));
    }

    [Fact]
    public async Task It_keeps_every_write_refuses_none_for_space_and_listens_to_this_machine_only()
    {
        await using var redis = await PrivateRedis.StartAsync(_folder.FullName, Cancel);
        (string, string)[] expected =
            [("appendonly", "yes"), ("appendfsync", "always"), ("maxmemory-policy", "noeviction"), ("save", ""), ("bind", "127.0.0.1")];
        foreach (var (option, value) in expected)
            Assert.Equal(new object?[] { option, value }, await AskAsync(redis.Url, "CONFIG", "GET", option));
        Assert.Equal("127.0.0.1", redis.Url.Host);
    }

    [Fact]
    public async Task Several_run_side_by_side_in_folders_of_their_own()
    {
        var folders = Enumerable.Range(0, 3).Select(i => Path.Combine(_folder.FullName, $"{i}"));
        var servers = await Task.WhenAll(folders.Select(folder => PrivateRedis.StartAsync(folder, Cancel)));
        Assert.Equal(3, servers.Select(server => server.Url.Port).Distinct().Count());
        foreach (var server in servers)
            await server.DisposeAsync();
    }

    [Fact]
    public async Task A_second_program_on_the_same_folder_is_told_so()
    {
        await using var redis = await PrivateRedis.StartAsync(_folder.FullName, Cancel);
        var refused = await Assert.ThrowsAsync<PrivateRedisException>(() => PrivateRedis.StartAsync(_folder.FullName, Cancel));
        Assert.Contains(_folder.FullName, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_left_behind_by_a_killed_parent_is_adopted()
    {
        var left = await PrivateRedis.StartAsync(_folder.FullName, Cancel);
        await AskAsync(left.Url, "SET", "a", "1");
        left.Abandon();

        await using var adopted = await PrivateRedis.StartAsync(_folder.FullName, Cancel);

        Assert.Equal((left.ProcessId, left.Url), (adopted.ProcessId, adopted.Url));
        await adopted.KillAsync();
        await adopted.RestartAsync();
        Assert.Equal("1", await AskAsync(adopted.Url, "GET", "a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("1 6379")] // a living process, but no Redis
    [InlineData("999999999 6379")]
    public async Task A_note_of_a_server_that_is_gone_is_not_believed(string note)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "server"), note, Cancel);
        await using var redis = await PrivateRedis.StartAsync(_folder.FullName, Cancel);
        Assert.Equal("PONG", await AskAsync(redis.Url, "PING"));
    }

    [Fact]
    public async Task A_server_of_another_folder_is_not_adopted()
    {
        await using var other = await PrivateRedis.StartAsync(Path.Combine(_folder.FullName, "other"), Cancel);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "server"), $"{other.ProcessId} {other.Url.Port}\n", Cancel);

        await using var redis = await PrivateRedis.StartAsync(_folder.FullName, Cancel);

        Assert.NotEqual(other.ProcessId, redis.ProcessId);
    }

    [Fact]
    public async Task After_disposal_the_server_is_gone()
    {
        var redis = await PrivateRedis.StartAsync(_folder.FullName, Cancel);
        var id = redis.ProcessId;
        await redis.DisposeAsync();
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    [Fact]
    public async Task Data_that_cannot_be_read_is_told_with_the_servers_own_words()
    {
        var appended = _folder.CreateSubdirectory("appendonlydir");
        await File.WriteAllTextAsync(Path.Combine(appended.FullName, "appendonly.aof.manifest"), "not a manifest\n", Cancel);

        var stopped = await Assert.ThrowsAsync<PrivateRedisException>(() => PrivateRedis.StartAsync(_folder.FullName, Cancel));

        Assert.Contains("manifest", stopped.Message, StringComparison.OrdinalIgnoreCase);
    }
}
