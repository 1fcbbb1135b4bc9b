namespace ChatVideoBot.Queue.Tests;

/// <summary>A queue that is swept seldom, against the length of its leases.</summary>
public sealed class ReapPaceTests(RedisServer server) : QueueTest(server, options => options.ReapEvery = options.Lease / 3)
{
    [Fact]
    public async Task A_dead_workers_job_comes_back_although_a_sweep_is_seldom()
    {
        var lease = await RunningAsync();
        await EndLeaseAsync(lease.Id);
        await RawAsync("HSET", Key("meta"), "swept", DateTimeOffset.UtcNow.AddSeconds(-10.5).ToUnixTimeMilliseconds()); // the last sweep, in its turn

        Assert.Equal(1, await Queue.ReapAsync(TimeSpan.Zero, Cancel));

        Assert.Equal(JobState.Waiting, (await FindAsync(lease.Id)).State);
    }
}
