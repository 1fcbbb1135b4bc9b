namespace ChatVideoBot.Queue.Tests;

public sealed class ControlTests(RedisServer server) : QueueTest(server, options =>
{
    options.MostWaitingPerUser = 10;
    options.TightenAt = 20;
})
{
    private Task LimitAsync(LimitSubject subject, Limits? limits) => Queue.SetLimitsAsync(subject, limits, Mod, Cancel);

    private async Task<Enqueued> TryEnqueueAsync(string user, string guild = "guild", params string[] roles) =>
        await Queue.EnqueueAsync(Draft(user, guild: guild) with { Roles = roles }, Cancel);

    [Fact]
    public async Task Each_word_stands_in_the_audit_once_with_who_and_why()
    {
        var id = await EnqueueAsync();
        await Queue.PauseAsync(new Word("zoe", "spam"), Cancel);
        await Queue.PauseAsync(new Word("zoe", "again"), Cancel); // it is paused

        var entry = Assert.Single(await Queue.ReadAuditAsync(10, Cancel));
        Assert.Equal(("zoe", "pause", "queue", "spam"), (entry.By, entry.What, entry.Target, entry.Why));
        Assert.InRange(entry.At, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        await Queue.HoldAsync(id, Mod, Cancel);
        await Queue.HoldAsync(id, Mod, Cancel);
        await Queue.LetGoAsync(id, Mod, Cancel);
        await Queue.LetGoAsync(id, Mod, Cancel);
        await Queue.CancelAsync(id, Mod, Cancel);
        await Queue.CancelAsync(id, Mod, Cancel);
        Assert.Equal(["cancel", "let go", "hold", "pause"], (await Queue.ReadAuditAsync(10, Cancel)).Select(one => one.What));
        Assert.Single(await Queue.ReadAuditAsync(1, Cancel));
    }

    [Fact]
    public async Task A_held_job_waits_for_a_moderator_and_expires_without_one()
    {
        var id = await EnqueueAsync(Draft() with { Hold = true });
        var other = await EnqueueAsync();
        Assert.Equal((JobState.Held, 0), ((await FindAsync(id)).State, (await FindAsync(id)).Position));
        Assert.Equal(other, (await ClaimAsync()).Id);
        Assert.Null(await TryClaimAsync());
        Assert.Equal([id, other], (await Queue.ListOfUserAsync("ann", Cancel)).Select(job => job.Id).OrderBy(one => one.Value));

        await Queue.LetGoAsync(id, Mod, Cancel);
        Assert.Equal(id, (await ClaimAsync()).Id);

        var second = await EnqueueAsync(Draft() with { Hold = true });
        await RawAsync("ZADD", Key("held"), "XX", 1, second.Value);
        Assert.Equal(1, await ReapAsync());
        Assert.Equal(JobState.Expired, await StateAsync(second));
    }

    [Fact]
    public async Task Clearing_a_user_cancels_what_waits_and_stops_what_runs()
    {
        await EnqueueAsync("ann");
        var running = await ClaimAsync();
        for (var i = 0; i < 5; i++)
            await EnqueueAsync("ann");
        await EnqueueAsync(Draft("ann") with { Hold = true });
        var bob = await EnqueueAsync("bob");

        Assert.Equal(new Cleared(6, 1), await Queue.ClearUserAsync("ann", Mod, Cancel));

        Assert.Equal(Beat.Cancel, await Queue.RenewAsync(running, Cancel));
        Assert.Equal(bob, (await ClaimAsync()).Id);
        Assert.Null(await TryClaimAsync());
        Assert.Single(await Queue.ReadAuditAsync(10, Cancel));
    }

    [Fact]
    public async Task A_users_own_limit_counts_before_everyones_and_both_beside_the_roles()
    {
        await LimitAsync(LimitSubject.Members("guild"), new Limits { Waiting = 1 });
        await LimitAsync(LimitSubject.Role("gold"), new Limits { Waiting = 3, Band = Band.Boosted });
        await LimitAsync(LimitSubject.Role("tin"), new Limits { Waiting = 2, Band = Band.Relaxed });
        await LimitAsync(LimitSubject.User("zoe"), new Limits { Waiting = 0 });

        Assert.Equal(EnqueueStatus.Barred, (await TryEnqueueAsync("zoe", "guild", "gold")).Status);
        Assert.Equal(EnqueueStatus.Accepted, (await TryEnqueueAsync("ann")).Status);
        Assert.Equal((EnqueueStatus.UserFull, 1), await AskAsync("ann"));
        for (var i = 0; i < 3; i++)
            Assert.Equal(EnqueueStatus.Accepted, (await TryEnqueueAsync("bob", "guild", "tin", "gold")).Status); // the most generous
        Assert.Equal((EnqueueStatus.UserFull, 3), await AskAsync("bob", "tin", "gold"));
        Assert.All(await Queue.ListOfUserAsync("bob", Cancel), job => Assert.Equal(Band.Boosted, job.Band));

        var limits = await Queue.ReadLimitsAsync(Cancel);
        Assert.Equal(new Limits { Waiting = 3, Band = Band.Boosted }, limits[LimitSubject.Role("gold")]);
        Assert.Equal(4, limits.Count);
        await LimitAsync(LimitSubject.Members("guild"), null);
        Assert.Equal(EnqueueStatus.Accepted, (await TryEnqueueAsync("ann")).Status);
        await LimitAsync(LimitSubject.Everyone, new Limits { Waiting = 3 }); // the owner's word holds besides
        await LimitAsync(LimitSubject.Role("gold"), new Limits { Waiting = 9 });
        Assert.Equal((EnqueueStatus.UserFull, 3), await AskAsync("bob", "gold"));

        async Task<(EnqueueStatus, int)> AskAsync(string user, params string[] roles)
        {
            var refused = await TryEnqueueAsync(user, "guild", roles);
            return (refused.Status, refused.Limit);
        }
    }

    [Fact]
    public async Task A_cap_on_running_jobs_holds_for_jobs_that_wait_already_and_lets_others_pass()
    {
        for (var i = 0; i < 3; i++)
            await EnqueueAsync("ann");
        var bob = await EnqueueAsync("bob", guild: "other");
        await LimitAsync(LimitSubject.User("ann"), new Limits { Running = 1 });

        var first = await ClaimAsync();
        Assert.Equal(bob, (await ClaimAsync("w2")).Id);
        Assert.Null(await TryClaimAsync("w3"));
        await Queue.CompleteAsync(first, AnyInfo, default, Cancel);
        Assert.NotNull(await TryClaimAsync("w3"));
        Assert.Null(await TryClaimAsync("w3"));

        await LimitAsync(LimitSubject.User("ann"), null);
        await LimitAsync(LimitSubject.Guild("guild"), new Limits { Running = 1 });
        Assert.Null(await TryClaimAsync("w3"));
        await LimitAsync(LimitSubject.Guild("guild"), new Limits { Running = 2 });
        Assert.NotNull(await TryClaimAsync("w3"));
    }

    [Fact]
    public async Task A_cap_is_no_wall_for_guilds_behind_many_that_have_reached_theirs()
    {
        await LimitAsync(LimitSubject.EveryGuild, new Limits { Running = 1 });
        for (var i = 0; i < 40; i++)
        {
            await EnqueueAsync($"user-{i}", guild: $"guild-{i:00}");
            await EnqueueAsync($"user-{i}", guild: $"guild-{i:00}");
        }
        for (var i = 0; i < 40; i++)
            await ClaimAsync();
        Assert.Null(await TryClaimAsync());
        var last = (await Queue.ListAsync(100, Cancel)).First(job => job is { Guild: "guild-39", State: JobState.Claimed });

        await RawAsync("ZREM", Key($"act:{last.Lane}"), last.Id.Value);
        await RawAsync("HSET", Queue.Keys.Job(last.Id), "state", "done");

        Assert.NotNull(await TryClaimAsync());
    }

    [Fact]
    public async Task A_day_has_so_much_time_and_what_is_cancelled_is_given_back()
    {
        await LimitAsync(LimitSubject.User("ann"), new Limits { GpuADay = TimeSpan.FromSeconds(45) }); // two clips of 20 s
        var (a, _) = (await EnqueueAsync("ann"), await EnqueueAsync("ann"));
        var refused = await TryEnqueueAsync("ann");
        Assert.Equal((EnqueueStatus.UserDayFull, 45), (refused.Status, refused.Limit));

        await Queue.CancelAsync(a, Mod, Cancel);
        await EnqueueAsync("ann");
        Assert.Equal(EnqueueStatus.UserDayFull, (await TryEnqueueAsync("ann")).Status);
        var lease = await ClaimAsync();
        await StartedAgoAsync(lease, TimeSpan.FromSeconds(1)); // cheaper than was thought
        await Queue.CompleteAsync(lease, AnyInfo, default, Cancel);
        Assert.Equal(EnqueueStatus.Accepted, (await TryEnqueueAsync("ann")).Status);
    }

    [Fact]
    public async Task A_guilds_day_counts_what_all_its_users_wait_for()
    {
        await LimitAsync(LimitSubject.Guild("guild"), new Limits { GpuADay = TimeSpan.FromSeconds(45) });
        await EnqueueAsync("ann");
        await EnqueueAsync("bob");
        Assert.Equal(EnqueueStatus.GuildDayFull, (await TryEnqueueAsync("cleo")).Status);
        await ClaimAsync();
        Assert.Equal(EnqueueStatus.GuildDayFull, (await TryEnqueueAsync("cleo")).Status);
        Assert.Equal(EnqueueStatus.Accepted, (await TryEnqueueAsync("cleo", "elsewhere")).Status);
    }

    [Fact]
    public async Task Under_load_everybody_may_have_less()
    {
        for (var i = 0; i < 40; i++)
            await EnqueueAsync($"user-{i}");
        for (var i = 0; i < 4; i++)
            await EnqueueAsync("ann");
        var refused = await TryEnqueueAsync("ann"); // 44 wait where 20 are much: of ten, four
        Assert.Equal((EnqueueStatus.UserFull, 4), (refused.Status, refused.Limit));
    }

    [Fact]
    public async Task A_guild_has_its_share_of_the_line()
    {
        await LimitAsync(LimitSubject.EveryGuild, new Limits { Waiting = 2 });
        await EnqueueAsync("ann");
        await EnqueueAsync("bob");
        Assert.Equal(EnqueueStatus.GuildFull, (await TryEnqueueAsync("cleo")).Status);
        Assert.Equal(EnqueueStatus.Accepted, (await TryEnqueueAsync("cleo", "elsewhere")).Status);
        await LimitAsync(LimitSubject.Guild("guild"), new Limits { Waiting = 0 });
        Assert.Equal(EnqueueStatus.Barred, (await TryEnqueueAsync("cleo")).Status);
    }

    [Fact]
    public async Task A_limit_that_makes_no_sense_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => LimitAsync(LimitSubject.Everyone, new Limits { Waiting = -1 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => LimitAsync(LimitSubject.Everyone, new Limits { Weight = 0 }));
        Assert.Empty(await Queue.ReadLimitsAsync(Cancel));
    }

    [Fact]
    public async Task A_worker_in_maintenance_finishes_and_claims_nothing_more()
    {
        await EnqueueAsync();
        await EnqueueAsync();
        var lease = await ClaimAsync();
        Assert.True(await Queue.MaintainAsync("w1", true, Mod, Cancel));
        Assert.False(await Queue.MaintainAsync("nobody", true, Mod, Cancel));

        Assert.Equal(new Completed(true, null), await Queue.CompleteAndClaimAsync(lease, AnyInfo, default, Cancel));
        Assert.Equal(WorkerStanding.Maintenance, await Queue.AnnounceAsync("w1", [Pocket], "1.0", Cancel));
        Assert.NotNull(await TryClaimAsync("w2"));
        await EnqueueAsync();
        Assert.True(await Queue.MaintainAsync("w1", false, Mod, Cancel));
        Assert.NotNull(await TryClaimAsync());
    }
}
