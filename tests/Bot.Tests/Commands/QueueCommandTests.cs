using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Commands;

public sealed class QueueCommandTests
{
    private static readonly WorkerLook Worker = new("w", "1", ["pocket"], default, true, WorkerStanding.Serving, 1, 0);

    private static readonly QueueLook Empty = AnyQueue.Empty with { Workers = [Worker] };

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_000_000);

    private static string Describe(IReadOnlyList<Job> mine, QueueLook look) => QueueCommand.Describe(mine, look, Now, Tongues.English);

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
        Eta = new(TimeSpan.FromSeconds(180), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(240)),
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

        Assert.StartsWith("**The line**: 2 running, 1,243 waiting (1 moved up, 3 boosted, 1,234 ordinary, 5 relaxed), 1 with a moderator.", Describe([], look));
        Assert.StartsWith("**The line**: 0 running, 4 waiting.", Describe([], Empty with { Lines = [new("a", Band.Normal, 4)] }));
    }

    [Fact]
    public void Ones_own_clips_stand_in_the_order_of_service_with_their_ranges()
    {
        var running = AnyJob("running", 0) with { State = JobState.Running, Progress = 0.42 };
        var held = AnyJob("held", 0) with { State = JobState.Held, Eta = null };
        var (late, soon) = (AnyJob("late", 12), AnyJob("soon", 1));

        var lines = Describe([held, late, soon, running], Empty).Split('\n');

        Assert.Equal(["- **running**: 42 %, ready <t:1000180:R>", "- **soon**: next in line, ready <t:1000180:R>",
            "- **late**: about #12 in line, ready <t:1000180:R>", "- **held**: a moderator is looking at it"], lines[1..]);
    }

    [Fact]
    public void A_pause_a_drain_and_missing_workers_are_told()
    {
        var paused = Describe([AnyJob("mine", 1)], Empty with { Mode = QueueMode.Paused });
        Assert.Contains("A moderator has paused it", paused);
        Assert.DoesNotContain("ready", paused);
        Assert.Contains("No new clips are taken", Describe([], Empty with { Mode = QueueMode.Draining }));
        Assert.Contains("No worker is running", Describe([], Empty with { Workers = [Worker with { IsAlive = false }] }));
    }

    [Fact]
    public void All_see_the_line_without_what_is_private_or_asked_elsewhere()
    {
        var here = new Origin("5", "", "", "", null).Write();
        var open = AnyJob("a red ball", 1) with { Origin = here };
        var hidden = AnyJob("my secret", 2) with { Origin = here, Clip = new() { Prompt = "my secret", IsPrivate = true } };
        var elsewhere = AnyJob("their thing", 3) with { Guild = "9", User = "10" };
        var nextDoor = AnyJob("of moderators", 4) with { Origin = new Origin("6", "", "", "", null).Write() };

        var text = QueueCommand.DescribeAll([open, hidden, elsewhere, nextDoor], Empty with { Lines = [new("a", Band.Normal, 6)] }, "8", "5", Now, Tongues.English);

        Assert.Equal(["- <@7> **a red ball**: next in line, ready <t:1000180:R>", "- a private clip: about #2 in line, ready <t:1000180:R>",
            "- a clip from elsewhere: about #3 in line, ready <t:1000180:R>", "- a clip from elsewhere: about #4 in line, ready <t:1000180:R>", "- and 2 more"], text.Split('\n')[1..]);
    }
}
