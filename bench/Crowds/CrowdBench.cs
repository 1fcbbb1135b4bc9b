using System.Collections.Concurrent;
using System.Diagnostics;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Tests;
using ChatVideoBot.Tests.Chaos;

namespace ChatVideoBot.Bench.Crowds;

/// <summary>
/// Many people at once, for minutes: the bot and the worker are programs of their own, the sandbox is Discord with its limits. What is
/// measured is the time from the click to the bot's answer at Discord; the rest is counted, and what is wrong ends the program with a failure.
/// </summary>
internal static class CrowdBench
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3), Patience = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(Order order)
    {
        var (users, minutes, cancel) = (order.Whole("--users", 100), order.Number("--minutes", 5), order.Cancel);
        var folder = Directory.CreateTempSubdirectory("chatvideobot-crowd-");
        var book = new CrowdBook();
        try
        {
            await using var redis = await PrivateRedis.StartAsync(folder.FullName, cancel);
            await using var sandbox = await SandboxServer.StartAsync(new() { Guests = users, Answered = book.Hear }, cancel);
            await using var queue = JobQueue.Open(redis.Url);
            var settings = new Dictionary<string, string> { ["REDIS_URL"] = redis.Url.ToString(), ["Logging__LogLevel__Default"] = "Warning" };
            using var worker = new Child("worker", "Inference", [], settings, folder.FullName, isMeek: true);
            using var bot = new Child(
                "bot", "Bot", [], new Dictionary<string, string>(settings) { ["DISCORD_TOKEN"] = sandbox.Token, ["Discord__Api"] = sandbox.Api.ToString() }, folder.FullName);
            bot.Start();
            worker.Start();
            var (asked, orders) = (new ConcurrentDictionary<string, (string Kind, long At)>(), new ConcurrentBag<string>());
            var people = await SeatAsync(sandbox, users, cancel);
            try
            {
                await WarmUpAsync(people[0], queue, cancel);
                using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                time.CancelAfter(TimeSpan.FromMinutes(minutes));
                await Task.WhenAll(people.Select((person, i) =>
                    new Guest(person, i % 2 == 0 ? "general" : "adults", i + 1, queue, book, asked, orders).StayAsync(time.Token, cancel)));
                Row.Note($"crowd: {asked.Count} interactions; waiting for the last clips");
                Write(users, minutes, book, asked, await EndsAsync(queue, orders, cancel));
            }
            finally
            {
                people.ForEach(person => person.Dispose());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<SandboxPerson>> SeatAsync(SandboxServer sandbox, int users, CancellationToken cancel)
    {
        var people = new List<SandboxPerson>();
        for (var i = 1; i <= users; i++)
        {
            people.Add(await SandboxPerson.SitDownAsync(sandbox.Page, $"guest{i}", cancel));
            await people[^1].WaitForCommandsAsync(cancel);
        }

        return people;
    }

    /// <summary>A first clip, so that all that is compiled and loaded once is not measured.</summary>
    private static async Task WarmUpAsync(SandboxPerson person, JobQueue queue, CancellationToken cancel)
    {
        for (var i = 0; i < 30; i++)
            await person.UseAsync("general", "queue", new Dictionary<string, object>(), cancel);
        var id = await person.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = "a red ball", ["seconds"] = 0.5 }, cancel);
        while (await queue.FindAsync(new(id), cancel) is not { State: JobState.Done })
            await Task.Delay(100, cancel);
    }

    /// <summary>How the jobs ended, once all have or patience is over.</summary>
    private static async Task<IReadOnlyList<Job>> EndsAsync(JobQueue queue, IEnumerable<string> orders, CancellationToken cancel)
    {
        var (jobs, began) = (new List<Job>(), Stopwatch.GetTimestamp());
        foreach (var id in orders)
        {
            var job = await queue.FindAsync(new(id), cancel);
            while (job is { State: JobState.Waiting or JobState.Claimed or JobState.Running or JobState.Delivering } && Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(100, cancel);
                job = await queue.FindAsync(new(id), cancel);
            }

            if (job is not null)
                jobs.Add(job);
        }

        return jobs;
    }

    private static void Write(int users, double minutes, CrowdBook book, ConcurrentDictionary<string, (string Kind, long At)> asked, IReadOnlyList<Job> jobs)
    {
        var times = asked.Where(one => book.AnsweredAt(one.Key) is not null)
            .Select(one => (one.Value.Kind, Ms: Stopwatch.GetElapsedTime(one.Value.At, book.AnsweredAt(one.Key)!.Value).TotalMilliseconds)).ToList();
        var (all, imagine) = (Sorted(times), Sorted(times.Where(one => one.Kind == "/imagine")));
        var late = all.Count(ms => ms > Deadline.TotalMilliseconds);
        var open = jobs.Count(job => job.State is not (JobState.Done or JobState.Failed or JobState.Cancelled or JobState.Expired));
        var failed = jobs.Where(job => job.State == JobState.Failed).ToList();
        foreach (var job in failed)
            Row.Note($"crowd: {job.Id} failed: {job.Failure?.Reason}");
        foreach (var (what, count) in book.Refusals)
            Row.Note($"crowd: {what}: {count} times");
        Row.Write(new
        {
            bench = "crowd",
            users,
            minutes,
            interactions = asked.Count,
            unanswered = asked.Count - times.Count,
            late,
            imagine_p50_ms = Math.Round(Row.Quantile(imagine, 0.5), 1),
            imagine_p99_ms = Math.Round(Row.Quantile(imagine, 0.99), 1),
            all_p50_ms = Math.Round(Row.Quantile(all, 0.5), 1),
            all_p99_ms = Math.Round(Row.Quantile(all, 0.99), 1),
            worst_ms = Math.Round(all[^1], 1),
            jobs = jobs.Count,
            jobs_without_an_end = open,
            jobs_failed = failed.Count,
            clips = book.Clips,
            clips_doubled = book.Twice,
            edits = book.Edits,
            edits_too_soon = book.Hasty,
            rate_limited = book.Refusals.Where(one => one.Key.StartsWith("429", StringComparison.Ordinal)).Sum(one => one.Value),
        });
        if (times.Count < asked.Count || late + open + failed.Count + book.Twice + book.Hasty > 0)
            Environment.ExitCode = 1;
    }

    private static List<double> Sorted(IEnumerable<(string Kind, double Ms)> times) => [.. times.Select(one => one.Ms).Order()];
}
