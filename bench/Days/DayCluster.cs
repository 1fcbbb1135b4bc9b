using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ChatVideoBot.Bench.Programs;
using ChatVideoBot.Bench.Queues;

namespace ChatVideoBot.Bench.Days;

/// <summary>A cluster of three masters with two replicas each, on loopback, as durable as a queue wants it.</summary>
internal sealed class DayCluster : IAsyncDisposable
{
    private const int Masters = 3, Replicas = 2;

    private readonly string _folder;
    private readonly List<Node> _nodes = [];

    private DayCluster(string folder) => _folder = folder;

    public sealed class Node(int port, string folder)
    {
        public int Port => port;
        public Uri Url { get; } = new($"redis://127.0.0.1:{port}");
        public Process Process { get; private set; } = null!;
        public bool IsRunning => Process is { HasExited: false };

        public void Start()
        {
            Directory.CreateDirectory(folder);
            var start = new ProcessStartInfo("redis-server",
            [
                "--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction",
                "--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--repl-diskless-sync-delay", "0", "--logfile", Path.Combine(folder, "redis.log"),
            ])
            { RedirectStandardOutput = true };
            Process = Process.Start(start) ?? throw new PeerException("redis-server did not start.");
        }
    }

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>What REDIS_URL says: three of the nodes; the others are found.</summary>
    public string Url => $"redis://{string.Join(',', _nodes.Take(Masters).Select(node => $"127.0.0.1:{node.Port}"))}";

    public static async Task<DayCluster> StartAsync(string folder, CancellationToken cancel)
    {
        var cluster = new DayCluster(folder);
        try
        {
            for (var i = 0; i < Masters * (1 + Replicas); i++)
            {
                var port = FreePort();
                cluster._nodes.Add(new Node(port, Path.Combine(folder, $"node-{port}")));
                cluster._nodes[^1].Start();
            }
            foreach (var node in cluster._nodes)
                await cluster.UntilAsync(async redis => (string?)await redis.CallAsync(["PING"]) == "PONG", node, cancel);
            using var create = Process.Start(new ProcessStartInfo("redis-cli",
                ["--cluster", "create", .. cluster._nodes.Select(node => $"127.0.0.1:{node.Port}"), "--cluster-replicas", $"{Replicas}", "--cluster-yes"])
            { RedirectStandardOutput = true })!;
            var said = await create.StandardOutput.ReadToEndAsync(cancel);
            await create.WaitForExitAsync(cancel);
            if (create.ExitCode != 0)
                throw new PeerException($"redis-cli made no cluster: {said}");
            foreach (var node in cluster._nodes)
                await cluster.UntilAsync(async redis => ((string?)await redis.CallAsync(["CLUSTER", "INFO"]))!.Contains("cluster_state:ok", StringComparison.Ordinal), node, cancel);
            foreach (var node in cluster._nodes.Take(Masters))
                await cluster.UntilAsync(async redis => await redis.InfoAsync("replication", "connected_slaves") >= Replicas, node, cancel);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Who serves the key now, in the words of the first node that answers.</summary>
    public async Task<Node> MasterOfAsync(string key)
    {
        foreach (var node in _nodes.Where(node => node.IsRunning))
        {
            await using var redis = await PlainRedis.ConnectAsync(node.Url);
            var slot = (long)(await redis.CallAsync(["CLUSTER", "KEYSLOT", key]))!;
            foreach (var row in (IReadOnlyList<object?>)(await redis.CallAsync(["CLUSTER", "SLOTS"]))!)
            {
                if (row is IReadOnlyList<object?> and [long first, long last, IReadOnlyList<object?> master, ..] && slot >= first && slot <= last
                    && _nodes.Find(one => one.Port == (long)master[1]!) is { IsRunning: true } found)
                    return found;
            }
        }
        throw new PeerException("No node of the cluster knows who serves the queue.");
    }

    public static async Task KillAsync(Node node)
    {
        node.Process.Kill();
        await node.Process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes.Where(node => node.IsRunning))
            await KillAsync(node);
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task UntilAsync(Func<PlainRedis, Task<bool>> holds, Node node, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                await using var redis = await PlainRedis.ConnectAsync(node.Url);
                if (await holds(redis))
                    return;
            }
            catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
            {
                // Not yet.
            }
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>One whose ten-thousandth next is free too: the nodes talk to each other there.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 30_000); // below those that the system gives out
            if (IsFree(port) && IsFree(port + 10_000))
                return port;
        }

        static bool IsFree(int port)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }
}
