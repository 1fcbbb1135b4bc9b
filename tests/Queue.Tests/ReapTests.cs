namespace ChatVideoBot.Queue.Tests;

public sealed class ReapTests(RedisServer server) : QueueTest(server)
{
    [Fact]
    public async Task A_job_whose_lease_ran_out_is_leased_again_from_the_head_of_the_line()
    {
        var lease = await RunningAsync();
        await EnqueueAsync();
        await EndLeaseAsync(lease.Id);

        Assert.Equal(1, await ReapAsync());

        var job = await FindAsync(lease.Id);
        Assert.Equal((JobState.Waiting, 1), (job.State, job.Position));
        var again = await ClaimAsync();
        Assert.Equal((lease.Id, 2), (again.Id, again.Attempt));
    }

    [Fact]
    public async Task A_job_that_takes_two_workers_down_is_given_up_with_a_reason()
    {
        await EnqueueAsync();
        for (var i = 0; i < 2; i++)
        {
            await EndLeaseAsync((await ClaimAsync()).Id);
            await ReapAsync();
        }

        var delivery = await TakeAsync();
        Assert.Equal((JobState.Failed, FailureStage.Model), (delivery.Job.State, delivery.Job.Failure?.Stage));
        Assert.Contains("given up", delivery.Job.Failure?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lease_that_ran_out_while_Redis_was_away_is_no_crash()
    {
        var lease = await RunningAsync();
        await EndLeaseAsync(lease.Id);
        await RawAsync("HSET", Key("meta"), "swept", DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds());

        Assert.Equal(1, await Queue.ReapAsync(TimeSpan.Zero, Cancel));

        Assert.Equal(JobState.Running, (await FindAsync(lease.Id)).State);
        Assert.Equal(Beat.Ok, await Queue.RenewAsync(lease, Cancel));
        await EndLeaseAsync(lease.Id);
        Assert.Equal(1, await Queue.ReapAsync(TimeSpan.Zero, Cancel)); // now somebody sweeps again: its worker is gone
        Assert.Equal(JobState.Waiting, (await FindAsync(lease.Id)).State);
    }

    [Fact]
    public async Task A_job_that_nobody_takes_expires()
    {
        var id = await EnqueueAsync();
        await RawAsync("ZADD", await LaneKeyAsync("exp", id), "XX", 1, id.Value);

        Assert.Equal(1, await ReapAsync());

        Assert.Equal(JobState.Expired, (await TakeAsync()).Job.State);
        Assert.Null(await TryClaimAsync());
        Assert.Empty(await Queue.ListOfUserAsync("ann", Cancel));
    }

    [Fact]
    public async Task A_job_at_a_worker_does_not_expire()
    {
        var lease = await RunningAsync();
        await RawAsync("ZADD", await LaneKeyAsync("exp", lease.Id), 1, lease.Id.Value);
        Assert.Equal(0, await ReapAsync());
        Assert.Equal(JobState.Running, (await FindAsync(lease.Id)).State);
    }

    [Fact]
    public async Task Another_process_that_swept_just_now_is_enough()
    {
        Assert.Equal(0, await Queue.ReapAsync(TimeSpan.FromMinutes(1), Cancel));
        Assert.Equal(-1, await Queue.ReapAsync(TimeSpan.FromMinutes(1), Cancel));
    }

    [Fact]
    public async Task A_lost_wake_up_is_given_again()
    {
        var mark = await LaneKeyAsync("mark", await EnqueueAsync());
        await RawAsync("DEL", mark);
        await ReapAsync();
        Assert.Equal(1L, await RawAsync("ZCARD", mark));
    }

    [Fact]
    public async Task What_ended_long_ago_is_forgotten_with_all_that_was_written()
    {
        await EnqueueAsync("ann", "old-done");
        var lease = await ClaimAsync();
        await Queue.ReportAsync(lease, 1, "x", new byte[] { 1 }, Cancel);
        await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel);
        await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);
        await EnqueueAsync("ann", "old-failed");
        await Queue.FailAsync(await ClaimAsync(), new JobFailure(FailureStage.Model, "x"), false, Cancel);
        await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);
        Assert.Equal(0, await Queue.TrimAsync(Cancel));

        await RawAsync("ZADD", Key("done"), "XX", 1, "old-done");
        await RawAsync("ZADD", Key("dead"), "XX", 1, "old-failed");
        Assert.Equal(2, await Queue.TrimAsync(Cancel));

        Assert.Null(await Queue.FindAsync(new JobId("old-done"), Cancel));
        Assert.Empty(((object?[])(await RawAsync("KEYS", Key("*old-*")))!));
    }
}
