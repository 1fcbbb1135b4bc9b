namespace ChatVideoBot.Queue.Tests;

/// <summary>The finished windows of a long clip.</summary>
public sealed class SegmentTests(RedisServer server) : QueueTest(server, options => (options.RetryAfter, options.MostSegmentBytes) = (TimeSpan.Zero, 1000))
{
    private static readonly byte[] First = [1, 2, 3], Third = [0, 255, 13, 10];

    [Fact]
    public async Task The_worker_after_a_dead_one_finds_what_that_one_finished()
    {
        var dead = await WithWindowsAsync();
        await EndLeaseAsync(dead.Id);
        await ReapAsync();

        await FindsAsync(await ClaimAsync("w2"));
    }

    [Fact]
    public async Task Another_try_finds_them_and_so_does_the_worker_after_one_that_shut_down()
    {
        var failed = await WithWindowsAsync();
        Assert.True(await Queue.FailAsync(failed, Broken, retry: true, Cancel));
        await Queue.WriteSegmentAsync(failed, 4, new byte[] { 5 }, Cancel); // on its way when the word was given
        await MakeRetryDueAsync(failed.Id);
        var stopped = await ClaimAsync();
        await FindsAsync(stopped);
        Assert.Equal([5], await Queue.ReadSegmentAsync(stopped, 4, Cancel));
        Assert.True(await Queue.ReleaseAsync(stopped, Cancel));

        await FindsAsync(await ClaimAsync());
    }

    [Theory]
    [InlineData("made")]
    [InlineData("failed")]
    [InlineData("cancelled")]
    [InlineData("cancelled while it waited again")]
    [InlineData("expired")]
    public async Task They_go_with_every_end_and_come_no_more(string end)
    {
        var lease = await WithWindowsAsync();
        switch (end)
        {
            case "made":
                Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));
                break;
            case "failed":
                Assert.True(await Queue.FailAsync(lease, Broken, retry: false, Cancel));
                break;
            case "cancelled":
                await Queue.CancelAsync(lease.Id, Mod, Cancel);
                Assert.True(await Queue.CancelledAsync(lease, Cancel));
                break;
            case "expired":
                Assert.True(await Queue.ReleaseAsync(lease, Cancel));
                await RawAsync("ZADD", await LaneKeyAsync("exp", lease.Id), "XX", 1, lease.Id.Value);
                await ReapAsync();
                break;
            default:
                Assert.True(await Queue.ReleaseAsync(lease, Cancel));
                Assert.Equal(CancelResult.Cancelled, await Queue.CancelAsync(lease.Id, Mod, Cancel));
                break;
        }
        await NothingIsKeptAsync(lease);

        await Queue.WriteSegmentAsync(lease, 1, First, Cancel); // of a worker that comes too late

        await NothingIsKeptAsync(lease);
    }

    [Fact]
    public async Task Nothing_lives_for_ever_and_the_last_place_is_as_good_as_the_first()
    {
        var lease = await RunningAsync();
        await Queue.WriteSegmentAsync(lease, JobQueue.MostSegments - 1, First, Cancel);

        Assert.InRange((long)(await RawAsync("PTTL", Key($"segment:{lease.Id}:255")))!, 1, (long)new QueueOptions().KeepClips.TotalMilliseconds);
        Assert.Equal(First, await Queue.ReadSegmentAsync(lease, 255, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Queue.WriteSegmentAsync(lease, 256, First, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Queue.ReadSegmentAsync(lease, -1, Cancel));
        await Queue.FailAsync(lease, Broken, retry: false, Cancel);
        await NothingIsKeptAsync(lease);
    }

    [Fact]
    public async Task No_more_than_the_limit_is_kept_of_one_job()
    {
        var lease = await RunningAsync();
        await Queue.WriteSegmentAsync(lease, 0, new byte[900], Cancel);
        await Queue.WriteSegmentAsync(lease, 1, new byte[200], Cancel);
        await Queue.WriteSegmentAsync(lease, 2, new byte[100], Cancel);
        await Queue.WriteSegmentAsync(lease, 3, new byte[1001], Cancel);

        Assert.Equal([true, false, true, false], (await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Queue.ReadSegmentAsync(lease, i, Cancel)))).Select(kept => kept is not null));
        await Queue.FailAsync(lease, Broken, retry: false, Cancel);
        await NothingIsKeptAsync(lease);
        Assert.Equal("", await FieldAsync(lease.Id, "segmentBytes"));
    }

    private async Task<Lease> WithWindowsAsync()
    {
        var lease = await RunningAsync();
        await Queue.WriteSegmentAsync(lease, 0, First, Cancel);
        await Queue.WriteSegmentAsync(lease, 2, Third, Cancel);
        return lease;
    }

    private async Task FindsAsync(Lease lease)
    {
        Assert.Equal(First, await Queue.ReadSegmentAsync(lease, 0, Cancel));
        Assert.Null(await Queue.ReadSegmentAsync(lease, 1, Cancel));
        Assert.Equal(Third, await Queue.ReadSegmentAsync(lease, 2, Cancel));
    }

    private async Task NothingIsKeptAsync(Lease lease) => Assert.Empty(await WordsAsync("KEYS", Key($"segment:{lease.Id}:*")));
}
