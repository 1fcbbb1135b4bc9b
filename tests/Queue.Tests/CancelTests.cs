namespace ChatVideoBot.Queue.Tests;

public sealed class CancelTests(RedisServer server) : QueueTest(server)
{
    private Task<CancelResult> CancelJobAsync(JobId id) => Queue.CancelAsync(id, Mod, Cancel);

    [Fact]
    public async Task A_waiting_job_is_gone_from_the_line_and_told_once()
    {
        var id = await EnqueueAsync();

        Assert.Equal(CancelResult.Cancelled, await CancelJobAsync(id));
        Assert.Equal(CancelResult.Cancelled, await CancelJobAsync(id));

        Assert.Null(await TryClaimAsync());
        var delivery = await TakeAsync();
        Assert.Equal(JobState.Cancelled, delivery.Job.State);
        Assert.Equal(("mod", "because"), (delivery.Job.Notes["cancelledBy"], delivery.Job.Notes["cancelledWhy"]));
        Assert.True(await Queue.AcknowledgeAsync(delivery, Cancel));
        Assert.Null(await Queue.TakeDeliveryAsync(Cancel));
        Assert.Equal(JobState.Cancelled, (await FindAsync(id)).State);
    }

    [Fact]
    public async Task A_job_that_waits_for_another_try_can_be_cancelled()
    {
        var lease = await RunningAsync();
        await Queue.FailAsync(lease, new JobFailure(FailureStage.Model, "x"), retry: true, Cancel);

        Assert.Equal(CancelResult.Cancelled, await CancelJobAsync(lease.Id));
        Assert.Equal(0L, await RawAsync("EXISTS", Key("del:pocket"), Key("exp:pocket"), Key("u:ann")));
    }

    [Fact]
    public async Task A_running_job_stops_when_its_worker_hears_of_it()
    {
        var lease = await RunningAsync();

        Assert.Equal(CancelResult.Stopping, await CancelJobAsync(lease.Id));
        Assert.True((await FindAsync(lease.Id)).CancelWanted);
        Assert.Equal(Beat.Cancel, await Queue.RenewAsync(lease, Cancel));
        Assert.Equal(Beat.Cancel, await Queue.ReportAsync(lease, 0.9, "x", default, Cancel));
        Assert.True(await Queue.CancelledAsync(lease, Cancel));
        Assert.True(await Queue.CancelledAsync(lease, Cancel)); // repeated

        Assert.Equal(JobState.Cancelled, (await TakeAsync()).Job.State);
    }

    [Fact]
    public async Task A_clip_that_is_finished_after_the_cancelling_is_dropped()
    {
        var lease = await RunningAsync();
        await CancelJobAsync(lease.Id);

        Assert.False(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));

        Assert.Equal(JobState.Cancelled, (await FindAsync(lease.Id)).State);
        Assert.Equal(0L, await RawAsync("EXISTS", Queue.Keys.Clip(lease.Id, lease.Token)));
    }

    [Fact]
    public async Task A_cancelled_job_whose_worker_dies_fails_or_leaves_is_cancelled_all_the_same()
    {
        Func<Lease, Task>[] ways =
        [
            async lease => { await EndLeaseAsync(lease.Id); await ReapAsync(); },
            lease => Queue.FailAsync(lease, new JobFailure(FailureStage.Model, "x"), retry: true, Cancel),
            lease => Queue.ReleaseAsync(lease, Cancel),
        ];
        foreach (var way in ways)
        {
            var lease = await RunningAsync();
            await CancelJobAsync(lease.Id);

            await way(lease);

            Assert.Equal(JobState.Cancelled, (await FindAsync(lease.Id)).State);
        }
    }

    [Fact]
    public async Task A_job_that_has_ended_cannot_be_cancelled_and_an_unknown_one_is_unknown()
    {
        var lease = await MadeAsync();
        Assert.Equal(CancelResult.TooLate, await CancelJobAsync(lease.Id));
        await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);
        Assert.Equal(CancelResult.TooLate, await CancelJobAsync(lease.Id));
        Assert.Equal(CancelResult.Unknown, await CancelJobAsync(new JobId("nobody")));
    }
}
