using System.Diagnostics;

namespace ChatVideoBot.Queue.Tests;

public sealed class WaitTests(RedisServer server) : QueueTest(server)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private Task UntilAsleepAsync(string mark) => UntilAsync(async () =>
        ((string)(await RawAsync("CLIENT", "LIST"))!).Contains("cmd=bzpopmin", StringComparison.Ordinal)
        && await RawAsync("EXISTS", Key(mark)) is 0L);

    [Fact]
    public async Task An_idle_worker_wakes_when_a_job_comes()
    {
        var since = Stopwatch.GetTimestamp();
        Assert.Null(await TryClaimAsync());
        var waiting = Queue.WaitForWorkAsync("w1", Long, Cancel); // the first announcement leaves a mark
        await waiting;
        waiting = Queue.WaitForWorkAsync("w1", Long, Cancel);
        await UntilAsleepAsync("mark:pocket");
        Assert.False(waiting.IsCompleted);

        await EnqueueAsync();

        await waiting;
        Assert.True(Stopwatch.GetElapsedTime(since) < Long / 2);
        Assert.NotNull(await TryClaimAsync());
    }

    [Fact]
    public async Task A_worker_does_not_sleep_while_jobs_wait()
    {
        await EnqueueAsync();
        await AnnounceAsync("w1");
        await Queue.WaitForWorkAsync("w1", Long, Cancel);
        Assert.NotNull(await TryClaimAsync());
    }

    [Fact]
    public async Task A_worker_wakes_for_each_lane_it_serves()
    {
        await AnnounceAsync("w", Pocket, new Lane("wan"));
        Assert.Null(await TryClaimAsync("w"));
        await RawAsync("DEL", Key("mark:pocket"), Key("mark:wan"));
        var waiting = Queue.WaitForWorkAsync("w", Long, Cancel);
        await UntilAsleepAsync("mark:wan");
        await EnqueueAsync(Draft(model: "wan"));
        await waiting;
    }

    [Fact]
    public async Task A_worker_wakes_for_a_retry_that_has_become_due()
    {
        var lease = await RunningAsync();
        await Queue.FailAsync(lease, Broken, retry: true, Cancel);
        Assert.Null(await TryClaimAsync());
        await RawAsync("DEL", Key("mark:pocket"), await LaneKeyAsync("mark", lease.Id));
        var waiting = Queue.WaitForWorkAsync("w1", Long, Cancel);
        await UntilAsleepAsync("mark:pocket");

        await MakeRetryDueAsync(lease.Id);

        await waiting;
        Assert.NotNull(await TryClaimAsync());
    }

    [Fact]
    public async Task A_bot_wakes_for_an_end_and_for_a_postponed_one()
    {
        var waiting = Queue.WaitForEndsAsync(Long, Cancel);
        await UntilAsleepAsync("mark-out");
        await MadeAsync();
        await waiting;

        await Queue.PostponeAsync(await TakeAsync(), TimeSpan.FromMilliseconds(300), Cancel);
        await RawAsync("DEL", Key("mark-out"));
        await Queue.WaitForEndsAsync(Long, Cancel);
        Assert.Equal(2, (await TakeAsync()).Tries);
    }

    [Fact]
    public async Task Waiting_ends_with_its_time_and_with_its_token()
    {
        await AnnounceAsync("w1");
        await RawAsync("DEL", Key("mark:pocket"));
        await Queue.WaitForWorkAsync("w1", TimeSpan.FromMilliseconds(50), Cancel);
        await Queue.WaitForEndsAsync(TimeSpan.Zero, Cancel);
        using var stop = new CancellationTokenSource();
        var waiting = Queue.WaitForEndsAsync(Long, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Queue.WaitForEndsAsync(TimeSpan.FromMilliseconds(50), Cancel);
    }

    [Fact]
    public async Task Who_was_not_announced_hears_so()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Queue.ClaimAsync("nobody", Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Queue.WaitForWorkAsync("nobody", Long, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Queue.AnnounceAsync("w", [], "1.0", Cancel));
    }

    [Fact]
    public async Task Many_idle_workers_of_one_process_share_the_work()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var claimed = 0;
        var workers = Enumerable.Range(0, 5).Select(i => WorkAsync($"w{i}")).ToArray();

        for (var i = 0; i < 40; i++)
            await EnqueueAsync($"user-{i}");

        await UntilAsync(() => Task.FromResult(Volatile.Read(ref claimed) == 40));
        await stop.CancelAsync();
        await Task.WhenAll(workers);

        async Task WorkAsync(string name)
        {
            try
            {
                await AnnounceAsync(name);
                while (true)
                {
                    await Queue.WaitForWorkAsync(name, Long, stop.Token);
                    while (await Queue.ClaimAsync(name, stop.Token) is not null)
                        Interlocked.Increment(ref claimed);
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }
}
