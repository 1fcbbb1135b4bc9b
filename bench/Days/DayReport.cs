using System.Diagnostics;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Days;

/// <summary>The figures of a day. Waits are in seconds here; times <see cref="DayPlan.Scale"/> they are seconds of the day.</summary>
internal static class DayReport
{
    public static void Write(DayPlan plan, DayCrowd crowd, DayBook book, DayTroubles troubles, DayWatch watch, IReadOnlyDictionary<string, Job?> ends, TimeSpan took)
    {
        WriteEnds(plan, crowd, book, troubles, ends);
        var orders = crowd.Asked.ToDictionary(one => one.Id, one => one.Order);
        var made = ends.Values.OfType<Job>().Where(job => job is { State: JobState.Done, StartedAt: not null, EndedAt: not null }).ToList();
        WriteWaits(plan, made);
        WriteFairness(made, orders);
        WriteEtas(crowd, ends);
        WriteCost(plan, watch, book, made.Count, took);
    }

    private static void WriteEnds(DayPlan plan, DayCrowd crowd, DayBook book, DayTroubles troubles, IReadOnlyDictionary<string, Job?> ends)
    {
        var times = crowd.Asked.Select(one => book.AnsweredAt(one.Id) is { } at ? Stopwatch.GetElapsedTime(one.SentAt, at).TotalMilliseconds : (double?)null).OfType<double>().Order().ToList();
        var unanswered = crowd.Asked.Where(one => book.AnsweredAt(one.Id) is null).ToList();
        var away = unanswered.Count(one => troubles.Away.Exists(gone => gone.Bot == BotOf(plan, one.Order.Guild) && one.SentAt >= gone.From && one.SentAt <= gone.Until));
        int Count(JobState state) => ends.Values.Count(job => job?.State == state);
        var open = ends.Values.Count(job => job is { State: not (JobState.Done or JobState.Failed or JobState.Cancelled or JobState.Expired) });
        var forgotten = ends.Values.Count(job => job is null);
        var unposted = ends.Count(one => one.Value?.State == JobState.Done && !book.Clips.ContainsKey(one.Key));
        var (twice, stray) = (book.Clips.Values.Count(times => times > 1), book.Clips.Keys.Count(id => !ends.ContainsKey(id)));
        foreach (var job in ends.Values.OfType<Job>().Where(job => job.State == JobState.Failed).Take(20))
            Row.Note($"day: {job.Id} failed: {job.Failure}");
        foreach (var (what, count) in book.Refusals)
            Row.Note($"day: {what}: {count} times");
        foreach (var one in unanswered.Take(20))
            Row.Note($"day: unanswered: {one.Id}, guild {one.Order.Guild} of bot {BotOf(plan, one.Order.Guild)}, at {one.Order.At}");
        Row.Write(new
        {
            bench = "day",
            minutes = plan.Length.TotalMinutes,
            guilds = plan.Guilds,
            members = plan.Members,
            bots = plan.Bots,
            workers = plan.Workers,
            clicks = crowd.Asked.Count,
            looks = crowd.LookCount,
            unanswered = unanswered.Count,
            of_these_while_their_bot_was_updated = away,
            answer_p50_ms = Math.Round(Row.Quantile(times, 0.5), 1),
            answer_p99_ms = Math.Round(Row.Quantile(times, 0.99), 1),
            accepted = ends.Count,
            refused = crowd.Asked.Count - unanswered.Count - ends.Count,
            done = Count(JobState.Done),
            cancelled = Count(JobState.Cancelled),
            failed = Count(JobState.Failed),
            expired = Count(JobState.Expired),
            without_an_end = open,
            forgotten,
            not_posted = unposted,
            posted_twice = twice,
            posted_unasked = stray,
            workers_lost = troubles.Lost,
            processes_updated = troubles.Updated,
            failover_s = Math.Round(troubles.FailoverSeconds, 1),
        });
        if (open + forgotten + unposted + twice + stray + Count(JobState.Failed) + Count(JobState.Expired) > 0 || unanswered.Count > away)
            Environment.ExitCode = 1;
    }

    /// <summary>Shards are spread by guild id, and a process has an equal run of them.</summary>
    private static int BotOf(DayPlan plan, int guild) =>
        (int)(((Sandbox.Guild.WellKnown.Guild + ((ulong)guild << 22)) >> 22) % (ulong)(2 * plan.Bots)) / 2;

    private static void WriteWaits(DayPlan plan, IReadOnlyList<Job> made)
    {
        foreach (var band in made.GroupBy(job => job.Band).OrderBy(group => group.Key))
        {
            var waits = band.Select(WaitOf).Order().ToList();
            Row.Write(new
            {
                bench = "day-waits",
                band = band.Key.ToString(),
                jobs = waits.Count,
                p50_s = Math.Round(Row.Quantile(waits, 0.5), 2),
                p90_s = Math.Round(Row.Quantile(waits, 0.9), 2),
                p99_s = Math.Round(Row.Quantile(waits, 0.99), 2),
                p90_minutes_of_the_day = Math.Round(Row.Quantile(waits, 0.9) * plan.Scale / 60, 1),
            });
        }
    }

    private static double WaitOf(Job job) => (job.StartedAt!.Value - job.CreatedAt).TotalSeconds;

    /// <summary>Beside a line that serves first come, first served: the same jobs, and whenever a worker took one of a model, the oldest of that model.</summary>
    private static void WriteFairness(IReadOnlyList<Job> made, IReadOnlyDictionary<string, DayOrder> orders)
    {
        var plain = FirstComeFirstServed(made);
        foreach (var (whose, isTheirs) in new (string, Func<Job, DayOrder, bool>)[]
        {
            ("single orders", (job, order) => job.Band == Band.Normal && !order.IsStack),
            ("stacks of eight at once", (job, order) => job.Band == Band.Normal && order.IsStack),
            ("boosted", (job, _) => job.Band == Band.Boosted),
            ("relaxed", (job, _) => job.Band == Band.Relaxed),
        })
        {
            var jobs = made.Where(job => orders.TryGetValue(job.Id.Value, out var order) && isTheirs(job, order)).ToList();
            var (ours, theirs) = (jobs.Select(WaitOf).Order().ToList(), jobs.Select(job => plain[job.Id.Value]).Order().ToList());
            Row.Write(new
            {
                bench = "day-fairness",
                whose,
                jobs = jobs.Count,
                p50_s = Math.Round(Row.Quantile(ours, 0.5), 2),
                first_come_p50_s = Math.Round(Row.Quantile(theirs, 0.5), 2),
                p90_s = Math.Round(Row.Quantile(ours, 0.9), 2),
                first_come_p90_s = Math.Round(Row.Quantile(theirs, 0.9), 2),
                mean_s = Math.Round(ours.DefaultIfEmpty().Average(), 2),
                first_come_mean_s = Math.Round(theirs.DefaultIfEmpty().Average(), 2),
            });
        }
    }

    /// <summary>Each job's wait, seconds.</summary>
    private static Dictionary<string, double> FirstComeFirstServed(IReadOnlyList<Job> made) => made.GroupBy(job => job.Clip.Model)
        .SelectMany(model => model.OrderBy(job => job.CreatedAt).Zip(model.Select(job => job.StartedAt!.Value).Order()))
        .ToDictionary(one => one.First.Id.Value, one => (one.Second - one.First.CreatedAt).TotalSeconds);

    private static void WriteEtas(DayCrowd crowd, IReadOnlyDictionary<string, Job?> ends)
    {
        var told = crowd.Told.Select(one => (one.Eta, Actual: ends.GetValueOrDefault(one.Id) is { State: JobState.Done, EndedAt: { } end } ? (end - one.At).TotalSeconds : 0))
            .Where(one => one.Actual > 0).ToList();
        var errors = told.Select(one => Math.Abs(one.Eta.Typical.TotalSeconds - one.Actual) / one.Actual).Order().ToList();
        Row.Write(new
        {
            bench = "day-eta",
            told = told.Count,
            error_p50 = Math.Round(Row.Quantile(errors, 0.5), 3),
            error_p90 = Math.Round(Row.Quantile(errors, 0.9), 3),
            in_range = Math.Round(told.Count(one => one.Actual >= one.Eta.Low.TotalSeconds && one.Actual <= one.Eta.High.TotalSeconds) / (double)Math.Max(1, told.Count), 3),
        });
    }

    private static void WriteCost(DayPlan plan, DayWatch watch, DayBook book, int made, TimeSpan took)
    {
        var commands = watch.CommandsPerSecond.Order().ToList();
        double Share(double busy, int of) => Math.Round(busy / took.TotalSeconds / of, 4);
        Row.Write(new
        {
            bench = "day-cost",
            seconds = Math.Round(took.TotalSeconds),
            cores_of_a_bot = Share(watch.BotsBusySeconds, plan.Bots),
            cores_of_a_worker = Share(watch.WorkersBusySeconds, plan.Workers),
            cores_of_the_busiest_redis = Share(watch.NodesBusySeconds[0], 1),
            cores_of_all_redis = Share(watch.NodesBusySeconds.Sum(), 1),
            cores_of_discord_and_members = Share(watch.OwnBusySeconds, 1),
            redis_ms_of_a_job = Math.Round(watch.NodesBusySeconds[0] * 1000 / Math.Max(1, made), 1),
            redis_most_mib = Math.Round(watch.MostRedisMiB, 1),
            redis_commands_p50 = Math.Round(Row.Quantile(commands, 0.5)),
            redis_commands_p99 = Math.Round(Row.Quantile(commands, 0.99)),
            redis_commands_most = Math.Round(Row.Quantile(commands, 1)),
            bot_most_mib = Math.Round(watch.MostBotMiB),
            worker_most_mib = Math.Round(watch.MostWorkerMiB),
            edits = book.Edits,
        });
    }
}
