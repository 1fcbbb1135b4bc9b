namespace ChatVideoBot.Queue.Tests;

public sealed class LaneTests(RedisServer server) : QueueTest(server, options => options.MostWaitingPerUser = 100)
{
    private static readonly Lane Small = new("wan") { MostSeconds = 4, MostPixels = 200_000 };
    private static readonly Lane Big = new("wan") { MostSeconds = 20 };

    private JobDraft Wan(double seconds, int pixels = 100_000) =>
        Draft(model: "wan") with { Clip = new ClipRequest { Prompt = "p", Model = "wan", Seconds = seconds }, Pixels = pixels };

    [Theory]
    [InlineData(0, 0, 0, "m")]
    [InlineData(0, 10, 0, "m~10s")]
    [InlineData(400_000, 2.5, 8192, "m~400000px~2.5s~8192MiB")]
    public void A_lane_is_named_by_its_limits(int pixels, double seconds, int memory, string name) =>
        Assert.Equal(name, new Lane("m") { MostPixels = pixels, MostSeconds = seconds, MemoryMiB = memory }.Name);

    [Fact]
    public async Task A_small_card_is_not_blocked_by_a_large_job_and_a_large_job_does_not_starve()
    {
        await AnnounceAsync("small", Small);
        await AnnounceAsync("big", Big);
        var large = await EnqueueAsync(Wan(10));
        var little = await EnqueueAsync(Wan(2));

        Assert.Equal(little, (await ClaimAsync("small")).Id);
        Assert.Null(await TryClaimAsync("small"));
        Assert.Equal(large, (await ClaimAsync("big")).Id);
    }

    [Fact]
    public async Task A_bigger_worker_serves_smaller_lanes_too()
    {
        await AnnounceAsync("small", Small);
        await AnnounceAsync("big", Big);
        var ids = new[] { await EnqueueAsync(Wan(2)), await EnqueueAsync(Wan(10)), await EnqueueAsync(Wan(3)) };

        Assert.Equal([Small.Name, Big.Name, Small.Name], (await Task.WhenAll(ids.Select(FindAsync))).Select(job => job.Lane));
        Assert.Equal([2, 1, 2], (await Task.WhenAll(ids.Select(FindAsync))).Select(job => job.LiveWorkers));
        Assert.Equal(ids.Order(Comparer<JobId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))),
            (await ServeAllAsync("big")).Order(Comparer<JobId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))));
    }

    [Fact]
    public async Task A_large_job_gets_its_turn_while_small_ones_keep_coming()
    {
        await AnnounceAsync("small", Small);
        await AnnounceAsync("big", Big);
        var large = await EnqueueAsync(Wan(10));
        for (var claims = 1; ; claims++)
        {
            await EnqueueAsync(Wan(2) with { User = $"user-{claims}" });
            if ((await ClaimAsync("big")).Id == large)
                break;
            Assert.InRange(claims, 1, 5); // it costs five times as much
        }
    }

    [Fact]
    public async Task A_job_that_no_living_worker_can_make_is_known_at_once_and_made_when_one_comes()
    {
        await AnnounceAsync("small", Small);
        var id = await EnqueueAsync(Wan(12, pixels: 500_000));
        var job = await FindAsync(id);
        Assert.Equal((0, null, 1), (job.LiveWorkers, job.Eta, job.Position));
        Assert.Null(await TryClaimAsync("small"));

        await AnnounceAsync("big", Big);

        Assert.Equal(1, (await FindAsync(id)).LiveWorkers);
        Assert.Equal(id, (await ClaimAsync("big")).Id);
    }

    [Fact]
    public async Task A_worker_that_is_silent_or_leaves_does_not_count()
    {
        await AnnounceAsync("w1");
        await AnnounceAsync("w2");
        var id = await EnqueueAsync();
        Assert.Equal(2, (await FindAsync(id)).LiveWorkers);

        await SilenceAsync("w1");
        Assert.Equal(1, (await FindAsync(id)).LiveWorkers);
        await Queue.LeaveAsync("w2", Cancel);
        Assert.Equal(0, (await FindAsync(id)).LiveWorkers);
        await Queue.AnnounceAsync("w1", [Pocket], "1.0", Cancel);
        Assert.Equal(1, (await FindAsync(id)).LiveWorkers);
    }

    [Fact]
    public async Task Memory_and_pixels_are_needs_like_seconds()
    {
        await AnnounceAsync("weak", new Lane("wan") { MemoryMiB = 8192 });
        var heavy = await EnqueueAsync(Wan(2) with { MemoryMiB = 16_000 });
        var light = await EnqueueAsync(Wan(2) with { MemoryMiB = 4000 });

        Assert.Equal(light, (await ClaimAsync("weak")).Id);
        Assert.Null(await TryClaimAsync("weak"));
        await AnnounceAsync("strong", new Lane("wan") { MemoryMiB = 24_576 });
        Assert.Equal(heavy, (await ClaimAsync("strong")).Id);
    }

    [Fact]
    public async Task A_guild_that_waits_in_two_lanes_is_charged_for_both()
    {
        await AnnounceAsync("w1", Pocket, new Lane("wan"));
        var mixed = new List<JobId>();
        for (var i = 0; i < 6; i++)
        {
            mixed.Add(await EnqueueAsync(Draft("ann", guild: "mixed")));
            mixed.Add(await EnqueueAsync(Draft("ann", guild: "mixed", model: "wan")));
            await EnqueueAsync(Draft("bob", guild: "plain"));
        }

        var served = new List<JobId>();
        for (var i = 0; i < 12; i++)
            served.Add((await ClaimAsync()).Id);

        Assert.Equal(6, served.Count(mixed.Contains));
    }

    [Fact]
    public async Task A_guild_whose_job_nobody_can_make_gains_no_turns_by_its_waiting()
    {
        await AnnounceAsync("w1");
        await EnqueueAsync(Draft("ann", guild: "stuck", model: "wan"));
        for (var i = 0; i < 60; i++)
            await EnqueueAsync("bob", guild: "other");
        for (var i = 0; i < 20; i++)
            await ClaimAsync();
        var stuck = new List<JobId>();
        for (var i = 0; i < 20; i++)
            stuck.Add(await EnqueueAsync("ann", guild: "stuck"));

        var served = new List<JobId>();
        for (var i = 0; i < 10; i++)
            served.Add((await ClaimAsync()).Id);

        Assert.InRange(served.Count(stuck.Contains), 4, 6);
    }

    [Fact]
    public async Task What_waits_goes_to_the_lane_of_a_worker_that_makes_less_than_before()
    {
        await Queue.AnnounceAsync("w", [Big], "1.0", Cancel);
        var ids = new[] { await EnqueueAsync(Wan(2)), await EnqueueAsync(Wan(10)), await EnqueueAsync(Wan(3)), await EnqueueAsync(Wan(2, pixels: 500_000)) };
        Assert.Equal(ids[0], (await Queue.ClaimAsync("w", Cancel))!.Id);
        var later = await EnqueueAsync(Wan(1) with { User = "zoe" });

        await Queue.AnnounceAsync("w", [Small], "1.0", Cancel); // its memory did not suffice

        Assert.Equal([Big.Name, Big.Name, Small.Name, Big.Name], (await Task.WhenAll(ids.Select(FindAsync))).Select(job => job.Lane));
        Assert.Equal([0, 1, 0, 1], (await Task.WhenAll([FindAsync(ids[1]), FindAsync(ids[2]), FindAsync(ids[3]), FindAsync(later)])).Select(job => job.LiveWorkers));
        Assert.Equal((later, ids[2]), ((await Queue.ClaimAsync("w", Cancel))!.Id, (await Queue.ClaimAsync("w", Cancel))!.Id));
        Assert.Null(await Queue.ClaimAsync("w", Cancel));
        Assert.Equal(0, await Queue.MendAsync(Cancel));
        await Queue.AnnounceAsync("w", [Big], "1.0", Cancel);
        Assert.Equal((ids[1], ids[3]), ((await Queue.ClaimAsync("w", Cancel))!.Id, (await Queue.ClaimAsync("w", Cancel))!.Id));
    }

    [Fact]
    public async Task A_job_that_waits_for_another_try_moves_too_and_keeps_its_time()
    {
        await Queue.AnnounceAsync("w", [Big], "1.0", Cancel);
        await EnqueueAsync(Wan(2));
        var lease = await Queue.ClaimAsync("w", Cancel);
        await Queue.FailAsync(lease!, Broken, retry: true, Cancel);
        var (due, expires) = (await RawAsync("ZSCORE", Key($"del:{Big.Name}"), lease!.Id.Value), await RawAsync("ZSCORE", Key($"exp:{Big.Name}"), lease.Id.Value));

        await Queue.AnnounceAsync("w", [Small], "1.0", Cancel);

        Assert.Equal(due, await RawAsync("ZSCORE", Key($"del:{Small.Name}"), lease.Id.Value));
        Assert.Equal(expires, await RawAsync("ZSCORE", Key($"exp:{Small.Name}"), lease.Id.Value));
        Assert.Equal(0L, await RawAsync("EXISTS", Key($"del:{Big.Name}"), Key($"exp:{Big.Name}")));
        await MakeRetryDueAsync(lease.Id);
        Assert.Equal(lease.Id, (await Queue.ClaimAsync("w", Cancel))?.Id);
    }

    [Fact]
    public async Task A_lane_that_is_neither_served_nor_waited_in_is_forgotten()
    {
        await AnnounceAsync("small", Small);
        await AnnounceAsync("big", Big);
        var held = await EnqueueAsync(Wan(10) with { Hold = true });
        await Queue.LeaveAsync("big", Cancel);
        await ReapAsync();
        Assert.Equal(Small.Name, await RawAsync("HGET", Key("meta"), "lanes"));
        await Queue.LeaveAsync("small", Cancel);
        await ReapAsync();
        Assert.Null(await RawAsync("HGET", Key("meta"), "lanes"));

        Assert.Equal(MoveResult.Moved, await Queue.LetGoAsync(held, Mod, Cancel));
        await ReapAsync();
        var little = await EnqueueAsync(Wan(2));
        await AnnounceAsync("another", Big with { MostSeconds = 30 });

        Assert.Equal(Big.Name, (await FindAsync(held)).Lane);
        Assert.Equal([held, little], (await ServeAllAsync("another")).OrderBy(id => id.Value, StringComparer.Ordinal));
    }
}
