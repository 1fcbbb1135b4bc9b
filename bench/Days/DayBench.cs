using System.Diagnostics;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Days;

/// <summary>
/// A day in an hour: bots with shards, worker processes whose model sleeps, a cluster of Redis, thousands of members in hundreds of guilds; and what
/// happens to machines in a day. The rows hold what became of the orders and what it cost; one that was lost or posted twice ends the program with a failure.
/// </summary>
internal static class DayBench
{
    /// <summary>One of the queue's keys: all are in one slot.</summary>
    public const string Key = "vq:{main}:meta";

    private const double Favoured = 0.05;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(Order order)
    {
        var plan = new DayPlan(
            TimeSpan.FromMinutes(order.Number("--minutes", 60)), order.Whole("--guilds", 200), order.Whole("--members", 20_000), order.Whole("--bots", 4), order.Whole("--workers", 32),
            order.Whole("--seed", 20261122));
        var orders = DayOrders.Make(plan);
        Row.Note($"day: {orders.Count} orders of {orders.Select(one => (one.Guild, one.Member)).Distinct().Count()} members in {plan.Length.TotalMinutes:0.#} minutes");
        var book = new DayBook();
        await using var town = await DayTown.BuildAsync(plan, book, order.Cancel);
        using var crowd = new DayCrowd(town.Sandbox.Page, plan, book, town.Queue);
        await crowd.SitDownAsync(order.Cancel);
        await FavourAsync(town.Queue, crowd.Users, order.Cancel);
        var (watch, troubles) = (new DayWatch(town.Cluster, Key, town.Bots, town.Workers), new DayTroubles(town, plan));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(order.Cancel);
        var watching = watch.LookAsync(over.Token);
        var began = Stopwatch.GetTimestamp();
        var happening = troubles.HappenAsync(began, order.Cancel);
        await crowd.LiveAsync(orders, order.Cancel);
        await happening;
        Row.Note($"day: {crowd.Asked.Count} clicks; waiting for the last ends");
        var ends = await EndsAsync(town.Queue, book, order.Cancel);
        var took = Stopwatch.GetElapsedTime(began);
        await over.CancelAsync();
        await watching;
        DayReport.Write(plan, crowd, book, troubles, watch, ends, took);
    }

    /// <summary>One member in twenty is served before others, one in twenty after them.</summary>
    private static async Task FavourAsync(JobQueue queue, IReadOnlyList<string> users, CancellationToken cancel)
    {
        var random = new Random(1);
        foreach (var user in users)
        {
            var dice = random.NextDouble();
            if (dice >= 2 * Favoured)
                continue;
            await queue.SetLimitsAsync(LimitSubject.User(user), new Limits { Band = dice < Favoured ? Band.Boosted : Band.Relaxed }, new("bench", "a day"), cancel);
        }
    }

    /// <summary>What became of each order that was accepted, once all have ended and been told, or patience is over; null where the queue knows nothing of it.</summary>
    private static async Task<IReadOnlyDictionary<string, Job?>> EndsAsync(JobQueue queue, DayBook book, CancellationToken cancel)
    {
        var (jobs, began) = (new Dictionary<string, Job?>(), Stopwatch.GetTimestamp());
        foreach (var id in book.AcceptedOrders)
        {
            var job = await queue.FindAsync(new(id), cancel);
            while (job is { State: JobState.Waiting or JobState.Claimed or JobState.Running or JobState.Delivering } && Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(200, cancel);
                job = await queue.FindAsync(new(id), cancel);
            }
            jobs[id] = job;
        }
        return jobs;
    }
}
