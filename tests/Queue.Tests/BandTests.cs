namespace ChatVideoBot.Queue.Tests;

public sealed class BandTests(RedisServer server) : QueueTest(server, options => options.MostWaitingPerUser = 1000)
{
    [Fact]
    public async Task A_higher_band_is_served_first()
    {
        var (relaxed, normal, boosted, urgent) = (
            await EnqueueAsync(band: Band.Relaxed), await EnqueueAsync(), await EnqueueAsync(band: Band.Boosted), await EnqueueAsync(band: Band.Urgent));

        Assert.Equal([urgent, boosted, normal, relaxed], await ClaimAllAsync());
    }

    [Fact]
    public async Task One_claim_in_eight_serves_the_lowest_band_first()
    {
        for (var i = 0; i < 60; i++)
            await EnqueueAsync(band: Band.Urgent);
        var low = new HashSet<JobId>();
        for (var i = 0; i < 5; i++)
            low.Add(await EnqueueAsync(band: Band.Relaxed));
        var middle = await EnqueueAsync();

        var served = await ClaimAllAsync();

        Assert.Equal([7, 15, 23, 31, 39], served.Select((id, i) => (id, i)).Where(one => low.Contains(one.id)).Select(one => one.i));
        Assert.Equal(47, served.IndexOf(middle)); // the lowest that waits
    }

    [Fact]
    public async Task The_lowest_band_gets_an_eighth_however_many_come_above_it()
    {
        for (var i = 0; i < 10; i++)
            await EnqueueAsync(band: Band.Relaxed);
        var low = 0;
        for (var i = 0; i < 80; i++)
        {
            await EnqueueAsync($"user-{i}", band: Band.Urgent);
            low += (await FindAsync((await ClaimAsync()).Id)).Band == Band.Relaxed ? 1 : 0;
        }
        Assert.Equal(10, low);
    }

    [Fact]
    public async Task Promoted_jobs_stand_before_all_bands_in_the_order_of_promotion()
    {
        var (a, b, c) = (await EnqueueAsync("ann"), await EnqueueAsync("ann"), await EnqueueAsync("bob", band: Band.Relaxed));
        var urgent = await EnqueueAsync("zoe", band: Band.Urgent);

        Assert.Equal(MoveResult.Moved, await Queue.PromoteAsync(c, Mod, Cancel));
        Assert.Equal(MoveResult.Moved, await Queue.PromoteAsync(b, Mod, Cancel));
        Assert.Equal(MoveResult.Moved, await Queue.PromoteAsync(c, Mod, Cancel)); // repeated: it keeps its place

        var job = await FindAsync(c);
        Assert.True(job is { IsPromoted: true, Band: Band.Relaxed, Position: 1 });
        Assert.Equal([c, b, urgent, a], await ClaimAllAsync());
    }

    [Fact]
    public async Task A_promoted_job_that_comes_back_is_still_promoted()
    {
        await EnqueueAsync(band: Band.Urgent);
        var (first, second) = (await EnqueueAsync(), await EnqueueAsync());
        await Queue.PromoteAsync(first, Mod, Cancel);
        await Queue.PromoteAsync(second, Mod, Cancel);

        Assert.True(await Queue.ReleaseAsync(await ClaimAsync(), Cancel));

        Assert.Equal(first, (await ClaimAsync()).Id);
        Assert.Equal(second, (await ClaimAsync()).Id);
    }

    [Fact]
    public async Task A_job_moved_to_another_band_waits_behind_what_its_user_has_there()
    {
        var (a, b) = (await EnqueueAsync(band: Band.Boosted), await EnqueueAsync(band: Band.Boosted));
        var c = await EnqueueAsync();

        Assert.Equal(MoveResult.Moved, await Queue.MoveAsync(a, Band.Normal, Mod, Cancel));

        Assert.Equal(Band.Normal, (await FindAsync(a)).Band);
        Assert.Equal([b, c, a], await ClaimAllAsync());
    }

    [Fact]
    public async Task What_does_not_wait_cannot_be_moved_or_promoted()
    {
        var lease = await RunningAsync();
        Assert.Equal(MoveResult.NotWaiting, await Queue.PromoteAsync(lease.Id, Mod, Cancel));
        Assert.Equal(MoveResult.NotWaiting, await Queue.MoveAsync(lease.Id, Band.Urgent, Mod, Cancel));
        Assert.Equal(MoveResult.Unknown, await Queue.PromoteAsync(new JobId("nobody"), Mod, Cancel));
        Assert.Equal(MoveResult.Unknown, await Queue.MoveAsync(new JobId("nobody"), Band.Urgent, Mod, Cancel));
    }

    private async Task<List<JobId>> ClaimAllAsync()
    {
        var served = new List<JobId>();
        while (await TryClaimAsync() is { } lease)
            served.Add(lease.Id);
        return served;
    }
}
