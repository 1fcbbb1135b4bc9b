namespace ChatVideoBot.Queue.Tests;

public sealed class FairnessTests(RedisServer server) : QueueTest(server, options =>
{
    options.MostWaitingPerUser = 1000;
    options.MostWaiting = 10_000;
    options.TightenAt = 10_000;
})
{
    private async Task<List<JobId>> ClaimAllAsync()
    {
        var served = new List<JobId>();
        while (await TryClaimAsync() is { } lease)
            served.Add(lease.Id);
        return served;
    }

    private async Task<List<JobId>> EnqueueManyAsync(int n, string user, string guild = "guild")
    {
        var ids = new List<JobId>();
        for (var i = 0; i < n; i++)
            ids.Add(await EnqueueAsync(user, guild: guild));
        return ids;
    }

    [Theory]
    [InlineData("one guild")]
    [InlineData("")] // direct messages: each a guild of one
    public async Task Three_hundred_jobs_of_one_user_keep_twenty_light_users_waiting_no_longer_than_there_are_users(string guild)
    {
        await EnqueueManyAsync(300, "heavy", guild);
        for (var i = 0; i < 10; i++)
            await ClaimAsync(); // some are served before anybody else comes
        var light = new List<JobId>();
        for (var i = 0; i < 20; i++)
            light.Add(await EnqueueAsync($"light-{i}", guild: guild));

        var served = await ClaimAllAsync();

        Assert.Equal(310, served.Count);
        Assert.All(light, id => Assert.InRange(served.IndexOf(id), 0, 20)); // 21 flows are active
    }

    [Fact]
    public async Task Users_who_both_ask_for_much_take_turns()
    {
        var (ann, bob) = (await EnqueueManyAsync(10, "ann"), await EnqueueManyAsync(10, "bob"));

        var served = await ClaimAllAsync();

        for (var i = 0; i < 20; i += 2)
            Assert.Single(served.Skip(i).Take(2), ann.Contains);
        Assert.Equal(bob, served.Where(bob.Contains));
    }

    [Fact]
    public async Task A_long_clip_pays_for_its_length()
    {
        for (var i = 0; i < 30; i++)
        {
            await EnqueueAsync(Draft("short"));
            await EnqueueAsync(Draft("long") with { Clip = new ClipRequest { Prompt = "p", Seconds = 6 } });
        }

        var served = await ClaimAllAsync();

        var users = await Task.WhenAll(served.Take(24).Select(async id => (await FindAsync(id)).User));
        Assert.InRange(users.Count(user => user == "short"), 17, 19); // 18 of 2 s beside 6 of 6 s
    }

    [Fact]
    public async Task A_user_of_weight_three_is_served_three_times_as_much()
    {
        await Queue.SetLimitsAsync(LimitSubject.User("ann"), new Limits { Weight = 3 }, Mod, Cancel);
        var ann = await EnqueueManyAsync(30, "ann");
        await EnqueueManyAsync(30, "bob");

        var served = await ClaimAllAsync();

        Assert.InRange(served.Take(20).Count(ann.Contains), 14, 16);
    }

    [Fact]
    public async Task Guilds_share_by_the_root_of_the_number_of_their_users()
    {
        for (var i = 0; i < 100; i++)
            await EnqueueAsync($"member-{i % 16}", guild: "big");
        var small = await EnqueueManyAsync(100, "lonely", "small");

        var served = await ClaimAllAsync();

        Assert.InRange(served.Take(50).Count(small.Contains), 9, 11); // 1 part beside √16
    }

    [Fact]
    public async Task A_new_guild_is_served_next_and_saved_up_nothing()
    {
        await EnqueueManyAsync(100, "heavy", "old");
        for (var i = 0; i < 50; i++)
            await ClaimAsync();
        var fresh = await EnqueueManyAsync(10, "new", "new");

        var served = await ClaimAllAsync();

        Assert.Equal(fresh[0], served[0]);
        Assert.InRange(served.Take(10).Count(fresh.Contains), 4, 6);
    }

    [Fact]
    public async Task A_cancelled_job_costs_its_user_nothing()
    {
        var before = await EnqueueManyAsync(5, "ann");
        var last = await EnqueueAsync("ann");
        var bob = await EnqueueManyAsync(3, "bob");
        foreach (var id in before)
            Assert.Equal(CancelResult.Cancelled, await Queue.CancelAsync(id, Mod, Cancel));

        Assert.Equal(1, (await FindAsync(last)).Position);
        Assert.Equal([last, .. bob], await ClaimAllAsync());
        var (next, other) = (await EnqueueAsync("ann"), await EnqueueAsync("bob"));
        Assert.Equal([next, other], await ClaimAllAsync()); // ann has had one, bob three
    }

    [Fact]
    public async Task A_promoted_job_that_is_cancelled_costs_its_user_nothing_either()
    {
        var first = await EnqueueAsync("ann");
        var second = await EnqueueAsync("ann");
        var bob = await EnqueueManyAsync(2, "bob");
        await Queue.PromoteAsync(first, Mod, Cancel);
        await Queue.CancelAsync(first, Mod, Cancel);

        Assert.Equal(second, (await ClaimAsync()).Id);
        Assert.Equal(bob[0], (await ClaimAsync()).Id);
    }

    [Fact]
    public async Task A_promoted_job_that_is_moved_back_costs_its_user_no_more_than_once()
    {
        var (first, second) = (await EnqueueAsync("ann"), await EnqueueAsync("ann"));
        await EnqueueManyAsync(3, "bob");
        await Queue.PromoteAsync(first, Mod, Cancel);
        await Queue.MoveAsync(first, Band.Normal, Mod, Cancel);

        var served = await ClaimAllAsync();

        Assert.Equal([0, 2], new[] { served.IndexOf(first), served.IndexOf(second) }.Order());
    }

    [Fact]
    public async Task Finishing_corrects_what_was_predicted()
    {
        var (ann, bob) = (await EnqueueManyAsync(1, "ann"), await EnqueueManyAsync(1, "bob"));
        foreach (var expected in new[] { ann[0], bob[0] })
        {
            var lease = await ClaimAsync();
            Assert.Equal(expected, lease.Id);
            await StartedAgoAsync(lease, lease.Id == ann[0] ? lease.Predicted * 10 : lease.Predicted); // ann's took ten times as long
            await Queue.CompleteAsync(lease, AnyInfo, default, Cancel);
        }
        for (var i = 0; i < 4; i++)
            await RawAsync("DEL", Key("est:pocket")); // both cost the same from here on

        ann = await EnqueueManyAsync(8, "ann");
        bob = await EnqueueManyAsync(8, "bob");

        Assert.Equal(bob, (await ClaimAllAsync()).Take(8)); // until bob has had as much
    }

    [Fact]
    public async Task A_guilds_users_count_while_they_asked_lately()
    {
        for (var i = 0; i < 16; i++)
            await EnqueueAsync($"member-{i}", guild: "big");
        await ClaimAllAsync(); // sixteen users were there once
        var big = await EnqueueManyAsync(40, "member-0", "big");
        await EnqueueManyAsync(40, "lonely", "small");
        for (var i = 0; i < 30; i++)
            await ClaimAsync();

        await EnqueueAsync("member-0", guild: "big");
        var served = new List<JobId>();
        for (var i = 0; i < 20; i++)
            served.Add((await ClaimAsync()).Id);

        Assert.InRange(served.Count(big.Contains), 8, 12); // one active user each by now
    }
}
