using ChatVideoBot.Discord.Gateway;

namespace ChatVideoBot.Discord.Tests.Gateway;

public sealed class EventBacklogTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static WaitingEvent Event(string name, int bytes = 2, int shard = 0) => new(name, new byte[bytes], 0, shard);

    private static WaitingEvent Interaction(int number) => Event("INTERACTION_CREATE", shard: number);

    [Fact]
    public async Task An_interaction_takes_the_place_of_the_oldest_other_event()
    {
        var backlog = new EventBacklog(3, 1_000);
        Assert.Empty(backlog.Add(Event("A")));
        Assert.Empty(backlog.Add(Event("B")));
        Assert.Empty(backlog.Add(Event("C")));

        Assert.Equal(["D"], backlog.Add(Event("D"))); // no room for it
        Assert.Equal(["A"], backlog.Add(Interaction(1)));
        Assert.Equal(["B"], backlog.Add(Interaction(2)));

        Assert.Equal(1, (await backlog.TakeAsync(true, Cancel)).Shard);
        Assert.Equal(2, (await backlog.TakeAsync(true, Cancel)).Shard);
        Assert.Equal("C", (await backlog.TakeAsync(false, Cancel)).Name);
        Assert.Equal(0, backlog.Count);
    }

    [Fact]
    public async Task When_only_interactions_wait_the_oldest_goes()
    {
        var backlog = new EventBacklog(2, 1_000);
        backlog.Add(Interaction(1));
        backlog.Add(Interaction(2));

        Assert.Equal(["INTERACTION_CREATE"], backlog.Add(Interaction(3)));
        Assert.Equal(["A"], backlog.Add(Event("A")));

        Assert.Equal(2, (await backlog.TakeAsync(true, Cancel)).Shard);
        Assert.Equal(3, (await backlog.TakeAsync(true, Cancel)).Shard);
    }

    [Fact]
    public async Task READY_outlives_other_events_but_no_interaction_goes_for_it()
    {
        var backlog = new EventBacklog(2, 1_000);
        backlog.Add(Event("READY", shard: 1));
        backlog.Add(Event("A"));
        Assert.Equal(["A"], backlog.Add(Event("READY", shard: 2)));
        Assert.Equal(["READY"], backlog.Add(Event("READY", shard: 3)));
        Assert.Equal(["READY"], backlog.Add(Interaction(4)));

        Assert.Equal(2, (await backlog.TakeAsync(false, Cancel)).Shard);
        Assert.Equal(4, (await backlog.TakeAsync(true, Cancel)).Shard);
    }

    [Fact]
    public void Bytes_are_bounded_too_but_a_single_event_always_has_room()
    {
        var backlog = new EventBacklog(100, 1_000);

        Assert.Empty(backlog.Add(Event("A", 5_000)));
        Assert.Equal(["B"], backlog.Add(Event("B", 1)));
        Assert.Equal(["A"], backlog.Add(Interaction(1)));
        Assert.Empty(backlog.Add(Event("C", 900)));
        Assert.Equal(["D"], backlog.Add(Event("D", 900)));
        Assert.Equal(2, backlog.Count);
    }

    [Fact]
    public async Task No_interaction_is_lost_while_anything_else_waits_whatever_comes()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var most = random.Next(1, 12);
            var backlog = new EventBacklog(most, 1_000_000);
            int interactions = 0, others = 0;
            for (var i = 0; i < 100; i++)
            {
                if (random.Next(4) == 0 && interactions > 0)
                {
                    (await backlog.TakeAsync(true, Cancel)).Dispose();
                    interactions--;
                    continue;
                }
                var isInteraction = random.Next(2) == 0;
                var dropped = backlog.Add(isInteraction ? Interaction(i) : Event("A"));
                (interactions, others) = (interactions + (isInteraction ? 1 : 0), others + (isInteraction ? 0 : 1));
                foreach (var name in dropped)
                {
                    Assert.True(name == "A" || others == 0);
                    (interactions, others) = (interactions - (name == "A" ? 0 : 1), others - (name == "A" ? 1 : 0));
                }
                Assert.Equal(interactions + others, backlog.Count);
                Assert.InRange(backlog.Count, 0, most);
            }
        }
    }
}
