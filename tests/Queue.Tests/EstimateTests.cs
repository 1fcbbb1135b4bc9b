using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue.Tests;

public sealed class EstimateTests(RedisServer server) : QueueTest(server)
{
    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);

    [Theory]
    [InlineData(1, 1, new double[0], 10)] // an idle worker: its own time
    [InlineData(3, 1, new double[0], 30)]
    [InlineData(1, 1, new[] { 4d }, 16)] // 6 s are left of the running one
    [InlineData(1, 1, new[] { 99d }, 10)] // which takes longer than usual: any moment
    [InlineData(1, 2, new[] { 4d }, 10)] // the second worker is free
    [InlineData(2, 2, new[] { 4d }, 16)]
    [InlineData(3, 2, new[] { 4d, 9d }, 21)] // 1+10, 6+10, 1+20
    public void Waiting_jobs_are_counted_on_the_workers_that_live(int position, int workers, double[] ran, double expected) =>
        Assert.Equal(S(expected), new Outlook(workers, S(10), [.. ran.Select(seconds => new RunningJob(S(seconds), 0))]).UntilMade(position));

    [Fact]
    public void Nothing_measured_or_nobody_alive_makes_no_estimate()
    {
        Assert.Null(new Outlook(1, null, []).UntilMade(1));
        Assert.Null(new Outlook(0, S(10), []).UntilMade(1));
        Assert.Null(new Outlook(1, null, []).UntilMade(new RunningJob(S(5), 0.05)));
    }

    [Fact]
    public void A_running_job_is_estimated_by_its_own_pace_once_that_shows()
    {
        Assert.Equal(S(15), new Outlook(1, S(10), []).UntilMade(new RunningJob(S(5), 0.25)));
        Assert.Equal(S(5), new Outlook(1, S(10), []).UntilMade(new RunningJob(S(5), 0.01)));
    }

    [Fact]
    public void Whoever_waits_behind_a_slow_job_is_told_its_pace() =>
        Assert.Equal(S(40), new Outlook(1, S(10), [new RunningJob(S(10), 0.25)]).UntilMade(1)); // 30 s are left of it, then 10 of one's own

    [Fact]
    public async Task Measured_jobs_and_living_workers_make_the_estimate()
    {
        Assert.Equal(0, (await Queue.EnqueueAsync(Draft(), Cancel)).LiveWorkers);
        await Queue.AnnounceAsync("w1", Pocket, Cancel);
        await Queue.AnnounceAsync("w1", Pocket, Cancel);
        await Queue.AnnounceAsync("w2", Pocket, Cancel);
        var second = await Queue.EnqueueAsync(Draft(), Cancel);
        Assert.Equal((2, null), (second.LiveWorkers, second.Eta));

        await CompleteAfterAsync(TimeSpan.FromSeconds(40)); // as if it had been claimed so long ago
        await CompleteAfterAsync(TimeSpan.FromSeconds(80));

        var third = await Queue.EnqueueAsync(Draft(), Cancel);
        Assert.InRange(third.Eta!.Value.TotalSeconds, 60, 63); // the mean of both
        await RawAsync("ZADD", Key("wk:pocket"), 1, "w1");
        await RawAsync("ZADD", Key("wk:pocket"), 1, "w2");
        var job = await FindAsync(new JobId("job-3"));
        Assert.Equal((0, null), (job.LiveWorkers, job.Eta));

        async Task CompleteAfterAsync(TimeSpan time)
        {
            var lease = await ClaimAsync();
            var started = DateTimeOffset.UtcNow.Subtract(time).ToUnixTimeMilliseconds();
            await RawAsync("HSET", Queue.Keys.Job(lease.Id), "started", started);
            Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));
        }
    }
}
