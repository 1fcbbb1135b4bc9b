using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue.Tests;

public sealed class EstimateTests(RedisServer server) : QueueTest(server)
{
    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Outlook Outlook(int workers, params double[] ran) => new(
        workers,
        [.. Enumerable.Range(0, workers).Select(i => i < ran.Length ? new CrewMember(1, S(ran[i]), 0, S(10)) : new CrewMember(1, null, 0, default))],
        EtaError.None);

    [Theory]
    [InlineData(0, 1, new double[0], 10)] // an idle worker: its own time
    [InlineData(2, 1, new double[0], 30)]
    [InlineData(0, 1, new[] { 4d }, 16)] // 6 s are left of the running one
    [InlineData(0, 1, new[] { 99d }, 11)] // which takes longer than usual: soon
    [InlineData(0, 2, new[] { 4d }, 10)] // the second worker is free
    [InlineData(1, 2, new[] { 4d }, 16)]
    [InlineData(2, 2, new[] { 4d, 9d }, 21)] // 1+10, 6+10, 1+20
    public void Waiting_jobs_are_counted_on_the_workers_that_live(int before, int workers, double[] ran, double expected) =>
        Assert.Equal(S(expected), Outlook(workers, ran).UntilMade(before, S(10 * before), S(10))?.Typical);

    [Fact]
    public void Jobs_before_it_count_by_what_they_take() =>
        Assert.Equal(S(110), Outlook(1).UntilMade(4, S(100), S(10))?.Typical);

    [Fact]
    public void A_slow_worker_takes_its_own_time()
    {
        var crew = new Outlook(2, [new CrewMember(1, null, 0, default), new CrewMember(3, null, 0, default)], EtaError.None);
        Assert.Equal(S(10), crew.UntilMade(0, default, S(10))?.Typical);
        Assert.Equal(S(30), crew.UntilMade(1, S(10), S(10))?.Typical); // the fast one takes the first, the slow one is free at once
        Assert.Equal(S(20), crew.UntilMade(2, S(20), S(10))?.Typical);
    }

    [Fact]
    public void Nothing_measured_or_nobody_alive_makes_no_estimate()
    {
        Assert.Null(Outlook(1).UntilMade(0, default, null));
        Assert.Null(Outlook(0).UntilMade(0, default, S(10)));
        Assert.Null(Outlook(1).UntilMade(S(5), 0.05, null));
    }

    [Fact]
    public void A_running_job_is_estimated_by_its_own_pace_once_that_shows()
    {
        Assert.Equal(S(5), Outlook(1).UntilMade(S(5), 0.01, S(10))?.Typical);
        Assert.Equal(S(15), Outlook(1).UntilMade(S(5), 0.25, null)?.Typical);
        Assert.InRange(Outlook(1).UntilMade(S(5), 0.25, S(10))!.Typical, S(5.1), S(14.9)); // between its prediction and its pace
    }

    [Fact]
    public void Whoever_waits_behind_a_slow_job_is_told_of_it()
    {
        var behind = new Outlook(1, [new CrewMember(1, S(10), 0.25, S(10))], EtaError.None).UntilMade(0, default, S(10));
        Assert.InRange(behind!.Typical, S(15), S(40));
    }

    [Fact]
    public void Thousands_before_it_are_counted_by_the_crowds_pace() =>
        Assert.InRange(Outlook(4).UntilMade(8000, S(80_000), S(10))!.Typical, S(19_900), S(20_100));

    [Fact]
    public async Task Measured_jobs_and_living_workers_make_the_estimate()
    {
        Assert.Equal(0, (await FindAsync(await EnqueueAsync())).LiveWorkers);
        await AnnounceAsync("w1");
        await AnnounceAsync("w2");
        var second = await FindAsync(await EnqueueAsync());
        Assert.Equal((2, null), (second.LiveWorkers, second.Eta));

        await CompleteAfterAsync(S(40));
        await CompleteAfterAsync(S(80));

        var id = await EnqueueAsync();
        Assert.InRange((await FindAsync(id)).Eta!.Typical, S(59), S(67)); // the mean of both, a little more at the worker that took longer
        await SilenceAsync("w1");
        await SilenceAsync("w2");
        var job = await FindAsync(id);
        Assert.Equal((0, null), (job.LiveWorkers, job.Eta));

        async Task CompleteAfterAsync(TimeSpan time)
        {
            var lease = await ClaimAsync();
            await StartedAgoAsync(lease, time);
            Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));
        }
    }

    [Fact]
    public async Task The_range_comes_from_how_wrong_estimates_were()
    {
        await AnnounceAsync("w1");
        await EnqueueAsync();
        await StartedAgoAsync(await ClaimThenAsync(), S(10));

        var id = await EnqueueAsync();
        var first = (await FindAsync(id)).Eta!;
        Assert.True(first.Low < first.Typical && first.Typical < first.High);

        await RawAsync("HSET", Key("eta"), -4, 11, 0, 79, 8, 11); // a tenth took half as long, a tenth four times as long
        var eta = (await FindAsync(id)).Eta!;
        Assert.Equal((0.5, 4d), (eta.Low / eta.Typical, eta.High / eta.Typical));

        async Task<Lease> ClaimThenAsync()
        {
            var lease = await ClaimAsync();
            await StartedAgoAsync(lease, S(10));
            Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));
            return lease;
        }
    }

    [Fact]
    public async Task What_was_told_is_compared_with_what_came()
    {
        await EnqueueAsync();
        var lease = await ClaimAsync();
        await StartedAgoAsync(lease, S(10));
        Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));
        var id = await EnqueueAsync();
        Assert.InRange((await FindAsync(id)).Eta!.Typical, S(9.9), S(11));
        await RawAsync("HINCRBY", Queue.Keys.Job(id), "toldAt", -40_000);

        Assert.True(await Queue.CompleteAsync(await ClaimAsync(), AnyInfo, AnyClip, Cancel));

        Assert.Equal(1L, Convert.ToInt64(await RawAsync("HGET", Key("eta"), 8), null)); // 2^(8/4): it took four times as long
        Assert.Equal(0.75, (await Queue.LookAsync(Cancel)).EtaErrorMedian);
    }
}
