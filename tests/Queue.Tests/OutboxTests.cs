namespace ChatVideoBot.Queue.Tests;

public sealed class OutboxTests(RedisServer server) : QueueTest(server)
{
    private static readonly JobFailure NoChannel = new(FailureStage.Delivery, "The channel is gone.");

    [Fact]
    public async Task An_acknowledged_clip_is_done_and_what_it_kept_is_dropped()
    {
        var lease = await MadeAsync();
        var delivery = await TakeAsync();

        Assert.Equal("m1", await Queue.RecordMessageAsync(delivery, "m1", Cancel));
        Assert.True(await Queue.AcknowledgeAsync(delivery, Cancel));
        Assert.True(await Queue.AcknowledgeAsync(delivery, Cancel)); // repeated

        var job = await FindAsync(lease.Id);
        Assert.Equal((JobState.Done, "m1"), (job.State, job.MessageId));
        Assert.Equal(0L, await RawAsync("EXISTS", Queue.Keys.Clip(lease.Id, lease.Token)));
        Assert.Null(await Queue.TakeDeliveryAsync(Cancel));
    }

    [Fact]
    public async Task An_end_is_leased_to_one_taker_at_a_time()
    {
        await MadeAsync();
        var takes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Queue.TakeDeliveryAsync(Cancel)));
        Assert.Single(takes.OfType<Delivery>());
    }

    [Fact]
    public async Task A_bot_that_died_with_a_delivery_leaves_it_to_the_next_and_cannot_end_it_any_more()
    {
        var lease = await MadeAsync();
        var dead = await TakeAsync();
        await Queue.RecordMessageAsync(dead, "first", Cancel);
        await MakeDueAsync(lease.Id);

        var next = await TakeAsync();
        Assert.Equal((2, "first"), (next.Tries, next.Job.MessageId));
        Assert.True(next.Token > dead.Token);
        Assert.Equal("first", await Queue.RecordMessageAsync(next, "second", Cancel)); // the first stands

        Assert.False(await Queue.AcknowledgeAsync(dead, Cancel));
        Assert.False(await Queue.PostponeAsync(dead, TimeSpan.Zero, Cancel));
        Assert.False(await Queue.RefuseAsync(dead, NoChannel, Cancel));
        Assert.True(await Queue.AcknowledgeAsync(next, Cancel));
        Assert.Equal(JobState.Done, (await FindAsync(lease.Id)).State);
    }

    [Fact]
    public async Task A_postponed_end_is_due_again_later()
    {
        var lease = await MadeAsync();
        var delivery = await TakeAsync();

        Assert.True(await Queue.PostponeAsync(delivery, TimeSpan.FromHours(1), Cancel));
        Assert.True(await Queue.PostponeAsync(delivery, TimeSpan.FromHours(1), Cancel)); // repeated
        Assert.Null(await Queue.TakeDeliveryAsync(Cancel));
        Assert.False(await Queue.AcknowledgeAsync(delivery, Cancel));

        await MakeDueAsync(lease.Id);
        Assert.Equal(2, (await TakeAsync()).Tries);
    }

    [Fact]
    public async Task A_refused_clip_fails_and_the_failure_is_an_end_of_its_own()
    {
        var lease = await MadeAsync();

        var delivery = await TakeAsync();
        Assert.True(await Queue.RefuseAsync(delivery, NoChannel, Cancel));
        Assert.True(await Queue.RefuseAsync(delivery, NoChannel, Cancel)); // repeated

        Assert.Equal(0L, await RawAsync("EXISTS", Queue.Keys.Clip(lease.Id, lease.Token)));
        var failure = await TakeAsync();
        Assert.Equal((JobState.Failed, NoChannel, 1), (failure.Job.State, failure.Job.Failure, failure.Tries));
        Assert.Null(failure.Clip);
        Assert.True(await Queue.RefuseAsync(failure, NoChannel, Cancel)); // nobody can be told: it is dropped
        Assert.Null(await Queue.TakeDeliveryAsync(Cancel));
        Assert.Equal(JobState.Failed, (await FindAsync(lease.Id)).State);
    }

    [Fact]
    public async Task Ends_come_out_in_the_order_they_were_due()
    {
        var first = await MadeAsync();
        var second = await MadeAsync();
        await RawAsync("ZADD", Key("out"), "XX", 5, second.Id.Value);
        await RawAsync("ZADD", Key("out"), "XX", 9, first.Id.Value);

        Assert.Equal(second.Id, (await TakeAsync()).Job.Id);
        Assert.Equal(first.Id, (await TakeAsync()).Job.Id);
    }

    [Fact]
    public async Task A_clip_of_ten_megabytes_comes_out_as_it_went_in()
    {
        var clip = new byte[10 << 20];
        new Random(1).NextBytes(clip);
        var lease = await RunningAsync();

        Assert.True(await Queue.CompleteAsync(lease, AnyInfo, clip, Cancel));

        var read = await Queue.ReadClipAsync(await TakeAsync(), Cancel);
        Assert.True(clip.AsSpan().SequenceEqual(read));
    }

    [Fact]
    public async Task A_message_for_a_job_that_is_forgotten_makes_no_job()
    {
        var lease = await MadeAsync();
        var delivery = await TakeAsync();
        await RawAsync("DEL", Queue.Keys.Job(lease.Id));

        Assert.Equal("m", await Queue.RecordMessageAsync(delivery, "m", Cancel));
        Assert.False(await Queue.AcknowledgeAsync(delivery, Cancel));
        Assert.Null(await Queue.FindAsync(lease.Id, Cancel));
    }
}
