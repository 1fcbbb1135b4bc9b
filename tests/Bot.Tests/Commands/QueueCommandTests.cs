using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Commands;

public sealed class QueueCommandTests
{
    private static readonly WorkerLook Worker = new("w", "1", ["pocket"], default, true, WorkerStanding.Serving, 1, 0);

    private static readonly QueueLook Empty = AnyQueue.Empty with { Workers = [Worker] };

    private static Job AnyJob(string prompt, int position) => new()
    {
        Id = new("1"),
        State = JobState.Waiting,
        User = "7",
        Guild = "8",
        Clip = new() { Prompt = prompt },
        Origin = "",
        Lane = "pocket",
        LiveWorkers = 1,
        Position = position,
        Eta = new(default, TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(240)),
    };

    [Fact]
    public void The_line_is_told_by_bands_in_the_order_of_service()
    {
        var look = Empty with
        {
            Running = 2,
            Held = 1,
            Lines = [new("a", Band.Normal, 1200), new("b", Band.Normal, 34), new("a", null, 1), new("a", Band.Relaxed, 5), new("a", Band.Boosted, 3)],
        };

        Assert.StartsWith("**The line**: 2 running, 1,243 waiting (1 moved up, 3 boosted, 1,234 ordinary, 5 relaxed), 1 with a moderator.", QueueCommand.Describe([], look));
        Assert.StartsWith("**The line**: 0 running, 4 waiting.", QueueCommand.Describe([], Empty with { Lines = [new("a", Band.Normal, 4)] }));
    }

    [Fact]
    public void Ones_own_clips_stand_in_the_order_of_service_with_their_ranges()
    {
        var running = AnyJob("running", 0) with { State = JobState.Running, Progress = 0.42 };
        var held = AnyJob("held", 0) with { State = JobState.Held, Eta = null };
        var (late, soon) = (AnyJob("late", 12), AnyJob("soon", 1));

        var lines = QueueCommand.Describe([held, late, soon, running], Empty).Split('\n');

        Assert.Equal(["- **running**: 42 %, about 2 to 4 min left", "- **soon**: next in line, ready in about 2 to 4 min",
            "- **late**: about #12 in line, ready in about 2 to 4 min", "- **held**: a moderator is looking at it"], lines[1..]);
    }

    [Fact]
    public void A_pause_a_drain_and_missing_workers_are_told()
    {
        var paused = QueueCommand.Describe([AnyJob("mine", 1)], Empty with { Mode = QueueMode.Paused });
        Assert.Contains("A moderator has paused it", paused);
        Assert.DoesNotContain("ready in", paused);
        Assert.Contains("No new clips are taken", QueueCommand.Describe([], Empty with { Mode = QueueMode.Draining }));
        Assert.Contains("No worker is running", QueueCommand.Describe([], Empty with { Workers = [Worker with { IsAlive = false }] }));
    }
}
