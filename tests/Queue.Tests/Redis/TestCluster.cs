using System.Globalization;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Redis;

/// <summary>A cluster of three masters and, where asked for, a replica of the one that serves a slot.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly int[] Firsts = [0, 5461, 10923, 16384];

    private readonly List<RedisProcess> _nodes = [];

    /// <summary>The masters, the first with the lowest slots.</summary>
    public IReadOnlyList<RedisProcess> Masters => _nodes[..3];

    public RedisProcess Replica => _nodes[3];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestCluster> StartAsync(int replicaOfSlot = -1)
    {
        var cluster = new TestCluster();
        try
        {
            for (var i = 0; i < (replicaOfSlot < 0 ? 3 : 4); i++)
            {
                var patience = replicaOfSlot < 0 ? 10_000 : 1000; // short only where a node is to be missed
                cluster._nodes.Add(await RedisProcess.StartAsync(
                    ["cluster-enabled yes", $"cluster-node-timeout {patience}", $"cluster-port {PrivateRedis.FreePort()}",
                        "cluster-replica-validity-factor 0", "repl-diskless-sync-delay 0"]));
            }
            for (var i = 0; i < cluster._nodes.Count; i++)
            {
                var node = cluster._nodes[i];
                await node.AskAsync("CLUSTER", "SET-CONFIG-EPOCH", i + 1);
                if (i < 3)
                    await node.AskAsync("CLUSTER", "ADDSLOTSRANGE", Firsts[i], Firsts[i + 1] - 1);
                var bus = await BusPortAsync(node);
                await cluster._nodes[0].AskAsync("CLUSTER", "MEET", "127.0.0.1", node.Port, bus);
            }
            await UntilAsync(async () => await AllAsync(cluster._nodes, async node =>
                (await node.TextAsync("CLUSTER", "INFO")) is var said && said.Contains("cluster_state:ok", StringComparison.Ordinal)
                && said.Contains($"cluster_known_nodes:{cluster._nodes.Count}", StringComparison.Ordinal)));
            if (replicaOfSlot >= 0)
            {
                var owner = await cluster.OwnerOf(replicaOfSlot).TextAsync("CLUSTER", "MYID");
                await cluster.Replica.AskAsync("CLUSTER", "REPLICATE", owner);
                await UntilAsync(async () => await AllAsync(cluster._nodes, async node => // those who do not know it would not vote for it
                    (await node.TextAsync("CLUSTER", "NODES")).Contains($"slave {owner}", StringComparison.Ordinal)));
                await UntilAsync(async () => (await cluster.Replica.TextAsync("INFO", "replication"))
                    .Contains("master_link_status:up", StringComparison.Ordinal));
            }
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Who served the slot when the cluster was made.</summary>
    public RedisProcess OwnerOf(int slot) => _nodes[Array.FindLastIndex(Firsts, first => first <= slot)];

    public RedisConnection Connect(string key = "", Action<RedisOptions>? change = null) =>
        RedisProcess.Connect($"redis://{string.Join(',', Masters.Select(node => node.Host))}", key, null, change);

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await IsTrueAsync())
            await Task.Delay(20, limit.Token);

        async Task<bool> IsTrueAsync()
        {
            try
            {
                return await condition();
            }
            catch (RedisMayHaveRunException)
            {
                return false; // a server that changes its role closes its connections: asked again
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private static async Task<int> BusPortAsync(RedisProcess node) =>
        await node.AskAsync("CONFIG", "GET", "cluster-port") is object[] and [_, string port]
            ? int.Parse(port, CultureInfo.InvariantCulture)
            : 0;

    private static async Task<bool> AllAsync(IEnumerable<RedisProcess> nodes, Func<RedisProcess, Task<bool>> holds)
    {
        foreach (var node in nodes)
        {
            if (!await holds(node))
                return false;
        }
        return true;
    }
}

/// <summary>One cluster for the tests of a class that leave it as it was.</summary>
public sealed class ThreeMasters : IAsyncLifetime
{
    internal TestCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await TestCluster.StartAsync();

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
