namespace ChatVideoBot.Queue.Tests;

/// <summary>The five promises of the queue, one test each.</summary>
public sealed class PromiseTests(RedisServer server) : QueueTest(server, options =>
{
    options.MostWaitingPerUser = 1000;
    options.MostWaiting = 10_000;
    options.TightenAt = 10_000;
})
{
    [Fact]
    public async Task Promise_one_nothing_is_lost()
    {
        var ids = new List<JobId>();
        for (var i = 0; i < 7; i++)
            ids.Add(await EnqueueAsync($"user-{i}"));

        await Queue.CancelAsync(ids[6], Mod, Cancel); // somebody thinks better of it
        await RawAsync("ZADD", await LaneKeyAsync("exp", ids[5]), "XX", 1, ids[5].Value);
        await ReapAsync(); // nobody came for this one
        var dead = await ClaimAsync("dies");
        await EndLeaseAsync(dead.Id);
        await ReapAsync(); // the worker is gone
        Assert.Equal(JobState.Waiting, await StateAsync(dead.Id));
        await Queue.ReleaseAsync(await ClaimAsync("leaves"), Cancel);
        var failed = await ClaimAsync();
        await Queue.FailAsync(failed, Broken, retry: true, Cancel);
        await MakeRetryDueAsync(failed.Id);
        await Queue.FailAsync(await ClaimAsync("fails"), Broken, retry: false, Cancel);
        var lost = (await Queue.ListAsync(10, Cancel))[^1];
        await RawAsync("ZREM", Key($"w:{lost.Lane}:normal:guild"), lost.Id.Value); // a restored backup forgot its place
        Assert.Equal(1, await Queue.MendAsync(Cancel));
        while (await TryClaimAsync() is { } lease)
            Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));
        var crashed = await TakeAsync();
        await MakeDueAsync(crashed.Job.Id); // the bot died before it told the end
        var told = new List<JobId>();
        while (await Queue.TakeDeliveryAsync(Cancel) is { } delivery)
        {
            Assert.True(await Queue.AcknowledgeAsync(delivery, Cancel));
            told.Add(delivery.Job.Id);
        }

        Assert.Equal(ids.Select(id => id.Value).Order(), told.Select(id => id.Value).Order());
        var ends = (await Task.WhenAll(ids.Select(StateAsync))).Order();
        Assert.Equal([JobState.Done, JobState.Done, JobState.Done, JobState.Done, JobState.Failed, JobState.Cancelled, JobState.Expired], ends);
    }

    [Fact]
    public async Task Promise_two_nothing_is_posted_twice()
    {
        var late = await RunningAsync();
        await EndLeaseAsync(late.Id);
        await ReapAsync();
        var fresh = await ClaimAsync("w2");
        Assert.True(fresh.Token > late.Token);

        Assert.False(await Queue.CompleteAsync(late, AnyInfo, new byte[] { 66 }, Cancel)); // while the other renders
        Assert.Null(await Queue.TakeDeliveryAsync(Cancel));
        Assert.True(await Queue.CompleteAsync(fresh, AnyInfo, AnyClip, Cancel));
        Assert.True(await Queue.CompleteAsync(fresh, AnyInfo, AnyClip, Cancel)); // its answer was lost
        Assert.False(await Queue.CompleteAsync(late, AnyInfo, new byte[] { 66 }, Cancel)); // after the other

        var slow = await TakeAsync();
        Assert.Equal(AnyClip, await Queue.ReadClipAsync(slow, Cancel));
        Assert.Null(await Queue.TakeDeliveryAsync(Cancel)); // it is leased
        Assert.Equal("m1", await Queue.RecordMessageAsync(slow, "m1", Cancel));
        await MakeDueAsync(slow.Job.Id);
        var second = await TakeAsync();
        Assert.Equal((2, "m1"), (second.Tries, second.Job.MessageId)); // so that it looks before it posts
        Assert.Equal("m1", await Queue.RecordMessageAsync(second, "m2", Cancel));
        Assert.False(await Queue.PostponeAsync(slow, TimeSpan.Zero, Cancel));
        Assert.True(await Queue.AcknowledgeAsync(second, Cancel));
        Assert.Equal(EnqueueStatus.Known, (await Queue.EnqueueAsync(Draft(id: late.Id.Value), Cancel)).Status); // asked again
        Assert.Null(await Queue.TakeDeliveryAsync(Cancel));
        Assert.Null(await TryClaimAsync());
    }

    [Fact]
    public async Task Promise_three_nobody_starves()
    {
        var large = await EnqueueAsync(Draft("patient", guild: "guild") with { Clip = new ClipRequest { Prompt = "p", Seconds = 20 } });
        for (var i = 0; i < 100; i++)
            await EnqueueAsync("heavy", band: Band.Urgent);
        var relaxed = await EnqueueAsync("meek", band: Band.Relaxed);
        var light = new List<JobId>();
        for (var i = 0; i < 20; i++)
            light.Add(await EnqueueAsync($"light-{i}", band: Band.Urgent));
        var other = await EnqueueAsync("stranger", guild: "small", band: Band.Urgent);
        var zoo = new List<JobId>();
        for (var i = 0; i < 5; i++)
            zoo.Add(await EnqueueAsync("keeper", guild: "zoo", band: Band.Urgent));

        var served = new List<JobId>();
        for (var i = 0; i < 45; i++)
            served.Add((await ClaimAsync()).Id);

        Assert.Equal(7, served.IndexOf(relaxed)); // the eighth
        Assert.InRange(served.IndexOf(other), 0, 2);
        Assert.All(light, id => Assert.InRange(served.IndexOf(id), 0, 38)); // 21 of the band's flows, other guilds, the eighths
        Assert.All(zoo, id => Assert.InRange(served.IndexOf(id), 0, 40)); // a guild of one has a fifth of one of twenty-one
        for (var i = 0; !served.Contains(large); i++)
        {
            Assert.InRange(i, 0, 200);
            await EnqueueAsync($"newcomer-{i}");
            served.Add((await ClaimAsync()).Id);
        }
    }

    [Fact]
    public async Task Promise_four_the_estimate_is_honest()
    {
        var nobody = await FindAsync(await EnqueueAsync("ann"));
        Assert.Equal((0, null, 1), (nobody.LiveWorkers, nobody.Eta, nobody.Position));
        await AnnounceAsync("w1");
        await AnnounceAsync("w2");
        var first = await ClaimAsync();
        Assert.Null((await FindAsync(first.Id)).Eta); // nothing was measured
        await StartedAgoAsync(first, TimeSpan.FromSeconds(60));
        await Queue.CompleteAsync(first, AnyInfo, default, Cancel);

        var users = new[] { "ann", "ann", "bob", "cleo", "ann", "bob" };
        var ids = new List<JobId>();
        foreach (var user in users)
            ids.Add(await EnqueueAsync(user, guild: user == "ann" ? "" : "guild", band: user == "cleo" ? Band.Boosted : null));
        var told = await Task.WhenAll(ids.Select(FindAsync));
        Assert.Equal(2, told[0].LiveWorkers);
        var last = told.MaxBy(job => job.Position)!;
        Assert.Equal(6, last.Position);
        Assert.InRange(last.Eta!.Typical, TimeSpan.FromSeconds(175), TimeSpan.FromSeconds(205)); // six of a minute at two workers
        await SilenceAsync("w2");
        Assert.InRange((await FindAsync(last.Id)).Eta!.Typical, TimeSpan.FromSeconds(350), TimeSpan.FromSeconds(400));

        for (var served = 1; await TryClaimAsync() is { } lease; served++)
            Assert.Equal(served, told.Single(job => job.Id == lease.Id).Position);
    }

    [Fact]
    public async Task Promise_five_moderators_words_hold_at_once()
    {
        var (a, b, c, d) = (await EnqueueAsync("ann"), await EnqueueAsync("bob"), await EnqueueAsync("cleo"), await EnqueueAsync("dan"));
        await Queue.PauseAsync(Mod, Cancel);
        Assert.Null(await TryClaimAsync());
        await Queue.ResumeAsync(Mod, Cancel);

        await Queue.PromoteAsync(d, Mod, Cancel);
        await Queue.HoldAsync(b, Mod, Cancel);
        var running = await ClaimAsync();
        Assert.Equal(d, running.Id);
        Assert.Equal(CancelResult.Stopping, await Queue.CancelAsync(d, Mod, Cancel));
        Assert.Equal(Beat.Cancel, await Queue.RenewAsync(running, Cancel));
        Assert.False(await Queue.CompleteAsync(running, AnyInfo, AnyClip, Cancel)); // the worker did not hear in time
        Assert.Equal(JobState.Cancelled, await StateAsync(d));

        await Queue.SetLimitsAsync(LimitSubject.User("ann"), new Limits { Running = 0 }, Mod, Cancel);
        Assert.Equal(c, (await ClaimAsync()).Id);
        Assert.Null(await TryClaimAsync());
        await Queue.LetGoAsync(b, Mod, Cancel);
        await Queue.MaintainAsync("w1", true, Mod, Cancel);
        Assert.Null(await TryClaimAsync());
        Assert.Equal(b, (await ClaimAsync("w2")).Id);
        await Queue.SetLimitsAsync(LimitSubject.User("ann"), new Limits { Waiting = 0 }, Mod, Cancel);
        Assert.Equal(EnqueueStatus.Barred, (await Queue.EnqueueAsync(Draft("ann"), Cancel)).Status);
        Assert.Equal(new Cleared(1, 0), await Queue.ClearUserAsync("ann", Mod, Cancel));
        Assert.Equal(JobState.Cancelled, await StateAsync(a));
        await Queue.DrainAsync(Mod, Cancel);
        Assert.Equal(EnqueueStatus.Draining, (await Queue.EnqueueAsync(Draft("bob"), Cancel)).Status);

        Assert.Equal(
            ["drain", "clear user", "limit", "maintenance", "let go", "limit", "cancel", "hold", "promote", "resume", "pause"],
            (await Queue.ReadAuditAsync(50, Cancel)).Select(entry => entry.What));
    }
}
