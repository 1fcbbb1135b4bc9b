using System.Diagnostics;
using ChatVideoBot.Tests.Chaos;

namespace ChatVideoBot.Bench.Days;

/// <summary>What happens to the machines in a day: a tenth of the workers is lost, everything is updated in turn, a master falls.</summary>
internal sealed class DayTroubles(DayTown town, DayPlan plan)
{
    private static readonly TimeSpan StayDown = TimeSpan.FromSeconds(30);

    /// <summary>When a bot's shards had no connection: whose clicks in that time nobody could hear.</summary>
    public List<(int Bot, long From, long Until)> Away { get; } = [];

    /// <summary>From the fall to when a command is taken again, seconds.</summary>
    public double FailoverSeconds { get; private set; }

    public int Lost { get; private set; }
    public int Updated { get; private set; }

    public async Task HappenAsync(long began, CancellationToken cancel)
    {
        await AtAsync(0.3, began, cancel);
        Lost = Math.Max(1, plan.Workers / 10);
        Row.Note($"day: {Lost} workers are lost for good");
        foreach (var worker in town.Workers.Take(Lost))
            await worker.KillAsync();

        await AtAsync(0.5, began, cancel); // noon
        Row.Note($"day: everything is updated, one after the other");
        for (var n = 0; n < town.Bots.Count; n++)
            await UpdateBotAsync(n, cancel);
        foreach (var worker in town.Workers.Skip(Lost))
        {
            await worker.StopAsync(cancel);
            worker.Start();
            Updated++;
        }

        await AtAsync(0.82, began, cancel); // the evening's peak
        var master = await town.Cluster.MasterOfAsync(DayBench.Key);
        Row.Note($"day: the queue's master falls");
        await DayCluster.KillAsync(master);
        var fell = Stopwatch.GetTimestamp();
        await town.Queue.LookAsync(cancel);
        FailoverSeconds = Stopwatch.GetElapsedTime(fell).TotalSeconds;
        await Task.Delay(StayDown, cancel);
        master.Start(); // as a replica of the one that took over
    }

    private async Task UpdateBotAsync(int number, CancellationToken cancel)
    {
        var bot = town.Bots[number];
        var from = Stopwatch.GetTimestamp();
        await bot.StopAsync(cancel);
        bot.Start();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (!bot.LastWords.Any(line => line.Contains("Connected to Discord", StringComparison.Ordinal)))
            await Task.Delay(100, limit.Token);
        await Task.Delay(2000, cancel); // its second shard
        lock (Away) Away.Add((number, from, Stopwatch.GetTimestamp()));
        Updated++;
    }

    private Task AtAsync(double share, long began, CancellationToken cancel)
    {
        var left = plan.Length * share - Stopwatch.GetElapsedTime(began);
        return left > TimeSpan.Zero ? Task.Delay(left, cancel) : Task.CompletedTask;
    }
}
