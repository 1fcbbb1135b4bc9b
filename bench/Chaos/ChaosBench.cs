using ChatVideoBot.Tests.Chaos;

namespace ChatVideoBot.Bench.Chaos;

/// <summary>
/// No measure but a proof, at a size for which ./test has no time: everything is killed again and again while Discord fails, and each job
/// ends once, each clip is posted once. The row holds the counts; what is wrong goes to the notes, and ends the program with a failure.
/// </summary>
internal static class ChaosBench
{
    private static readonly TimeSpan LimitForEachJob = TimeSpan.FromSeconds(6), LimitForAll = TimeSpan.FromMinutes(3);

    public static async Task RunAsync(Order order)
    {
        var jobs = order.Whole("--jobs", 1000);
        var plan = new ChaosPlan(jobs, order.Whole("--seed", Random.Shared.Next(1, 1_000_000))) { Limit = LimitForAll + jobs * LimitForEachJob };
        Row.Note($"chaos: seed {plan.Seed}, {plan.Jobs} jobs, at most {plan.Limit.TotalMinutes:0} minutes");
        var report = await ChaosRun.RunAsync(plan, line => Row.Note($"{line}"), order.Cancel);
        Row.Note($"{report}");
        Row.Write(new
        {
            bench = "chaos",
            seed = report.Seed,
            jobs = report.Jobs,
            ended = report.Ended,
            killed = report.Killed,
            faults = report.Faults,
            claims = report.Claims,
            taken_over = report.TakenOver,
            doubled = report.Doubled,
            lost = report.Lost,
            wrong = report.Complaints.Count,
            seconds = Math.Round(report.Took.TotalSeconds),
        });
        if (report.Complaints.Count > 0) Environment.ExitCode = 1;
    }
}
