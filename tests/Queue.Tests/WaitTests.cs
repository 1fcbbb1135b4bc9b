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
        var waiting = Queue.WaitForWorkAsync(Long, Cancel);
        await UntilAsleepAsync("mark:pocket");
        Assert.False(waiting.IsCompleted);

        await EnqueueAsync();

        await waiting;
        Assert.True(Stopwatch.GetElapsedTime(since) < Long / 2);
        Assert.NotNull(await Queue.ClaimAsync("w", Pocket, Cancel));
    }

    [Fact]
    public async Task A_worker_does_not_sleep_while_jobs_wait_and_wakes_for_a_lane_it_announced()
    {
        await EnqueueAsync();
        await Queue.WaitForWorkAsync(Long, Cancel);
        await ClaimAsync();

        await Queue.AnnounceAsync("w", ["wan"], Cancel);
        await RawAsync("DEL", Key("mark:pocket"));
        var waiting = Queue.WaitForWorkAsync(Long, Cancel);
        await UntilAsleepAsync("mark:wan");
        await Queue.EnqueueAsync(Draft(model: "wan"), Cancel);
        await waiting;
    }

    [Fact]
    public async Task A_worker_wakes_for_a_retry_that_becomes_due()
    {
        var lease = await RunningAsync();
        await Queue.FailAsync(lease, new JobFailure(FailureStage.Model, "x"), retry: true, Cancel);
        var soon = DateTimeOffset.UtcNow.AddMilliseconds(300).ToUnixTimeMilliseconds();
        await RawAsync("ZADD", Key("del:pocket"), soon, lease.Id.Value);
        await RawAsync("DEL", Key("mark:pocket"));

        await Queue.WaitForWorkAsync(Long, Cancel);

        Assert.NotNull(await Queue.ClaimAsync("w", Pocket, Cancel));
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
        await Queue.WaitForWorkAsync(TimeSpan.FromMilliseconds(50), Cancel);
        await Queue.WaitForEndsAsync(TimeSpan.Zero, Cancel);
        using var stop = new CancellationTokenSource();
        var waiting = Queue.WaitForEndsAsync(Long, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Queue.WaitForEndsAsync(TimeSpan.FromMilliseconds(50), Cancel);
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
                while (true)
                {
                    await Queue.WaitForWorkAsync(Long, stop.Token);
                    while (await Queue.ClaimAsync(name, Pocket, stop.Token) is not null)
                        Interlocked.Increment(ref claimed);
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }

    [Fact]
    public async Task Changes_are_told_in_order_to_whoever_watches()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var seen = new List<JobState>();
        var watching = WatchAsync();
        await UntilAsync(async () => await RawAsync("PUBSUB", "NUMSUB", Queue.Keys.Events) is object[] and [_, 1L]);

        await MadeAsync();
        await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);

        await watching;
        Assert.Equal([JobState.Waiting, JobState.Claimed, JobState.Running, JobState.Delivering, JobState.Done], seen);

        async Task WatchAsync()
        {
            await foreach (var change in Queue.WatchAsync(stop.Token))
            {
                seen.Add(change.State);
                if (change.State == JobState.Done)
                    return;
            }
        }
    }
}
