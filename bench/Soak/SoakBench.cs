using System.Globalization;

namespace ChatVideoBot.Bench.Soak;

/// <summary>
/// No measure but a proof: the bot with a real queue and a real worker, people who use it, and a Discord that fails every few seconds. The row
/// holds the counts; what is wrong goes to the notes, and ends the program with a failure.
/// </summary>
internal static class SoakBench
{
    /// <summary>Between two tries to connect: the longest pause, the time between two identifies, and a little.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15 + 5.5 + 1.5);

    public static async Task RunAsync(Order order)
    {
        var (minutes, seed, every) = (order.Number("--minutes", 30), order.Whole("--seed", Random.Shared.Next(1, 1_000_000)), order.Number("--every", 4));
        Row.Note($"soak: seed {seed}, {minutes} minutes, a fault every {every} s");
        await using var town = await SoakTown.BuildAsync(order.Cancel);
        var before = await Footprint.TakeAsync(town, order.Cancel);
        await town.StormAsync(seed, every, order.Cancel);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(order.Cancel);
        time.CancelAfter(TimeSpan.FromMinutes(minutes));
        var visitors = town.People.Select((person, i) => Visitor.StayAsync(town, person, seed + i, time.Token, order.Cancel)).ToList();
        for (var minute = 1; await Task.WhenAny(Task.WhenAll(visitors), Task.Delay(TimeSpan.FromMinutes(1), order.Cancel)) is var first && !visitors.All(v => v.IsCompleted); minute++)
        {
            await first;
            Row.Note($"soak: {minute} min, {town.Book.Count} interactions");
        }

        var faults = await town.CalmAsync(order.Cancel);
        await town.FinishAsync(order.Cancel);
        var verdict = town.Book.Judge(faults, town.Offs);
        var after = await Footprint.TakeAsync(town, order.Cancel);
        verdict.Complaints.AddRange(after.LeaksSince(before));
        var (share, longest) = town.Connected;
        if (town.LongestWait > LongestWait)
            verdict.Complaints.Add($"The bot waited {town.LongestWait.TotalSeconds:0} s before it tried to connect.");
        foreach (var complaint in verdict.Complaints)
            Row.Note($"{complaint}");
        Row.Write(new
        {
            bench = "soak",
            seed,
            minutes,
            faults = faults.Count,
            connected_share = Math.Round(share, 3),
            longest_off_s = Math.Round(longest.TotalSeconds, 1),
            longest_wait_s = Math.Round(town.LongestWait.TotalSeconds, 1),
            interactions = verdict.Interactions,
            answered = verdict.Answered,
            bot_was_off = verdict.Off,
            no_time_left = verdict.NoTime,
            should_have_been_answered = verdict.Missed,
            handled_twice = verdict.Twice,
            clips = verdict.Clips,
            clips_doubled = verdict.Doubled,
            jobs_without_an_end = verdict.Unended,
            before = before.ToString(),
            after = after.ToString(),
            wrong = verdict.Complaints.Count,
        });
        if (verdict.Complaints.Count > 0)
            Environment.ExitCode = 1;
    }

    internal static string Clock(DateTimeOffset at) => at.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
