using ChatVideoBot.Bench.Queues;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Fairness;

/// <summary>
/// How many jobs are served before one's own, counted from the moment it is put in line, with one worker and jobs of equal length (the
/// queue's shares are of measured time, so each takes 20 ms, which is also what the queue guesses before it has measured one). First
/// 300 jobs of 50 members of guild A and 300 of one user in guild H; then single jobs trickle in, one of each other kind after every 20
/// claims. Beside it the same under first come, first served, which is arithmetic. Then the share of the lowest band.
/// </summary>
internal static class FairnessBench
{
    private const string Alone = "lone user of a small guild";
    private const string BesideHeavy = "light user in the heavy user's guild";
    private const string InBig = "new light user in the big guild";
    private const string Member = "A members";
    private const string Heavy = "heavy user";
    private static readonly TimeSpan JobTakes = TimeSpan.FromMilliseconds(20);
    private static readonly string[] Kinds = [Alone, BesideHeavy, InBig, Member, Heavy];

    public static Task RunAsync(Order order) => order.WithRedisAsync(async redis =>
    {
        await CrowdAsync(redis, order.Cancel);
        await BandsAsync(redis, order.Cancel);
    });

    private sealed record Arrival(string Kind, int ServedBefore);

    private static async Task CrowdAsync(Uri redis, CancellationToken cancel)
    {
        var options = BenchQueue.Unlimited();
        options.FirstGuess = JobTakes * 1.05 / 2; // for a second of clip; a clip has two, and a timer is a little late
        await using var bench = await BenchQueue.OpenAsync(redis, cancel, options);
        var arrivals = new Dictionary<JobId, Arrival>();
        var (served, ahead) = (0, Kinds.ToDictionary(kind => kind, _ => new List<double>()));
        var firstCome = Kinds.ToDictionary(kind => kind, _ => new List<double>());
        for (var n = 0; n < 300; n++)
            await ArriveAsync(Member, $"a{n % 50}", "A");
        for (var n = 0; n < 300; n++)
            await ArriveAsync(Heavy, "heavy", "H");

        Lease? held = null;
        for (var trickled = 0; ; served++)
        {
            if (trickled < 20 && served == 10 + 20 * trickled)
            {
                await ArriveAsync(Alone, $"alone{trickled}", $"small{trickled}");
                await ArriveAsync(BesideHeavy, $"beside{trickled}", "H");
                await ArriveAsync(InBig, $"new{trickled}", "A");
                trickled++;
            }
            held = held is null
                ? await bench.Queue.ClaimAsync(BenchQueue.Worker, cancel)
                : (await bench.Queue.CompleteAndClaimAsync(held, Jobs.Made, default, cancel)).Next;
            if (held is null)
                break;
            var mine = arrivals[held.Id];
            ahead[mine.Kind].Add(served - mine.ServedBefore);
            await Task.Delay(JobTakes, cancel);
        }
        if (served != arrivals.Count)
            throw new InvalidOperationException($"{arrivals.Count} jobs were put in line, {served} were served.");
        foreach (var kind in Kinds)
        {
            Row.Write(new
            {
                bench = "fairness",
                who = kind,
                jobs = ahead[kind].Count,
                served_before_median = Row.Median(ahead[kind]),
                served_before_worst = ahead[kind].Max(),
                first_come_median = Row.Median(firstCome[kind]),
                first_come_worst = firstCome[kind].Max(),
            });
        }

        async Task ArriveAsync(string kind, string user, string guild)
        {
            var draft = Jobs.Draft(arrivals.Count) with { User = user, Guild = guild, Band = Band.Normal };
            await bench.Queue.EnqueueAsync(draft, cancel);
            firstCome[kind].Add(arrivals.Count - served);
            arrivals[draft.Id] = new(kind, served);
        }
    }

    /// <summary>400 jobs in each band; the share of each among the first 400 claims, while all of them wait.</summary>
    private static async Task BandsAsync(Uri redis, CancellationToken cancel)
    {
        await using var bench = await BenchQueue.OpenAsync(redis, cancel);
        var bands = Enum.GetValues<Band>();
        for (var n = 0; n < 400 * bands.Length; n++)
            await bench.Queue.EnqueueAsync(Jobs.Draft(n) with { Band = bands[n % bands.Length] }, cancel);
        var served = bands.ToDictionary(band => band, _ => 0);
        for (var n = 0; n < 400; n++)
        {
            var lease = await bench.Queue.ClaimAsync(BenchQueue.Worker, cancel) ?? throw new InvalidOperationException("Nothing waits.");
            served[bands[Jobs.Number(lease.Id) % bands.Length]]++;
        }
        Row.Write(new { bench = "bands", share = served.ToDictionary(one => one.Key.ToString(), one => one.Value / 400.0) });
    }
}
