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
    public async Task A_refused_clip_that_is_kept_is_read_until_it_is_dropped_whatever_becomes_of_its_job()
    {
        var lease = await MadeAsync();
        var delivery = await TakeAsync();
        Assert.Null(await Queue.ReadKeptClipAsync(lease.Id, Cancel));

        Assert.True(await Queue.RefuseAsync(delivery, NoChannel, Cancel, keepClip: true));
        Assert.True(await Queue.RefuseAsync(delivery, NoChannel, Cancel, keepClip: true)); // repeated
        Assert.Equal(AnyClip, await Queue.ReadKeptClipAsync(lease.Id, Cancel));
        Assert.Equal(0, (await Queue.LookAsync(Cancel)).ClipBytes); // it stops no worker
        Assert.Equal(AnyClip.Length.ToString(), await RawAsync("HGET", Key("meta"), "keptBytes"));
        Assert.InRange((long)(await RawAsync("PTTL", Key($"kept:{lease.Id}")))!, 1, (long)new QueueOptions().KeepClips.TotalMilliseconds);

        Assert.True(await Queue.AcknowledgeAsync(await TakeAsync(), Cancel)); // its failure was told
        await RawAsync("ZADD", Key("dead"), "XX", 1, lease.Id.Value);
        await Queue.TrimAsync(Cancel);
        Assert.Null(await Queue.FindAsync(lease.Id, Cancel));
        Assert.Equal(AnyClip, await Queue.ReadKeptClipAsync(lease.Id, Cancel));

        Assert.True(await Queue.DropKeptClipAsync(lease.Id, Cancel));
        Assert.False(await Queue.DropKeptClipAsync(lease.Id, Cancel));
        Assert.Null(await Queue.ReadKeptClipAsync(lease.Id, Cancel));
        Assert.Equal("0", await RawAsync("HGET", Key("meta"), "keptBytes"));
    }

    [Fact]
    public async Task A_kept_clip_goes_when_its_time_is_over_and_its_room_is_free_again()
    {
        var lease = await MadeAsync();
        Assert.True(await Queue.RefuseAsync(await TakeAsync(), NoChannel, Cancel, keepClip: true));
        await Queue.TrimAsync(Cancel);
        Assert.NotNull(await Queue.ReadKeptClipAsync(lease.Id, Cancel));

        await RawAsync("ZADD", Key("kept"), "XX", 1, lease.Id.Value);
        await Queue.TrimAsync(Cancel);

        Assert.Null(await Queue.ReadKeptClipAsync(lease.Id, Cancel));
        Assert.Equal(("0", 0L, 0L), (await RawAsync("HGET", Key("meta"), "keptBytes"), await RawAsync("ZCARD", Key("kept")), await RawAsync("HLEN", Key("kept-bytes"))));
    }

    [Theory]
    [InlineData(18, 3)] // three of six bytes fit
    [InlineData(17, 2)]
    [InlineData(6, 1)]
    [InlineData(5, 0)] // one that is larger than all the room is not kept, and costs no other its place
    [InlineData(0, 0)]
    public async Task Of_more_kept_clips_than_there_is_room_for_the_oldest_go(long most, int left)
    {
        await using var queue = OpenAgain(options => options.MostKeptBytes = most);
        var ids = new List<JobId>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await MadeAsync()).Id);
            Assert.True(await queue.RefuseAsync(await TakeAsync(), NoChannel, Cancel, keepClip: true));
            await RawAsync("ZADD", Key("kept"), "XX", i + 1, ids[^1].Value); // no two in one millisecond
            Assert.True(await Queue.AcknowledgeAsync(await TakeAsync(), Cancel));
        }

        for (var i = 0; i < 3; i++)
            Assert.Equal((i, i >= 3 - left), (i, await Queue.ReadKeptClipAsync(ids[i], Cancel) is not null));
        Assert.Equal(left * AnyClip.Length, long.Parse(await RawAsync("HGET", Key("meta"), "keptBytes") as string ?? "0"));
    }

    [Fact]
    public async Task An_end_without_a_clip_keeps_none()
    {
        var lease = await MadeAsync();
        Assert.True(await Queue.RefuseAsync(await TakeAsync(), NoChannel, Cancel));

        Assert.True(await Queue.RefuseAsync(await TakeAsync(), NoChannel, Cancel, keepClip: true));

        Assert.Null(await Queue.ReadKeptClipAsync(lease.Id, Cancel));
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
