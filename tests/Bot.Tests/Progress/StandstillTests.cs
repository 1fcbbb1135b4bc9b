using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Progress;

public sealed class StandstillTests
{
    private static Job AnyJob(string lane = "pocket~30s", double seconds = 30) => new()
    {
        Id = new("1"),
        State = JobState.Waiting,
        User = "7",
        Guild = "8",
        Clip = new() { Prompt = "a ball", Seconds = seconds },
        Origin = "",
        Lane = lane,
        Position = 1,
    };

    private static QueueLook Look(QueueMode mode = QueueMode.Open, params WorkerLook[] workers) =>
        AnyQueue.Empty with { Mode = mode, Workers = workers };

    private static WorkerLook Worker(string lane, WorkerStanding standing = WorkerStanding.Serving, bool isAlive = true) =>
        new("w", "1", [lane], default, isAlive, standing, 1, 0);

    [Fact]
    public void A_job_that_is_only_waiting_needs_no_reason()
    {
        Assert.Null(Standstill.Why(AnyJob() with { LiveWorkers = 1 }, Look(workers: Worker("pocket~30s")), Tongues.English));
        Assert.Null(Standstill.Why(AnyJob(), Look(workers: Worker("pocket~30s")), Tongues.English)); // it came just now
        Assert.Null(Standstill.Why(AnyJob() with { State = JobState.Running }, Look(QueueMode.Paused), Tongues.English));
        Assert.Null(Standstill.Why(AnyJob() with { LiveWorkers = 1 }, Look(QueueMode.Draining, Worker("pocket~30s")), Tongues.English));
    }

    [Fact]
    public void A_paused_queue_is_told_whoever_is_alive() =>
        Assert.Contains("paused", Standstill.Why(AnyJob() with { LiveWorkers = 1 }, Look(QueueMode.Paused, Worker("pocket~30s")), Tongues.English));

    [Fact]
    public void Without_any_worker_alive_none_is_running() =>
        Assert.Contains("No worker is running", Standstill.Why(AnyJob(), Look(workers: Worker("pocket~30s", isAlive: false)), Tongues.English));

    [Theory]
    [InlineData("pocket~10s", "clips of 30 s; 10 s is the longest")]
    [InlineData("wan~60s", "the model pocket")]
    [InlineData("pocket~60s~8192MiB", "large enough")]
    public void What_no_worker_offers_is_named(string offered, string words)
    {
        var why = Standstill.Why(AnyJob(), Look(workers: Worker(offered)), Tongues.English);

        Assert.Contains(words, why);
        Assert.Contains("keeps its place", why);
    }

    [Fact]
    public void Workers_in_maintenance_are_told() =>
        Assert.Contains("looked after", Standstill.Why(AnyJob(), Look(workers: Worker("pocket~30s", WorkerStanding.Maintenance)), Tongues.English));
}
