namespace ChatVideoBot.Queue.Tests;

/// <summary>What a guild's moderators say holds in their guild, and nowhere else.</summary>
public sealed class GuildTests(RedisServer server) : QueueTest(server, options =>
{
    options.MostWaitingPerUser = 4;
    options.TightenAt = 1000;
    options.MostRunningPerUser = 3;
})
{
    private Task LimitAsync(LimitSubject subject, Limits? limits) => Queue.SetLimitsAsync(subject, limits, Mod, Cancel);

    private async Task<(EnqueueStatus, int)> AskAsync(string user, string guild = "guild", params string[] roles)
    {
        var answer = await Queue.EnqueueAsync(Draft(user, guild: guild) with { Roles = roles }, Cancel);
        return (answer.Status, answer.Limit);
    }

    private Task ModeAsync(QueueMode mode, string guild = "guild") => Queue.SetGuildModeAsync(guild, mode, Mod, Cancel);

    private static readonly (EnqueueStatus, int) Taken = (EnqueueStatus.Accepted, 0);

    [Fact]
    public async Task A_members_limit_counts_in_that_guild_only_and_before_the_roles_and_those_before_all_members()
    {
        await LimitAsync(LimitSubject.Members("guild"), new Limits { Waiting = 1 });
        await LimitAsync(LimitSubject.Role("gold"), new Limits { Waiting = 3 });
        await LimitAsync(LimitSubject.Role("tin"), new Limits { Waiting = 2 });
        await LimitAsync(LimitSubject.Member("guild", "zoe"), new Limits { Waiting = 0 });

        Assert.Equal((EnqueueStatus.Barred, 0), await AskAsync("zoe", "guild", "gold"));
        Assert.Equal(Taken, await AskAsync("zoe", "elsewhere"));
        Assert.Equal(Taken, await AskAsync("ann"));
        Assert.Equal((EnqueueStatus.UserFull, 1), await AskAsync("ann"));
        Assert.Equal(Taken, await AskAsync("ann", "guild", "tin"));
        Assert.Equal(Taken, await AskAsync("ann", "guild", "tin", "gold"));
        Assert.Equal((EnqueueStatus.UserFull, 3), await AskAsync("ann", "guild", "tin", "gold"));
        Assert.Equal(Taken, await AskAsync("ann", "elsewhere"));
        Assert.Equal((EnqueueStatus.UserFull, 4), await AskAsync("ann", "elsewhere")); // where nobody says anything the options hold, over all of them
        Assert.Equal((EnqueueStatus.UserFull, 4), await AskAsync("ann", ""));
    }

    [Fact]
    public async Task What_a_guild_says_takes_the_place_of_the_options_and_what_the_owner_says_holds_besides()
    {
        await LimitAsync(LimitSubject.Members("guild"), new Limits { Waiting = 6 });
        for (var i = 0; i < 6; i++)
            Assert.Equal(Taken, await AskAsync("ann"));
        Assert.Equal((EnqueueStatus.UserFull, 6), await AskAsync("ann"));

        await LimitAsync(LimitSubject.Everyone, new Limits { Waiting = 5 });
        for (var i = 0; i < 5; i++)
            Assert.Equal(Taken, await AskAsync("bob", i < 3 ? "guild" : ""));
        Assert.Equal((EnqueueStatus.UserFull, 5), await AskAsync("bob"));
        await LimitAsync(LimitSubject.User("bob"), new Limits { Waiting = 0 }); // who is barred by the owner is barred everywhere
        Assert.Equal((EnqueueStatus.Barred, 0), await AskAsync("bob"));
    }

    [Fact]
    public async Task Running_jobs_are_capped_in_the_guild_that_says_so_and_everywhere_by_the_owner()
    {
        await LimitAsync(LimitSubject.Member("guild", "ann"), new Limits { Running = 1 });
        await LimitAsync(LimitSubject.User("ann"), new Limits { Waiting = 20 });
        foreach (var guild in new[] { "guild", "guild", "other", "other", "other", "other" })
            await EnqueueAsync("ann", guild: guild);
        var jobs = new List<Lease>();
        for (var i = 0; i < 3; i++)
            jobs.Add(await ClaimAsync($"w{i}"));
        Assert.Null(await TryClaimAsync("w9")); // three are what the options let a user have, where nobody says otherwise

        var guilds = await Task.WhenAll(jobs.Select(async lease => (await FindAsync(lease.Id)).Guild));
        Assert.Equal(1, guilds.Count(guild => guild == "guild"));
        await LimitAsync(LimitSubject.User("ann"), new Limits { Waiting = 20, Running = 4 });
        Assert.Equal("other", (await FindAsync((await ClaimAsync("w9")).Id)).Guild);
        Assert.Null(await TryClaimAsync("w10"));
        await LimitAsync(LimitSubject.User("ann"), new Limits { Waiting = 20, Running = 9 });
        Assert.Equal("other", (await FindAsync((await ClaimAsync("w10")).Id)).Guild);
        Assert.Null(await TryClaimAsync("w11"));
        await LimitAsync(LimitSubject.Member("guild", "ann"), null);
        Assert.Equal("guild", (await FindAsync((await ClaimAsync("w11")).Id)).Guild);
    }

    [Fact]
    public async Task A_members_day_counts_what_ran_and_waits_in_that_guild()
    {
        await LimitAsync(LimitSubject.Members("guild"), new Limits { GpuADay = TimeSpan.FromSeconds(45) }); // two clips of 20 s
        await EnqueueAsync("ann", guild: "other");
        await CompleteAsPredictedAsync(await ClaimAsync());
        await EnqueueAsync("ann");
        await CompleteAsPredictedAsync(await ClaimAsync());
        await EnqueueAsync("ann");
        Assert.Equal((EnqueueStatus.UserDayFull, 45), await AskAsync("ann"));
        var running = await ClaimAsync();
        Assert.Equal((EnqueueStatus.UserDayFull, 45), await AskAsync("ann"));
        Assert.Equal(Taken, await AskAsync("ann", "other"));
        Assert.Equal(Taken, await AskAsync("bob"));
        await Queue.CancelAsync(running.Id, Mod, Cancel);
        await Queue.CancelledAsync(running, Cancel);
        Assert.Equal(Taken, await AskAsync("ann"));
    }

    [Fact]
    public async Task Weight_and_band_are_the_guilds_to_say_and_else_the_owners()
    {
        await LimitAsync(LimitSubject.Members("guild"), new Limits { Band = Band.Relaxed });
        await LimitAsync(LimitSubject.User("ann"), new Limits { Band = Band.Urgent, Weight = 4 });

        var (here, there, direct) = (await EnqueueAsync("ann"), await EnqueueAsync("ann", guild: "other"), await EnqueueAsync("ann", guild: ""));

        Assert.Equal([Band.Relaxed, Band.Urgent, Band.Urgent], (await Task.WhenAll(new[] { here, there, direct }.Select(FindAsync))).Select(job => job.Band));
        Assert.Equal(["4", "4", "4"], [await FieldAsync(here, "weight"), await FieldAsync(there, "weight"), await FieldAsync(direct, "weight")]);
        await LimitAsync(LimitSubject.Member("guild", "ann"), new Limits { Weight = 0.5 });
        Assert.Equal("0.5", await FieldAsync(await EnqueueAsync("ann"), "weight"));
    }

    [Fact]
    public async Task Of_a_paused_guild_nothing_is_claimed_and_it_goes_on_where_it_stood()
    {
        var (a, b) = (await EnqueueAsync("ann"), await EnqueueAsync("bob"));
        var promoted = await EnqueueAsync("cleo");
        await Queue.PromoteAsync(promoted, Mod, Cancel);
        var others = await EnqueueAsync("dan", guild: "other");
        await ModeAsync(QueueMode.Paused);
        await ModeAsync(QueueMode.Paused);

        Assert.Equal(QueueMode.Paused, await Queue.ReadGuildModeAsync("guild", Cancel));
        var late = await Queue.EnqueueAsync(Draft("eve", "late"), Cancel);
        Assert.Equal((EnqueueStatus.Accepted, true), (late.Status, late.IsPaused));
        Assert.False((await Queue.EnqueueAsync(Draft("eve", guild: "other"), Cancel)).IsPaused);
        var paused = await FindAsync(a);
        Assert.Equal((JobState.Waiting, true, 0, null), (paused.State, paused.IsPaused, paused.Position, paused.Eta));
        Assert.Equal((1, false), ((await FindAsync(others)).Position, (await FindAsync(others)).IsPaused)); // nobody waits behind them
        Assert.Equal(6, (await Queue.ListAsync(100, Cancel)).Count);
        Assert.Equal(6, (await Queue.LookAsync(Cancel)).Waiting);
        Assert.Equal(others, (await ClaimAsync()).Id);
        Assert.NotNull(await TryClaimAsync());
        Assert.Null(await TryClaimAsync());
        Assert.Null(await Queue.PeekAsync("w1", Cancel));
        Assert.Equal(0, await Queue.MendAsync(Cancel));
        Assert.Equal(CancelResult.Cancelled, await Queue.CancelAsync(b, Mod, Cancel));

        await ModeAsync(QueueMode.Open);
        Assert.Equal([promoted, a, new("late")], await ServeAllAsync("w2"));
        Assert.Equal(["resume", "pause"], (await Queue.ReadAuditAsync(9, "guild", Cancel)).Where(entry => entry.Target == "guild").Select(entry => entry.What));
        Assert.Empty(await WordsAsync("KEYS", Key("p:*")));
        Assert.Equal(0L, await RawAsync("HEXISTS", Key("meta"), "modes"));
    }

    [Fact]
    public async Task Workers_sleep_while_all_that_waits_is_paused_and_wake_when_it_goes_on()
    {
        await AnnounceAsync("w1");
        await EnqueueAsync();
        await ModeAsync(QueueMode.Paused);
        await Queue.WaitForWorkAsync("w1", TimeSpan.FromSeconds(5), Cancel); // what was left of the mark
        Assert.Null(await TryClaimAsync());
        await ReapAsync();
        Assert.Equal(0L, await RawAsync("EXISTS", Key("mark:pocket"))); // the sweep wakes nobody for it

        await ModeAsync(QueueMode.Open);
        Assert.Equal(1L, await RawAsync("EXISTS", Key("mark:pocket")));
        Assert.NotNull(await TryClaimAsync());
    }

    [Fact]
    public async Task What_runs_when_its_guild_is_paused_goes_on_and_what_is_given_back_waits()
    {
        var (first, second) = (await EnqueueAsync("ann"), await EnqueueAsync("bob"));
        var (made, back) = (await ClaimAsync("w1"), await ClaimAsync("w2"));
        await ModeAsync(QueueMode.Paused);
        Assert.True(await Queue.CompleteAsync(made, AnyInfo, AnyClip, Cancel));
        Assert.True(await Queue.ReleaseAsync(back, Cancel));

        Assert.Equal(first, (await TakeAsync()).Job.Id);
        Assert.Null(await TryClaimAsync());
        await RawAsync("ZADD", await LaneKeyAsync("exp", second), "XX", 1, second.Value);
        await ReapAsync();
        Assert.Equal(JobState.Expired, await StateAsync(second)); // nobody came in time
        Assert.Empty(await WordsAsync("KEYS", Key("p:*")));
    }

    [Fact]
    public async Task Of_a_draining_guild_nothing_more_is_taken_in()
    {
        var waiting = await EnqueueAsync();
        await ModeAsync(QueueMode.Draining);
        Assert.Equal((EnqueueStatus.GuildDraining, 0), await AskAsync("ann"));
        Assert.Equal(Taken, await AskAsync("ann", "other"));
        Assert.Equal(Taken, await AskAsync("ann", ""));
        Assert.Contains(waiting, await ServeAllAsync());
        await ModeAsync(QueueMode.Open);
        Assert.Equal(Taken, await AskAsync("ann"));
        await Assert.ThrowsAsync<ArgumentException>(() => ModeAsync(QueueMode.Paused, "@ann"));
        await Assert.ThrowsAsync<ArgumentException>(() => ModeAsync(QueueMode.Paused, ""));
    }

    [Fact]
    public async Task A_job_that_leads_is_its_guilds_next_and_others_keep_their_places()
    {
        foreach (var user in new[] { "ann", "bob", "cleo" })
            await EnqueueAsync(user);
        var led = await EnqueueAsync("ann");
        foreach (var guild in new[] { "other", "third", "other" })
            await EnqueueAsync("dan", guild: guild);
        var before = await Queue.ListAsync(100, Cancel);

        Assert.Equal(MoveResult.Moved, await Queue.LeadAsync(led, Mod, Cancel));
        Assert.Equal(MoveResult.Moved, await Queue.LeadAsync(led, Mod, Cancel)); // repeated

        var after = await Queue.ListAsync(100, Cancel);
        Assert.Equal(before.Select(job => job.Guild), after.Select(job => job.Guild));
        Assert.Equal(before.Where(job => job.Guild != "guild").Select(job => (job.Id, job.Position)), after.Where(job => job.Guild != "guild").Select(job => (job.Id, job.Position)));
        Assert.Equal(led, after.First(job => job.Guild == "guild").Id);
        Assert.Equal(after.Select(job => job.Id), await ServeAllAsync());
        Assert.Equal("guild", Assert.Single(await Queue.ReadAuditAsync(9, Cancel)).Guild);
        Assert.Equal(MoveResult.NotWaiting, await Queue.LeadAsync(led, Mod, Cancel));
        Assert.Equal(MoveResult.Unknown, await Queue.LeadAsync(new("nobody"), Mod, Cancel));
    }

    [Fact]
    public async Task A_job_that_led_and_is_cancelled_gives_its_user_back_what_it_cost()
    {
        var mine = new[] { await EnqueueAsync("ann"), await EnqueueAsync("ann"), await EnqueueAsync("ann") };
        var tags = await Task.WhenAll(mine.Select(id => FieldAsync(id, "tag")));
        await Queue.LeadAsync(mine[1], Mod, Cancel);
        await Queue.CancelAsync(mine[1], Mod, Cancel);
        Assert.Equal([tags[0], tags[1]], [await FieldAsync(mine[0], "tag"), await FieldAsync(mine[2], "tag")]);
    }

    [Fact]
    public async Task A_guilds_jobs_are_listed_in_parts_with_their_numbers_and_no_others()
    {
        var running = await EnqueueAsync("ann");
        await ClaimAsync();
        var (low, high) = (await EnqueueAsync("bob", band: Band.Relaxed), await EnqueueAsync("bob", band: Band.Urgent));
        var (later, held) = (await EnqueueAsync("cleo"), await EnqueueAsync(Draft("dan") with { Hold = true }));
        for (var i = 0; i < 50; i++)
            await EnqueueAsync($"user-{i}", guild: "other");
        await EnqueueAsync(Draft("eve", guild: "other") with { Hold = true });
        await EnqueueAsync("fay", guild: "");

        var all = await Queue.ListOfGuildAsync("guild", 0, 100, Cancel);
        Assert.Equal((1, 3, 1), (all.Running, all.Waiting, all.Held));
        Assert.Equal([running, high, later, low, held], all.Jobs.Select(job => job.Id));
        for (var skip = 0; skip < 6; skip++)
        {
            var part = await Queue.ListOfGuildAsync("guild", skip, 2, Cancel);
            Assert.Equal(all.Jobs.Skip(skip).Take(2).Select(job => job.Id), part.Jobs.Select(job => job.Id));
            Assert.Equal((1, 3, 1), (part.Running, part.Waiting, part.Held));
        }
        Assert.Equal([held], (await Queue.HeldOfGuildAsync("guild", 0, 10, Cancel)).Jobs.Select(job => job.Id));
        Assert.Empty((await Queue.ListOfGuildAsync("", 0, 10, Cancel)).Jobs);
        Assert.Equal(50, (await Queue.ListOfGuildAsync("other", 0, 3, Cancel)).Waiting);
        await Queue.LetGoAsync(held, Mod, Cancel);
        Assert.Equal(0, (await Queue.HeldOfGuildAsync("guild", 0, 10, Cancel)).Count);
    }

    [Fact]
    public async Task A_user_is_cleared_in_one_guild_and_goes_on_in_others()
    {
        await EnqueueAsync("ann");
        Assert.True(await Queue.CompleteAsync(await ClaimAsync(), AnyInfo, AnyClip, Cancel));
        Assert.Equal(ClipHold.Held, await Queue.HoldDeliveryAsync(await TakeAsync(), Cancel));
        await EnqueueAsync("ann");
        var running = await ClaimAsync();
        await EnqueueAsync("ann");
        await EnqueueAsync(Draft("ann") with { Hold = true });
        var (there, bob) = (await EnqueueAsync("ann", guild: "other"), await EnqueueAsync("bob"));

        Assert.Equal(new Cleared(3, 1), await Queue.ClearUserAsync("ann", "guild", Mod, Cancel));

        Assert.Equal(Beat.Cancel, await Queue.RenewAsync(running, Cancel));
        Assert.Equal([JobState.Waiting, JobState.Waiting], [await StateAsync(there), await StateAsync(bob)]);
        Assert.Equal(("clear user", "ann"), (await Queue.ReadAuditAsync(9, "guild", Cancel)).Select(entry => (entry.What, entry.Target)).Single());
        await Assert.ThrowsAsync<ArgumentException>(() => Queue.ClearUserAsync("ann", "", Mod, Cancel));
    }

    [Fact]
    public async Task A_guilds_audit_holds_what_is_about_it_and_nothing_else()
    {
        var (here, there, direct) = (await EnqueueAsync(), await EnqueueAsync(guild: "other"), await EnqueueAsync(guild: ""));
        foreach (var id in new[] { here, there, direct })
            await Queue.CancelAsync(id, Mod, Cancel);
        await LimitAsync(LimitSubject.Members("guild"), new Limits { Waiting = 3 });
        await LimitAsync(LimitSubject.Member("guild", "ann"), new Limits { Waiting = 3 });
        await LimitAsync(LimitSubject.Guild("other"), new Limits { Waiting = 3 });
        await LimitAsync(LimitSubject.User("ann"), new Limits { Waiting = 3 });
        for (var i = 0; i < 1_100; i++) // more than are read at once
            await RawAsync("XADD", Key("audit"), "*", "by", "m", "what", "x", "target", "t", "why", "");
        await Queue.PauseAsync(Mod, Cancel);

        Assert.Equal(["limit", "limit", "cancel"], (await Queue.ReadAuditAsync(10, "guild", Cancel)).Select(entry => entry.What));
        Assert.Equal(["limit", "cancel"], (await Queue.ReadAuditAsync(10, "other", Cancel)).Select(entry => entry.What));
        Assert.Single(await Queue.ReadAuditAsync(1, "guild", Cancel));
        Assert.Empty(await Queue.ReadAuditAsync(10, "nowhere", Cancel));
    }
}
