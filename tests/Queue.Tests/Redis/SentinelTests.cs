using System.Collections.Concurrent;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Redis;

public sealed class SentinelTests : IAsyncDisposable
{
    private readonly List<RedisProcess> _processes = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
            await process.DisposeAsync();
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    public async Task When_the_master_dies_sentinels_lead_to_the_next_one(string signal)
    {
        const string Password = "pw";
        var master = await StartAsync([$"requirepass {Password}", $"masterauth {Password}", "repl-diskless-sync-delay 0"], $":{Password}@");
        var replica = await StartAsync(
            [$"requirepass {Password}", $"masterauth {Password}", $"replicaof 127.0.0.1 {master.Port}"], $":{Password}@");
        await UntilReplicationSaysAsync(master, "state=online");
        var ignorant = await StartAsync(["requirepass spw"], ":spw@", isSentinel: true);
        RedisProcess[] sentinels = [await WatchAsync(), await WatchAsync(), await WatchAsync()];
        foreach (var sentinel in sentinels)
            await TestCluster.UntilAsync(() => KnowsAsync(sentinel));

        // Of the three that know, one is named: the others are learnt from it.
        await using var redis = RedisProcess.Connect($"redis://:{Password}@{ignorant.Host},{sentinels[0].Host}", change: Change);
        await using var other = RedisProcess.Connect($"redis://:{Password}@{ignorant.Host}", change: options =>
        {
            Change(options);
            options.WaitForConnection = TimeSpan.FromMilliseconds(300);
        });
        var unknown = await Assert.ThrowsAsync<RedisAwayException>(() => other.CallAsync(["PING"], Cancel));
        Assert.Contains("Redis:Master", unknown.Message, StringComparison.Ordinal);

        var outcomes = new ConcurrentDictionary<string, string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await redis.CallAsync(["SET", "kept", "1"], Cancel);
        Assert.Equal(1L, await redis.CallAsync(["WAIT", 1, 5000], Cancel));
        var adding = Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            for (; !stop.IsCancellationRequested; i += 4)
                outcomes[$"{i}"] = await Outcome.OfAsync(() => redis.CallAsync(["SADD", "s", i], Cancel));
        }));

        await sentinels[0].SignalAsync("KILL"); // the only one that was named
        await master.SignalAsync(signal);
        await UntilReplicationSaysAsync(replica, "role:master");
        var before = outcomes.Count;
        await TestCluster.UntilAsync(() => Task.FromResult(outcomes.Count > before + 1000));

        await stop.CancelAsync();
        await adding;
        Assert.Equal("1", await redis.CallAsync(["GET", "kept"], Cancel));
        var there = ((object?[])(await redis.CallAsync(["SMEMBERS", "s"], Cancel))!).ToHashSet();
        Assert.DoesNotContain(outcomes, outcome => outcome.Value == Outcome.DidNotRun && there.Contains(outcome.Key));
        Assert.DoesNotContain(outcomes, outcome => outcome.Value == Outcome.Refused);

        static void Change(RedisOptions options)
        {
            (options.Master, options.SentinelPassword) = ("ours", "spw");
            options.CallTimeout = options.ConnectTimeout = TimeSpan.FromSeconds(1); // so soon a silent master is given up
        }

        async Task<RedisProcess> WatchAsync() => await StartAsync(
            [
                "requirepass spw", "sentinel sentinel-pass spw",
                $"sentinel monitor ours 127.0.0.1 {master.Port} 2", $"sentinel auth-pass ours {Password}",
                "sentinel down-after-milliseconds ours 500", "sentinel failover-timeout ours 3000",
            ],
            ":spw@", isSentinel: true);
    }

    [Fact]
    public async Task Of_several_servers_the_primary_is_taken_and_found_again_when_the_roles_change()
    {
        var one = await StartAsync(["repl-diskless-sync-delay 0"]);
        var two = await StartAsync([$"replicaof 127.0.0.1 {one.Port}"]);
        await UntilReplicationSaysAsync(one, "state=online");
        await using var redis = RedisProcess.Connect($"redis://127.0.0.1:1,{two.Host},{one.Host}");
        await redis.CallAsync(["SET", "k", "1"], Cancel);

        await two.AskAsync("REPLICAOF", "NO", "ONE");
        await one.AskAsync("REPLICAOF", "127.0.0.1", two.Port);

        await redis.CallAsync(["SET", "k", "2"], Cancel); // refused as READONLY by the first, so it did not run
        Assert.Equal("2", await two.TextAsync("GET", "k"));

        await using var replicaOnly = RedisProcess.Connect(
            $"redis://{one.Host}", change: options => options.WaitForConnection = TimeSpan.FromMilliseconds(300));
        var away = await Assert.ThrowsAsync<RedisAwayException>(() => replicaOnly.CallAsync(["GET", "k"], Cancel));
        Assert.Contains("replica", away.Message, StringComparison.Ordinal);
    }

    private static Task UntilReplicationSaysAsync(RedisProcess server, string said) => TestCluster.UntilAsync(
        async () => (await server.TextAsync("INFO", "replication")).Contains(said, StringComparison.Ordinal));

    private static async Task<bool> KnowsAsync(RedisProcess sentinel) =>
        await sentinel.AskAsync("SENTINEL", "MASTER", "ours") is object?[] facts
        && facts[Array.IndexOf(facts, "num-other-sentinels") + 1] is "2" && facts[Array.IndexOf(facts, "num-slaves") + 1] is "1";

    private async Task<RedisProcess> StartAsync(string[] settings, string user = "", bool isSentinel = false)
    {
        _processes.Add(await RedisProcess.StartAsync(settings, user, isSentinel));
        return _processes[^1];
    }
}
