namespace ChatVideoBot.Queue.Tests;

/// <summary>Idle workers sleep until there is something for them, and ask nothing meanwhile.</summary>
public sealed class IdleTests(RedisServer server) : QueueTest(server, options => options.MostClipBytes = 1_000_000)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    /// <summary>Works as a worker does, until it has a lease; counts how often it asked.</summary>
    private async Task<(Lease Lease, int Asked)> WorkAsync(string worker)
    {
        for (var asked = 1; ; asked++)
        {
            if (await TryClaimAsync(worker) is { } lease)
                return (lease, asked);
            await Queue.WaitForWorkAsync(worker, Long, Cancel);
        }
    }

    /// <summary>Fails unless the worker sleeps under <paramref name="why"/> and wakes by <paramref name="word"/>, having asked a few times.</summary>
    private async Task WakesAsync(Func<Task> why, Func<Task> word)
    {
        await AnnounceAsync("w1");
        await why();
        var working = WorkAsync("w1");
        await UntilAsync(async () => await RawAsync("EXISTS", Key("mark:pocket")) is 0L
            && ((string)(await RawAsync("CLIENT", "LIST"))!).Contains("cmd=bzpopmin", StringComparison.Ordinal));
        Assert.False(working.IsCompleted);

        await word();

        Assert.InRange((await working).Asked, 2, 5);
    }

    [Fact]
    public Task Resuming_wakes_it() => WakesAsync(
        async () => { await EnqueueAsync(); await Queue.PauseAsync(Mod, Cancel); },
        () => Queue.ResumeAsync(Mod, Cancel));

    [Fact]
    public Task A_limit_that_is_lifted_wakes_it() => WakesAsync(
        async () => { await EnqueueAsync(); await Queue.SetLimitsAsync(LimitSubject.User("ann"), new Limits { Running = 0 }, Mod, Cancel); },
        () => Queue.SetLimitsAsync(LimitSubject.User("ann"), null, Mod, Cancel));

    [Fact]
    public Task A_held_job_that_is_let_go_wakes_it()
    {
        var id = default(JobId);
        return WakesAsync(
            async () => id = await EnqueueAsync(Draft() with { Hold = true }),
            () => Queue.LetGoAsync(id, Mod, Cancel));
    }

    [Fact]
    public async Task A_promotion_wakes_it_for_a_job_that_waits_for_another_try()
    {
        var lease = await RunningAsync();
        await WakesAsync(
            () => Queue.FailAsync(lease, Broken, retry: true, Cancel),
            () => Queue.PromoteAsync(lease.Id, Mod, Cancel));
    }

    [Fact]
    public Task A_clip_that_is_told_wakes_it_when_there_was_no_room() => WakesAsync(
        async () =>
        {
            await EnqueueAsync();
            Assert.True(await Queue.CompleteAsync(await ClaimAsync(), AnyInfo, new byte[1_000_000], Cancel));
            await EnqueueAsync();
        },
        async () => await Queue.AcknowledgeAsync(await TakeAsync(), Cancel));

    [Fact]
    public async Task A_worker_in_maintenance_leaves_the_marks_to_others()
    {
        await AnnounceAsync("w1");
        await AnnounceAsync("w2");
        await Queue.MaintainAsync("w1", true, Mod, Cancel);
        Assert.Null(await TryClaimAsync("w1"));
        await RawAsync("DEL", Key("mark:pocket"));
        var other = WorkAsync("w2");

        await EnqueueAsync();
        Assert.Null(await TryClaimAsync("w1"));

        Assert.NotNull((await other).Lease);
    }
}
