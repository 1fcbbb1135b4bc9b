namespace ChatVideoBot.Queue.Tests;

/// <summary>The files that come with a job.</summary>
public sealed class SourcesTests(RedisServer server) : QueueTest(server, options => (options.MaxSourceBytes, options.MostSourceBytes) = (2 << 20, 2_500_000))
{
    private static ClipSources All => new() { Picture = Bytes(70_000), EndPicture = Bytes(3), Clip = Bytes(1_000_001), Mask = Bytes(1) };

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7))];

    [Fact]
    public async Task They_travel_with_their_job_and_go_when_its_end_is_told()
    {
        await EnqueueAsync(Draft() with { Sources = All });
        var lease = await ClaimAsync();

        Assert.True(lease.HasSources);
        Assert.True((await FindAsync(lease.Id)).HasSources);
        AreSame(All, await Queue.ReadSourcesAsync(lease, Cancel));
        Assert.InRange((long)(await RawAsync("PTTL", Key($"sources:{lease.Id}")))!, 1, long.MaxValue);
        await Queue.FailAsync(lease, new JobFailure(FailureStage.Model, "no"), retry: false, Cancel);
        await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);
        Assert.Equal(0L, await RawAsync("EXISTS", Key($"sources:{lease.Id}")));
        Assert.Null(await Queue.ReadSourcesAsync(lease, Cancel)); // not kept any more
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task One_alone_is_the_one_it_was(bool isEnd, bool isClip)
    {
        var one = new ClipSources { EndPicture = isEnd ? Bytes(9) : default, Clip = isClip ? Bytes(9) : default };
        await EnqueueAsync(Draft() with { Sources = one });

        AreSame(one, await Queue.ReadSourcesAsync(await ClaimAsync(), Cancel));
    }

    [Fact]
    public async Task They_go_with_a_clip_that_is_refused()
    {
        await EnqueueAsync(Draft() with { Sources = All });
        var lease = await ClaimAsync();
        Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));

        Assert.True(await Queue.RefuseAsync(await TakeAsync(), new JobFailure(FailureStage.Delivery, "too large"), Cancel));

        Assert.Equal(0L, await RawAsync("EXISTS", Key($"sources:{lease.Id}")));
    }

    [Fact]
    public async Task They_stay_for_another_try()
    {
        await EnqueueAsync(Draft() with { Sources = All });
        var first = await ClaimAsync();
        await Queue.FailAsync(first, new JobFailure(FailureStage.Model, "no"), retry: true, Cancel);
        await MakeRetryDueAsync(first.Id);

        AreSame(All, await Queue.ReadSourcesAsync(await ClaimAsync(), Cancel));
    }

    [Fact]
    public async Task More_than_may_be_is_refused_with_the_limit_and_nothing_is_kept()
    {
        var refused = await Queue.EnqueueAsync(Draft(id: "large") with { Sources = new ClipSources { Picture = Bytes(1 << 20), Clip = Bytes((1 << 20) + 1) } }, Cancel);

        Assert.Equal((EnqueueStatus.SourcesTooLarge, 2), (refused.Status, refused.Limit));
        Assert.Null(await Queue.FindAsync(new JobId("large"), Cancel));
        Assert.Equal(0L, await RawAsync("EXISTS", Key("sources:large")));
    }

    [Fact]
    public async Task The_files_of_all_jobs_have_a_limit_and_each_told_end_makes_room()
    {
        ClipSources Large() => new() { Clip = Bytes(900_000) };
        var first = await EnqueueAsync(Draft() with { Sources = Large() });
        await EnqueueAsync(Draft() with { Sources = Large() });
        Assert.Equal(EnqueueStatus.Known, (await Queue.EnqueueAsync(Draft(id: first.Value) with { Sources = Large() }, Cancel)).Status); // counts once

        Assert.Equal(EnqueueStatus.SourcesFull, (await Queue.EnqueueAsync(Draft(id: "more") with { Sources = Large() }, Cancel)).Status);
        Assert.Equal(0L, await RawAsync("EXISTS", Key("sources:more")));
        var bare = await EnqueueAsync(Draft());

        await Queue.CancelAsync(first, Mod, Cancel);
        await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);
        await EnqueueAsync(Draft(id: "more") with { Sources = Large() });
        foreach (var lease in new[] { await ClaimAsync(), await ClaimAsync(), await ClaimAsync() })
            Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));
        while (await Queue.TakeDeliveryAsync(Cancel) is { } delivery)
            Assert.True(delivery.Clip is null || delivery.Job.Id == bare ? await Queue.AcknowledgeAsync(delivery, Cancel) : await Queue.RefuseAsync(delivery, Broken, Cancel));
        Assert.Equal("0", await RawAsync("HGET", Key("meta"), "sourceBytes"));
    }

    [Fact]
    public async Task A_picture_that_the_version_before_queued_is_read()
    {
        await EnqueueAsync(Draft() with { Sources = All });
        var lease = await ClaimAsync();
        await RawAsync("DEL", Key($"sources:{lease.Id}"));
        await RawAsync("SET", Key($"picture:{lease.Id}"), Bytes(50));

        AreSame(new ClipSources { Picture = Bytes(50) }, await Queue.ReadSourcesAsync(lease, Cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(200)]
    public void A_value_that_was_cut_or_is_none_is_not_read(int bytes)
    {
        var whole = SourcesFile.Write(new ClipSources { Picture = Bytes(100), Mask = Bytes(101) });

        Assert.Null(SourcesFile.Read(whole[..bytes]));
        Assert.Null(SourcesFile.Read([.. whole, 0]));
        Assert.Null(SourcesFile.Read([.. Enumerable.Repeat((byte)255, bytes)]));
    }

    private static void AreSame(ClipSources expected, ClipSources? read)
    {
        Assert.NotNull(read);
        Assert.Equal(expected.Picture, read.Picture);
        Assert.Equal(expected.EndPicture, read.EndPicture);
        Assert.Equal(expected.Clip, read.Clip);
        Assert.Equal(expected.Mask, read.Mask);
    }
}
