using System.Collections.Concurrent;
using System.Globalization;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Redis;

public sealed class ClusterTests(ThreeMasters three) : IClassFixture<ThreeMasters>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("123456789", 12739)] // the check value of CRC16/XMODEM, 0x31C3
    [InlineData("", 0)]
    [InlineData("foo", 12182)]
    [InlineData("a{foo}b", 12182)]
    [InlineData("{foo}{bar}", 12182)]
    public void A_key_has_the_slot_that_redis_gives_it(string key, int slot) => Assert.Equal(slot, ClusterMap.SlotOf(key));

    [Fact]
    public async Task In_a_cluster_every_queue_is_served_by_the_node_of_its_slot()
    {
        var cluster = three.Cluster;
        foreach (var key in new[] { "foo{}{bar}", "foo{{bar}}zap", "{", "}{x", "ü{ö}", "vq:{main}:meta" })
            Assert.Equal((long)ClusterMap.SlotOf(key), await cluster.Masters[0].AskAsync("CLUSTER", "KEYSLOT", key));

        for (var i = 0; i < 9; i++) // three slots of each node, asked by way of each
        {
            await using var queue = JobQueue.Open(new Uri($"redis://{cluster.Masters[i % 3].Host}"), new QueueOptions { Name = $"q{i}" });
            var draft = new JobDraft(new JobId("a"), "u", "", new ClipRequest { Prompt = "p" }, "");
            Assert.Equal(EnqueueStatus.Accepted, (await queue.EnqueueAsync(draft, Cancel)).Status);
            await queue.AnnounceAsync("w", [new Lane("pocket")], "1.0", Cancel);
            Assert.NotNull(await queue.ClaimAsync("w", Cancel));

            var key = queue.Keys.Meta;
            await using var told = cluster.Connect(key);
            Assert.Equal(1L, await told.CallAsync(["EXISTS", key], Cancel));
            var owner = cluster.OwnerOf(ClusterMap.SlotOf(key));
            Assert.Equal(await owner.TextAsync("CLUSTER", "MYID"), await told.CallAsync(["CLUSTER", "MYID"], Cancel));
        }
    }

    [Fact]
    public async Task While_a_slot_moves_every_call_runs_exactly_once()
    {
        const string Count = "local n = redis.call('INCR', KEYS[1]) return n";
        var cluster = three.Cluster;
        await using var redis = cluster.Connect("{t}");
        var script = new RedisScript("count.lua", Count);
        RedisArg[][] keys = [.. Enumerable.Range(0, 20).Select(i => new RedisArg[] { $"{{t}}{i}" })];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var done = 0L;
        var counting = Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            for (; !stop.IsCancellationRequested; i++)
            {
                await redis.EvalAsync(script, keys[i % 20], [], Cancel);
                Interlocked.Increment(ref done);
            }
        }));
        await TestCluster.UntilAsync(() => Task.FromResult(Volatile.Read(ref done) > 1000));

        Task<object?>? all = null;
        for (var turn = 0; turn < 2; turn++) // there and back
        {
            await MoveAsync(turn, async () =>
            {
                Assert.Null(await redis.CallAsync(["GET", "{t}new"], Cancel)); // asked here, answered there
                all ??= redis.CallAsync(["MGET", .. keys.Select(key => key[0])], Cancel); // half here, half there: not now
            });
        }
        Assert.Equal(20, ((object?[])(await all!)!).Count(value => value is string));

        var before = Volatile.Read(ref done);
        await TestCluster.UntilAsync(() => Task.FromResult(Volatile.Read(ref done) > before + 1000));
        await stop.CancelAsync();
        await counting;
        var counts = await Task.WhenAll(keys.Select(key => redis.CallAsync(["GET", key[0]], Cancel)));
        Assert.Equal(done, counts.Sum(count => long.Parse((string)count!, CultureInfo.InvariantCulture)));

        async Task MoveAsync(int turn, Func<Task> inTheMiddle)
        {
            var slot = ClusterMap.SlotOf("{t}");
            var home = cluster.OwnerOf(slot);
            var other = cluster.Masters.First(node => node != home);
            var (from, to) = turn == 0 ? (home, other) : (other, home);
            await to.AskAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", await from.TextAsync("CLUSTER", "MYID"));
            await from.AskAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", await to.TextAsync("CLUSTER", "MYID"));
            while (await from.AskAsync("CLUSTER", "GETKEYSINSLOT", slot, 5) is object?[] { Length: > 0 } found)
            {
                await from.AskAsync(["MIGRATE", "127.0.0.1", to.Port, "", 0, 5000, "KEYS", .. found.Select(key => (RedisArg)(string)key!)]);
                await inTheMiddle();
            }
            var id = await to.TextAsync("CLUSTER", "MYID");
            await to.AskAsync("CLUSTER", "SETSLOT", slot, "NODE", id);
            await from.AskAsync("CLUSTER", "SETSLOT", slot, "NODE", id);
        }
    }

    [Fact]
    public async Task A_key_of_another_slot_is_served_by_the_way()
    {
        var cluster = three.Cluster;
        await using var redis = cluster.Connect("{t}");
        var id = await redis.CallAsync(["CLIENT", "ID"], Cancel);

        for (var i = 0; i < 50; i++)
            await redis.CallAsync(["SET", $"k{i}", i], Cancel);

        for (var i = 0; i < 50; i++)
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), await redis.CallAsync(["GET", $"k{i}"], Cancel));
        Assert.Equal(id, await redis.CallAsync(["CLIENT", "ID"], Cancel)); // the queue's own link was never dropped
    }

    [Fact]
    public async Task When_a_node_dies_its_replica_goes_on_and_what_did_not_run_is_said_truly()
    {
        var slot = ClusterMap.SlotOf("{t}");
        await using var cluster = await TestCluster.StartAsync(replicaOfSlot: slot);
        await using var redis = cluster.Connect("{t}", options => options.WaitForConnection = TimeSpan.FromSeconds(2));
        var outcomes = new ConcurrentDictionary<string, string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var adding = Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            for (; !stop.IsCancellationRequested; i += 8)
                outcomes[$"{i}"] = await Outcome.OfAsync(() => redis.CallAsync(["SADD", "{t}s", i], Cancel));
        }));
        await UntilMoreAsync();

        var (first, second) = (cluster.OwnerOf(slot), cluster.Replica);
        await second.AskAsync("CLUSTER", "FAILOVER"); // planned: they hand over without a loss
        await UntilReplicationSaysAsync(second, "role:master");
        await UntilReplicationSaysAsync(first, "master_link_status:up");
        await UntilMoreAsync();
        Assert.All(outcomes.Values, outcome => Assert.Equal(Outcome.Ran, outcome)); // every one of them, that is
        string[] replicated = [.. outcomes.Where(outcome => outcome.Value == Outcome.Ran).Select(outcome => outcome.Key)];
        Assert.Equal(1L, await redis.CallAsync(["WAIT", 1, 5000], Cancel, timeout: TimeSpan.FromSeconds(6)));

        await second.SignalAsync("KILL");
        await UntilReplicationSaysAsync(first, "role:master");
        await UntilMoreAsync();

        await stop.CancelAsync();
        await adding;
        Assert.Equal(Outcome.Ran, await Outcome.OfAsync(() => redis.CallAsync(["PING"], Cancel)));
        var there = ((object?[])(await redis.CallAsync(["SMEMBERS", "{t}s"], Cancel))!).ToHashSet();
        Assert.DoesNotContain(outcomes, outcome => outcome.Value == Outcome.DidNotRun && there.Contains(outcome.Key));
        Assert.DoesNotContain(outcomes, outcome => outcome.Value == Outcome.Refused);
        Assert.Subset(there, replicated.ToHashSet<object?>()); // later ones may be lost with the node: replication is not waited for

        Task UntilMoreAsync()
        {
            var before = outcomes.Count;
            return TestCluster.UntilAsync(() => Task.FromResult(outcomes.Count > before + 1000));
        }

        static Task UntilReplicationSaysAsync(RedisProcess node, string said) => TestCluster.UntilAsync(
            async () => (await node.TextAsync("INFO", "replication")).Contains(said, StringComparison.Ordinal));
    }
}
