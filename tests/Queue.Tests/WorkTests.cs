using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;

namespace ChatVideoBot.Queue.Tests;

public sealed class WorkTests(RedisServer server) : QueueTest(server, options => options.Attempts = 3)
{
    [Fact]
    public async Task A_claim_leases_the_job_to_one_worker_with_a_token_that_grows()
    {
        await EnqueueAsync();
        await EnqueueAsync();

        var first = await ClaimAsync("w1");
        var second = await ClaimAsync("w2");

        Assert.True(second.Token > first.Token);
        Assert.Equal((1, "a red balloon", false), (first.Attempt, first.Clip.Prompt, first.HasSources));
        Assert.InRange(first.Ends - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40));
        var job = await FindAsync(first.Id);
        Assert.Equal((JobState.Claimed, 1, 0), (job.State, job.Attempt, job.Position));
        Assert.NotNull(job.StartedAt);
    }

    [Fact]
    public async Task Twenty_workers_at_once_never_get_the_same_job()
    {
        for (var i = 0; i < 30; i++)
            await EnqueueAsync($"user-{i}");

        var leases = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => TryClaimAsync($"w{i % 20}")));

        var claimed = leases.OfType<Lease>().ToArray();
        Assert.Equal(30, claimed.Length);
        Assert.Equal(30, claimed.Select(lease => lease.Id).Distinct().Count());
        Assert.Equal(30, claimed.Select(lease => lease.Token).Distinct().Count());
    }

    [Fact]
    public async Task A_report_shows_progress_and_preview()
    {
        var lease = await RunningAsync();

        Assert.Equal(Beat.Ok, await Queue.ReportAsync(lease, 0.5, "Decode", new byte[] { 9, 8 }, Cancel));
        var job = await FindAsync(lease.Id);
        Assert.Equal((JobState.Running, 0.5, "Decode", 1L), (job.State, job.Progress, job.Stage, job.PreviewVersion));
        Assert.Equal([9, 8], await Queue.ReadPreviewAsync(lease.Id, Cancel));

        await Queue.ReportAsync(lease, 0.6, "Decode", default, Cancel);
        await Queue.RenewAsync(lease, Cancel);
        job = await FindAsync(lease.Id);
        Assert.Equal((0.6, 1L), (job.Progress, job.PreviewVersion));
        Assert.Equal([9, 8], await Queue.ReadPreviewAsync(lease.Id, Cancel));
    }

    [Fact]
    public async Task Without_a_preview_none_is_read()
    {
        var lease = await RunningAsync();
        Assert.Null(await Queue.ReadPreviewAsync(lease.Id, Cancel));
        Assert.Null(await Queue.ReadPreviewAsync(new JobId("nobody"), Cancel));
        Assert.Same(ClipSources.None, await Queue.ReadSourcesAsync(lease, Cancel));
    }

    [Fact]
    public async Task A_beat_renews_the_lease_to_its_full_length()
    {
        var lease = await RunningAsync();
        await EndLeaseAsync(lease.Id);

        Assert.Equal(Beat.Ok, await Queue.RenewAsync(lease, Cancel)); // late, but nobody took it yet
        Assert.Equal(0, await ReapAsync());
        Assert.Equal(JobState.Running, (await FindAsync(lease.Id)).State);
    }

    [Fact]
    public async Task A_finished_clip_goes_to_the_outbox()
    {
        var lease = await MadeAsync();

        var job = await FindAsync(lease.Id);
        Assert.Equal((JobState.Delivering, 1d), (job.State, job.Progress));
        Assert.NotNull(job.EndedAt);
        var delivery = await TakeAsync();
        Assert.Equal((lease.Id, AnyInfo, 1), (delivery.Job.Id, delivery.Clip, delivery.Tries));
        Assert.Equal(AnyClip, await Queue.ReadClipAsync(delivery, Cancel));
        Assert.Empty(await Queue.ListAsync(10, Cancel));
    }

    [Fact]
    public async Task Completing_twice_is_taken_once_and_said_to_be_taken()
    {
        var lease = await MadeAsync();

        Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));

        await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);
        Assert.Null(await Queue.TakeDeliveryAsync(Cancel));
    }

    [Fact]
    public async Task A_worker_whose_lease_was_given_away_is_refused_in_everything()
    {
        var stale = await RunningAsync();
        await EndLeaseAsync(stale.Id);
        Assert.Equal(1, await ReapAsync());
        var fresh = await ClaimAsync("w2");
        Assert.True(fresh.Token > stale.Token);

        Assert.Equal(Beat.Lost, await Queue.RenewAsync(stale, Cancel));
        Assert.Equal(Beat.Lost, await Queue.ReportAsync(stale, 1, "x", new byte[] { 1 }, Cancel));
        Assert.False(await Queue.CompleteAsync(stale, AnyInfo, new byte[] { 66 }, Cancel));
        Assert.False(await Queue.FailAsync(stale, Broken, retry: true, Cancel));
        Assert.False(await Queue.CancelledAsync(stale, Cancel));
        Assert.False(await Queue.ReleaseAsync(stale, Cancel));

        Assert.Equal(0L, await RawAsync("EXISTS", Queue.Keys.Clip(stale.Id, stale.Token)));
        Assert.True(await Queue.CompleteAsync(fresh, AnyInfo, AnyClip, Cancel));
        Assert.False(await Queue.CompleteAsync(stale, AnyInfo, new byte[] { 66 }, Cancel)); // also after the end
        Assert.Equal(AnyClip, await Queue.ReadClipAsync(await TakeAsync(), Cancel));
    }

    [Fact]
    public async Task A_stale_preview_does_not_show_in_the_new_try()
    {
        var stale = await RunningAsync();
        await Queue.ReportAsync(stale, 0.5, "x", new byte[] { 1 }, Cancel);
        await EndLeaseAsync(stale.Id);
        await ReapAsync();
        var fresh = await ClaimAsync();
        await Queue.ReportAsync(fresh, 0.1, "x", new byte[] { 2 }, Cancel);

        await Queue.ReportAsync(stale, 0.6, "x", new byte[] { 3 }, Cancel);

        Assert.Equal([2], await Queue.ReadPreviewAsync(fresh.Id, Cancel));
    }

    [Fact]
    public async Task A_failure_that_may_pass_is_tried_again_later_and_up_to_the_limit()
    {
        var lease = await RunningAsync();

        for (var failures = 1; failures < 3; failures++)
        {
            Assert.True(await Queue.FailAsync(lease, Broken, retry: true, Cancel));
            var job = await FindAsync(lease.Id);
            Assert.Equal((JobState.Waiting, 1), (job.State, job.Position));
            Assert.Null(job.Failure);
            Assert.Null(await TryClaimAsync()); // not yet
            await MakeRetryDueAsync(lease.Id);
            lease = await ClaimAsync();
            Assert.Equal(failures + 1, lease.Attempt);
        }

        Assert.True(await Queue.FailAsync(lease, Broken, retry: true, Cancel));
        Assert.Equal((JobState.Failed, Broken), ((await FindAsync(lease.Id)).State, (await FindAsync(lease.Id)).Failure));
        Assert.Equal(lease.Id, (await TakeAsync()).Job.Id);
    }

    [Fact]
    public async Task A_failure_that_will_not_pass_ends_the_job_at_once()
    {
        var lease = await RunningAsync();

        Assert.True(await Queue.FailAsync(lease, new JobFailure(FailureStage.Picture, "Not a picture."), retry: false, Cancel));
        Assert.True(await Queue.FailAsync(lease, Broken, retry: false, Cancel)); // repeated: the first stands

        var delivery = await TakeAsync();
        Assert.Equal(new JobFailure(FailureStage.Picture, "Not a picture."), delivery.Job.Failure);
        Assert.Null(delivery.Clip);
        Assert.Null(await Queue.ReadClipAsync(delivery, Cancel));
    }

    [Fact]
    public async Task The_wait_before_another_try_doubles()
    {
        var lease = await RunningAsync();
        var waits = new List<double>();
        for (var i = 0; i < 2; i++)
        {
            await Queue.FailAsync(lease, Broken, retry: true, Cancel);
            var due = Assert.IsType<double>(await RawAsync("ZSCORE", await LaneKeyAsync("del", lease.Id), lease.Id.Value));
            waits.Add(due - DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            await MakeRetryDueAsync(lease.Id);
            lease = await ClaimAsync();
        }

        Assert.InRange(waits[0], 3000, 6300); // 5 s, 25 % either way, less the time of the test
        Assert.InRange(waits[1], 6500, 12600);
    }

    [Fact]
    public async Task A_released_job_goes_back_to_the_head_of_the_line()
    {
        var first = await EnqueueAsync();
        await EnqueueAsync();
        var lease = await ClaimAsync();

        Assert.True(await Queue.ReleaseAsync(lease, Cancel));
        Assert.True(await Queue.ReleaseAsync(lease, Cancel)); // repeated

        Assert.Equal((JobState.Waiting, 1), ((await FindAsync(first)).State, (await FindAsync(first)).Position));
        Assert.Equal(first, (await ClaimAsync()).Id);
    }

    [Fact]
    public async Task A_call_whose_answer_was_lost_gets_the_same_lease_when_it_is_repeated()
    {
        await EnqueueAsync();
        var lane = await FieldAsync(await EnqueueAsync(), "lane");
        var script = QueueLibrary.Function("claim.lua");
        var first = await ClaimRawAsync("call-1", isRepeated: false);

        Assert.Equal(first, await ClaimRawAsync("call-1", isRepeated: true));
        Assert.NotEqual(first, await ClaimRawAsync("call-2", isRepeated: true));

        async Task<(string?, long?)> ClaimRawAsync(string call, bool isRepeated)
        {
            RedisArg[] args = ["w", 30_000, call, isRepeated, 1_000_000, 0, 0, lane];
            var reply = (object?[])(await Queue.Redis.EvalAsync(script, [Queue.Keys.Meta], args, Cancel))!;
            return ((string?)reply[1], (long?)reply[2]);
        }
    }

    [Fact]
    public async Task A_place_in_line_without_its_job_stops_nobody()
    {
        await AnnounceAsync("w1");
        await RawAsync("ZADD", Key("w:pocket:normal:haunted"), 0, "ghost");
        await RawAsync("ZADD", Key("g:pocket"), 0, "normal:haunted");
        await RawAsync("ZADD", Key("act:pocket"), 1, "ghost-2");
        await RawAsync("ZADD", Key("exp:pocket"), 1, "ghost-3");
        await RawAsync("ZADD", Key("out"), 1, "ghost-4");
        await RawAsync("ZADD", Key("del:pocket"), 1, "ghost-5");
        var id = await EnqueueAsync();

        await ReapAsync();
        Assert.Null(await Queue.TakeDeliveryAsync(Cancel));
        Assert.Equal(id, (await ClaimAsync()).Id);
        Assert.Null(await TryClaimAsync());
        Assert.Equal(0L, await RawAsync(
            "EXISTS", Key("w:pocket:normal:haunted"), Key("g:pocket"), Key("out"), Key("exp:pocket"), Key("del:pocket")));
    }
}
