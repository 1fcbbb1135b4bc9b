using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using ChatVideoBot.Bench.Queues;
using ChatVideoBot.Tests.Chaos;

namespace ChatVideoBot.Bench.Days;

/// <summary>Looks every five seconds at what the day costs: processors, Redis' memory and commands, the line.</summary>
internal sealed class DayWatch(DayCluster cluster, string key, IReadOnlyList<Child> bots, IReadOnlyList<Child> workers)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, TimeSpan> _redis = [];
    private readonly List<double> _commands = [];
    private TimeSpan _own;
    private (int Port, double Commands, long At)? _last;

    public double MostRedisMiB { get; private set; }
    public double MostBotMiB { get; private set; }
    public double MostWorkerMiB { get; private set; }

    /// <summary>Commands a second at the queue's master, those within scripts too.</summary>
    public IReadOnlyList<double> CommandsPerSecond => _commands;

    public double BotsBusySeconds => bots.Sum(bot => bot.ProcessorTime.TotalSeconds);
    public double WorkersBusySeconds => workers.Sum(worker => worker.ProcessorTime.TotalSeconds);

    /// <summary>Of the busiest node: the master of the queue, as long as it is one.</summary>
    public IReadOnlyList<double> NodesBusySeconds { get { lock (_redis) return [.. _redis.Values.Select(time => time.TotalSeconds).OrderDescending()]; } }

    /// <summary>This process: the sandbox and the members.</summary>
    public double OwnBusySeconds => _own.TotalSeconds;

    public async Task LookAsync(CancellationToken over)
    {
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        while (!over.IsCancellationRequested)
        {
            foreach (var child in bots.Concat(workers))
                child.LookAtProcessor();
            MostBotMiB = Math.Max(MostBotMiB, bots.Max(bot => bot.ResidentMiB));
            MostWorkerMiB = Math.Max(MostWorkerMiB, workers.Max(worker => worker.ResidentMiB));
            _own = Process.GetCurrentProcess().TotalProcessorTime - before;
            foreach (var node in cluster.Nodes.Where(node => node.IsRunning))
            {
                lock (_redis) _redis[node.Process.Id] = node.Process.TotalProcessorTime;
                node.Process.Refresh();
            }
            await AskAsync();
            await Task.Delay(Every, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync()
    {
        try
        {
            var master = await cluster.MasterOfAsync(key);
            await using var redis = await PlainRedis.ConnectAsync(master.Url);
            MostRedisMiB = Math.Max(MostRedisMiB, await redis.InfoAsync("memory", "used_memory") / (1 << 20));
            var commands = await redis.InfoAsync("stats", "total_commands_processed");
            var now = Stopwatch.GetTimestamp();
            if (_last is { } last && last.Port == master.Port && commands >= last.Commands)
                _commands.Add((commands - last.Commands) / Stopwatch.GetElapsedTime(last.At, now).TotalSeconds);
            _last = (master.Port, commands, now);
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidOperationException or Programs.PeerException)
        {
            Row.Note($"day: the cluster cannot be asked just now: {e.Message}");
        }
    }
}
