namespace ChatVideoBot.Queue.Tests;

/// <summary>Workers that die, hang, fault, come late or find no room.</summary>
public sealed class WorkerTests(RedisServer server) : QueueTest(server, options =>
{
    options.MostWaitingPerUser = 100;
    options.FaultsToSetAside = 3;
    options.MostClipBytes = 1_000_000;
})
{
    private async Task CrashAsync(Lease lease)
    {
        await EndLeaseAsync(lease.Id);
        await ReapAsync();
    }

    [Fact]
    public async Task A_worker_that_faults_over_different_jobs_is_set_aside_and_moderators_are_told()
    {
        for (var i = 0; i < 6; i++)
            await EnqueueAsync($"user-{i}");
        await CrashAsync(await ClaimAsync("bad"));
        await Queue.CancelAsync((await Queue.ListAsync(1, Cancel))[0].Id, Mod, Cancel); // each time another job
        for (var i = 0; i < 2; i++)
            await Queue.FailAsync(await ClaimAsync("bad"), Broken, retry: true, Cancel);

        Assert.Null(await TryClaimAsync("bad"));
        Assert.Equal(WorkerStanding.SetAside, await Queue.AnnounceAsync("bad", [Pocket], "1.0", Cancel));
        Assert.NotNull(await TryClaimAsync("good"));
        var entry = (await Queue.ReadAuditAsync(1, Cancel))[0];
        Assert.Equal(("the queue", "set aside", "bad"), (entry.By, entry.What, entry.Target));
        Assert.Equal(WorkerStanding.SetAside, (await Queue.LookAsync(Cancel)).Workers.Single(worker => worker.Name == "bad").Standing);
        Assert.Contains("aside", await EventKindsAsync());
        Assert.Equal(1, (await Queue.ListAsync(1, Cancel))[0].LiveWorkers); // the good one

        await RawAsync("HSET", Key("worker:bad"), "until", 1);
        Assert.NotNull(await TryClaimAsync("bad"));
    }

    [Fact]
    public async Task A_moderator_lets_a_worker_that_was_set_aside_go_on()
    {
        for (var i = 0; i < 4; i++)
            await EnqueueAsync($"user-{i}");
        for (var i = 0; i < 3; i++)
            await Queue.FailAsync(await ClaimAsync("bad"), Broken, retry: true, Cancel);
        Assert.Null(await TryClaimAsync("bad"));

        Assert.True(await Queue.MaintainAsync("bad", false, Mod, Cancel));

        Assert.NotNull(await TryClaimAsync("bad"));
    }

    [Fact]
    public async Task One_poisoned_job_sets_nobody_aside_and_a_good_one_in_between_forgives()
    {
        var poison = await EnqueueAsync();
        for (var i = 0; i < 3; i++)
        {
            await Queue.FailAsync(await ClaimAsync("w"), Broken, retry: true, Cancel);
            await MakeRetryDueAsync(poison);
        }
        Assert.Equal(JobState.Failed, await StateAsync(poison));
        for (var i = 0; i < 4; i++)
        {
            await EnqueueAsync();
            await Queue.FailAsync(await ClaimAsync("w"), Broken, retry: true, Cancel);
            await EnqueueAsync();
            await Queue.CompleteAsync(await ClaimAsync("w"), AnyInfo, default, Cancel);
        }
        await EnqueueAsync();
        Assert.NotNull(await TryClaimAsync("w"));
    }

    [Fact]
    public async Task Crashes_count_apart_from_failures()
    {
        var id = await EnqueueAsync();
        await CrashAsync(await ClaimAsync("w1"));
        for (var i = 0; i < 2; i++)
        {
            await Queue.FailAsync(await ClaimAsync("w2"), Broken, retry: true, Cancel);
            await MakeRetryDueAsync(id);
        }
        var job = await FindAsync(id);
        Assert.Equal((JobState.Waiting, 1, 2), (job.State, job.Crashes, job.Failures));

        await CrashAsync(await ClaimAsync("w3"));
        job = await FindAsync(id);
        Assert.Equal((JobState.Failed, 2, 2, "w3"), (job.State, job.Crashes, job.Failures, job.Worker));
    }

    [Fact]
    public async Task A_beat_that_never_progresses_loses_the_job_after_four_times_its_prediction_and_a_minute()
    {
        var lease = await RunningAsync();
        var most = (lease.Predicted * 4) + TimeSpan.FromSeconds(60);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await RawAsync("HSET", Queue.Keys.Job(lease.Id), "moved", now - (long)most.TotalMilliseconds + 20_000);
        Assert.Equal(Beat.Ok, await Queue.RenewAsync(lease, Cancel));
        await RawAsync("HSET", Queue.Keys.Job(lease.Id), "moved", now - (long)most.TotalMilliseconds - 1000);
        Assert.Equal(Beat.Ok, await Queue.ReportAsync(lease, 0.3, "x", default, Cancel)); // it moved
        await RawAsync("HSET", Queue.Keys.Job(lease.Id), "moved", now - (long)most.TotalMilliseconds - 1000);

        Assert.Equal(Beat.Lost, await Queue.ReportAsync(lease, 0.3, "x", default, Cancel));

        var job = await FindAsync(lease.Id);
        Assert.Equal((JobState.Waiting, 1), (job.State, job.Crashes));
        Assert.False(await Queue.CompleteAsync(lease, AnyInfo, default, Cancel));
    }

    [Fact]
    public async Task Late_words_are_counted_and_change_nothing()
    {
        var late = await RunningAsync();
        await CrashAsync(late);
        var fresh = await ClaimAsync("w2");
        await Queue.RenewAsync(late, Cancel);
        await Queue.CompleteAsync(late, AnyInfo, default, Cancel);
        await Queue.FailAsync(late, Broken, retry: false, Cancel);
        await Queue.CancelledAsync(late, Cancel);
        await Queue.ReleaseAsync(late, Cancel);
        Assert.False((await Queue.CompleteAndClaimAsync(late, AnyInfo, default, Cancel)).IsTaken);

        Assert.Equal(6, (await Queue.LookAsync(Cancel)).StaleRefused);
        Assert.Equal(Beat.Ok, await Queue.RenewAsync(fresh, Cancel));
    }

    [Fact]
    public async Task Tokens_go_on_from_a_higher_number_where_the_data_may_be_another_servers()
    {
        var before = await RunningAsync();
        await RawAsync("HSET", Key("meta"), "replid", "0123456789abcdef");

        await using var other = OpenAgain();
        await other.FindAsync(before.Id, Cancel); // its first connection greets

        await CrashAsync(before);
        var after = await ClaimAsync();
        Assert.True(after.Token >= 1L << 32);
        Assert.Equal(Beat.Lost, await Queue.RenewAsync(before, Cancel));
        Assert.Equal(Beat.Ok, await Queue.RenewAsync(after, Cancel));
        Assert.True(await Queue.CompleteAsync(after, AnyInfo, AnyClip, Cancel));
        Assert.Equal(AnyClip, await Queue.ReadClipAsync(await TakeAsync(), Cancel));
    }

    [Fact]
    public async Task A_clip_handed_over_again_gets_the_same_next_job_and_no_second_one()
    {
        for (var i = 0; i < 3; i++)
            await EnqueueAsync();
        var first = await ClaimAsync();

        var next = await Queue.CompleteAndClaimAsync(first, AnyInfo, AnyClip, Cancel);
        var again = await Queue.CompleteAndClaimAsync(first, AnyInfo, AnyClip, Cancel); // its answer was lost

        Assert.True(next.IsTaken && again.IsTaken);
        Assert.Equal((next.Next!.Id, next.Next.Token), (again.Next!.Id, again.Next.Token));
        Assert.Equal(1, (await Queue.LookAsync(Cancel)).Running);
        Assert.Equal(AnyClip, await Queue.ReadClipAsync(await TakeAsync(), Cancel));
        Assert.Null(await Queue.TakeDeliveryAsync(Cancel));
    }

    [Fact]
    public async Task Undelivered_clips_stop_claims_until_one_is_told()
    {
        for (var i = 0; i < 3; i++)
            await EnqueueAsync();
        Assert.True(await Queue.CompleteAsync(await ClaimAsync(), AnyInfo, new byte[600_000], Cancel));
        var second = await Queue.CompleteAndClaimAsync(await ClaimAsync(), AnyInfo, new byte[600_000], Cancel);
        Assert.Equal(new Completed(true, null), second);
        Assert.Null(await TryClaimAsync());
        Assert.Equal(1_200_000, (await Queue.LookAsync(Cancel)).ClipBytes);
        var waiting = Queue.WaitForWorkAsync("w1", TimeSpan.FromSeconds(60), Cancel);

        await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);

        await waiting;
        Assert.NotNull(await TryClaimAsync());
    }


    private async Task<List<string>> EventKindsAsync() =>
        [.. ((object?[])(await RawAsync("XRANGE", Queue.Keys.Events, "-", "+"))!).Cast<object?[]>().Select(entry => (string)((object?[])entry[1]!)[1]!)];
}
