using ChatVideoBot.Bench.Queues;

namespace ChatVideoBot.Bench.Etas;

/// <summary>
/// How right the told times are: |told − actual| ÷ actual, over a replayed day, for some numbers of workers at once, each at a queue of its
/// own. The first jobs, from which a new queue learns how long its clips take, are not counted.
/// </summary>
internal static class EtaBench
{
    private const int LearnFrom = 30;

    public static Task RunAsync(Order order) => order.WithRedisAsync(async redis =>
    {
        var (hours, second) = (order.Number("--hours", 24), order.Number("--second", 3));
        await QueueBench.WarmAsync(redis, order.Cancel);
        Row.Note($"{hours} h of a day in {hours * 3.6 * second:0} s");
        await Task.WhenAll(order.List("--workers", 1, 4, 16).Select(async workers =>
        {
            var day = ReplayedDay.Make(workers, TimeSpan.FromHours(hours), seed: 1);
            var replay = new Replay(redis, day, workers, second);
            var told = await replay.RunAsync(LearnFrom, order.Cancel);
            Write(workers, day.Count, told, replay);
        }));
    });

    private static void Write(int workers, int jobs, IReadOnlyList<Told> told, Replay replay)
    {
        var waits = told.Where(one => one.Turn == 0).Select(one => one.Actual).Order().ToList();
        Row.Write(new
        {
            bench = "eta",
            workers,
            jobs,
            actual_p50_s = Math.Round(Row.Quantile(waits, 0.5)),
            actual_p90_s = Math.Round(Row.Quantile(waits, 0.9)),
            at_enqueue = Errors(told.Where(one => one.Turn == 0)),
            later_looks = Errors(told.Where(one => one.Turn > 0)),
            looks_without_a_time = replay.Untold,
            work_stretched = Math.Round(replay.Stretch, 3),
        });
    }

    private static object Errors(IEnumerable<Told> told)
    {
        var all = told.ToList();
        var errors = all.Select(one => one.Error).Order().ToList();
        return new
        {
            looks = all.Count,
            error_p50 = Math.Round(Row.Quantile(errors, 0.5), 3),
            error_p90 = Math.Round(Row.Quantile(errors, 0.9), 3),
            told_to_actual_p50 = Math.Round(Row.Median(all.Select(one => one.Typical / one.Actual)), 3),
            inside_the_range = Math.Round(all.Count(one => one.Low <= one.Actual && one.Actual <= one.High) / Math.Max(1.0, all.Count), 3),
        };
    }
}
