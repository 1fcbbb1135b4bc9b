namespace ChatVideoBot.Queue.Tests;

/// <summary>Made clips that wait for a moderator.</summary>
public sealed class ReviewTests(RedisServer server) : QueueTest(server)
{
    private static readonly JobFailure Unfit = new(FailureStage.Delivery, "A moderator refused the clip.");

    private async Task<JobId> HeldAsync()
    {
        var lease = await MadeAsync();
        Assert.Equal(ClipHold.Held, await Queue.HoldDeliveryAsync(await TakeAsync(), Cancel));
        return lease.Id;
    }

    [Fact]
    public async Task A_held_clip_stands_in_nobodys_way_and_is_delivered_when_it_is_let_go()
    {
        var lease = await MadeAsync();
        var delivery = await TakeAsync();
        Assert.Equal(ClipHold.Held, await Queue.HoldDeliveryAsync(delivery, Cancel));
        Assert.Equal(ClipHold.Held, await Queue.HoldDeliveryAsync(delivery, Cancel)); // repeated
        Assert.False(await Queue.AcknowledgeAsync(delivery, Cancel));

        var job = await FindAsync(lease.Id);
        Assert.Equal((JobState.Delivering, false), (job.State, job.IsReviewed));
        Assert.InRange(job.HeldUntil!.Value, DateTimeOffset.UtcNow.AddDays(6.9), DateTimeOffset.UtcNow.AddDays(7.1));
        Assert.Equal(AnyClip, await Queue.ReadHeldClipAsync(lease.Id, Cancel));
        Assert.Null(await Queue.ReadKeptClipAsync(lease.Id, Cancel)); // it is nobody's to fetch
        Assert.False(await Queue.DropKeptClipAsync(lease.Id, Cancel));
        var look = await Queue.LookAsync(Cancel);
        Assert.Equal((0, TimeSpan.Zero, 0), (look.Outbox, look.OutboxAge, look.ClipBytes));
        Assert.Equal(AnyClip.Length.ToString(), await RawAsync("HGET", Key("meta"), "keptBytes"));
        Assert.InRange((long)(await RawAsync("PTTL", Key($"review:{lease.Id}")))!, (long)TimeSpan.FromDays(6.9).TotalMilliseconds, (long)TimeSpan.FromDays(7.1).TotalMilliseconds);
        Assert.Null(await Queue.TakeDeliveryAsync(Cancel));
        await Queue.TrimAsync(Cancel);
        Assert.Equal(0, await Queue.MendAsync(Cancel));
        Assert.Equal([lease.Id], (await Queue.HeldOfGuildAsync("guild", 0, 10, Cancel)).Jobs.Select(one => one.Id));

        Assert.Equal(MoveResult.Moved, await Queue.LetGoDeliveryAsync(lease.Id, Mod, Cancel));
        Assert.Equal(MoveResult.Moved, await Queue.LetGoDeliveryAsync(lease.Id, Mod, Cancel)); // repeated
        var again = await TakeAsync();
        Assert.Equal((lease.Id, true, null), (again.Job.Id, again.Job.IsReviewed, again.Job.HeldUntil));
        Assert.Equal(AnyInfo, again.Clip);
        Assert.Equal(AnyClip, await Queue.ReadClipAsync(again, Cancel));
        Assert.Equal(AnyClip.Length, (await Queue.LookAsync(Cancel)).ClipBytes);
        Assert.True(await Queue.AcknowledgeAsync(again, Cancel));
        Assert.Equal(JobState.Done, await StateAsync(lease.Id));
        Assert.Equal((0, "0"), ((await Queue.LookAsync(Cancel)).ClipBytes, await RawAsync("HGET", Key("meta"), "keptBytes")));
        Assert.Equal(MoveResult.NotWaiting, await Queue.RefuseHeldAsync(lease.Id, Unfit, Mod, Cancel));
        Assert.Equal("let go", Assert.Single(await Queue.ReadAuditAsync(9, "guild", Cancel)).What);
    }

    [Fact]
    public async Task A_refused_clip_is_gone_and_its_user_is_told()
    {
        var id = await HeldAsync();
        Assert.Equal(MoveResult.Moved, await Queue.RefuseHeldAsync(id, Unfit, Mod, Cancel));
        Assert.Equal(MoveResult.Moved, await Queue.RefuseHeldAsync(id, Unfit, Mod, Cancel)); // repeated

        Assert.Null(await Queue.ReadHeldClipAsync(id, Cancel));
        var end = await TakeAsync();
        Assert.Equal((JobState.Failed, Unfit, 1), (end.Job.State, end.Job.Failure, end.Tries));
        Assert.Equal(MoveResult.NotWaiting, await Queue.LetGoDeliveryAsync(id, Mod, Cancel));
        Assert.Equal(MoveResult.Unknown, await Queue.LetGoDeliveryAsync(new("nobody"), Mod, Cancel));
        Assert.Equal(MoveResult.Unknown, await Queue.RefuseHeldAsync(new("nobody"), Unfit, Mod, Cancel));
        Assert.Equal("0", await RawAsync("HGET", Key("meta"), "keptBytes"));
        Assert.Single(await Queue.ReadAuditAsync(9, Cancel));
    }

    [Fact]
    public async Task A_clip_that_nobody_looked_at_fails_with_a_reason()
    {
        var id = await HeldAsync();
        await RawAsync("ZADD", Key("kept"), "XX", 1, id.Value);
        await Queue.TrimAsync(Cancel);
        var end = await TakeAsync();
        Assert.Equal(new(FailureStage.Delivery, "No moderator looked at the clip in time."), end.Job.Failure);
        Assert.Null(await Queue.ReadHeldClipAsync(id, Cancel));
        Assert.Empty((await Queue.HeldOfGuildAsync("guild", 0, 10, Cancel)).Jobs);
    }

    [Fact]
    public async Task Its_user_may_cancel_it()
    {
        var id = await HeldAsync();
        Assert.Equal(CancelResult.Cancelled, await Queue.CancelAsync(id, new("ann", ""), Cancel));
        Assert.Equal(CancelResult.Cancelled, await Queue.CancelAsync(id, new("ann", ""), Cancel));
        Assert.Equal(JobState.Cancelled, (await TakeAsync()).Job.State);
        Assert.Null(await Queue.ReadHeldClipAsync(id, Cancel));
    }

    [Fact]
    public async Task A_bot_that_lost_the_delivery_holds_nothing_and_one_without_room_keeps_it()
    {
        var lease = await MadeAsync();
        var dead = await TakeAsync();
        await MakeDueAsync(lease.Id);
        var next = await TakeAsync();
        Assert.Equal(ClipHold.Lost, await Queue.HoldDeliveryAsync(dead, Cancel));

        await using var narrow = OpenAgain(options => options.MostKeptBytes = 5);
        Assert.Equal(ClipHold.NoRoom, await narrow.HoldDeliveryAsync(next, Cancel));
        Assert.Equal(AnyClip, await Queue.ReadClipAsync(next, Cancel));
        await RawAsync("DEL", Queue.Keys.Clip(lease.Id, lease.Token));
        Assert.Equal(ClipHold.NoRoom, await Queue.HoldDeliveryAsync(next, Cancel)); // there is nothing to look at
        Assert.True(await Queue.AcknowledgeAsync(next, Cancel));
    }

    [Fact]
    public async Task A_clip_that_makes_room_for_another_fails_with_a_reason_and_never_silently()
    {
        var first = await HeldAsync();
        await RawAsync("ZADD", Key("kept"), "XX", 5, first.Value);
        var second = await MadeAsync();
        await using var narrow = OpenAgain(options => options.MostKeptBytes = AnyClip.Length);
        Assert.Equal(ClipHold.Held, await narrow.HoldDeliveryAsync(await TakeAsync(), Cancel));

        var end = await TakeAsync();
        Assert.Equal((first, "The clip had to make room for newer ones before a moderator looked at it."), (end.Job.Id, end.Job.Failure?.Reason));
        Assert.Equal(AnyClip, await Queue.ReadHeldClipAsync(second.Id, Cancel));
    }

    [Fact]
    public async Task Held_clips_stop_no_worker()
    {
        await using var narrow = OpenAgain(options => options.MostClipBytes = 1_000_000);
        var lease = await RunningAsync();
        await Queue.CompleteAsync(lease, AnyInfo, new byte[1_000_000], Cancel);
        await EnqueueAsync("bob");
        await narrow.AnnounceAsync("w5", [Pocket], "", Cancel);
        Assert.Null(await narrow.ClaimAsync("w5", Cancel));
        Assert.Equal(ClipHold.Held, await Queue.HoldDeliveryAsync(await TakeAsync(), Cancel));
        Assert.NotNull(await narrow.ClaimAsync("w5", Cancel));
    }
}
