using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Tests.Redis;

namespace ChatVideoBot.Queue.Tests;

/// <summary>Redis is killed again and again under bots and workers: every accepted job is made and told, none twice.</summary>
public sealed class ChaosTests
{
    private const int Jobs = 150;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_killed_in_mid_job_loses_nothing_and_doubles_nothing()
    {
        await using var server = await OwnServer.StartAsync();
        var options = new QueueOptions
        {
            Lease = TimeSpan.FromSeconds(2),
            RenewEvery = TimeSpan.FromSeconds(0.5),
            DeliveryLease = TimeSpan.FromSeconds(5),
            MostWaitingPerUser = Jobs,
            MostWaiting = Jobs,
            Crashes = 20, // what the kills take is no fault of the job's
        };
        await using var queue = JobQueue.Open(server.Url, options);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        over.CancelAfter(TimeSpan.FromSeconds(120));
        var acknowledged = new System.Collections.Concurrent.ConcurrentDictionary<JobId, int>();
        foreach (var worker in new[] { "w1", "w2", "w3" })
            await queue.AnnounceAsync(worker, [new Lane("pocket")], "1.0", Cancel);
        var roles = new[] { ReapAsync(), WorkAsync("w1"), WorkAsync("w2"), WorkAsync("w3"), DeliverAsync(), DeliverAsync() };

        var enqueueing = EnqueueAsync();
        for (var kill = 0; kill < 4; kill++)
        {
            var told = acknowledged.Count;
            while (acknowledged.Count < Math.Min(told + 20, Jobs))
                await Task.Delay(5, over.Token);
            await server.Redis.KillAsync();
            await server.Redis.RestartAsync();
        }
        await enqueueing;
        while (acknowledged.Count < Jobs)
            await Task.Delay(10, over.Token);
        await over.CancelAsync();
        await Task.WhenAll(roles);

        Assert.Equal(Jobs, acknowledged.Count);
        Assert.All(acknowledged.Values, times => Assert.Equal(1, times));

        async Task EnqueueAsync()
        {
            for (var i = 0; i < Jobs; i++)
            {
                var draft = new JobDraft(new JobId($"job-{i}"), $"user-{i % 7}", "", new ClipRequest { Prompt = "p" }, "");
                await TryAsync(() => queue.EnqueueAsync(draft, over.Token));
            }
        }

        async Task WorkAsync(string name) => await LoopAsync(async () =>
        {
            await queue.WaitForWorkAsync(name, TimeSpan.FromSeconds(1), over.Token);
            var lease = await queue.ClaimAsync(name, over.Token);
            while (lease is not null)
            {
                await queue.ReportAsync(lease, 0.5, "x", new byte[100], over.Token);
                lease = (await queue.CompleteAndClaimAsync(lease, new ClipInfo(1, 1, 1, 1, "m", default), new byte[5000], over.Token)).Next;
            }
        });

        async Task DeliverAsync() => await LoopAsync(async () =>
        {
            await queue.WaitForEndsAsync(TimeSpan.FromSeconds(1), over.Token);
            while (await queue.TakeDeliveryAsync(over.Token) is { } delivery)
            {
                Assert.Equal(JobState.Delivering, delivery.Job.State);
                Assert.Equal(5000, (await queue.ReadClipAsync(delivery, over.Token))?.Length);
                if (await queue.AcknowledgeAsync(delivery, over.Token))
                    acknowledged.AddOrUpdate(delivery.Job.Id, 1, (_, times) => times + 1);
            }
        });

        async Task ReapAsync() => await LoopAsync(async () =>
        {
            await queue.ReapAsync(TimeSpan.Zero, over.Token);
            await Task.Delay(100, over.Token);
        });

        async Task LoopAsync(Func<Task> work)
        {
            while (!over.IsCancellationRequested)
                await TryAsync(work);
        }

        async Task TryAsync(Func<Task> work)
        {
            while (true)
            {
                try
                {
                    await work();
                    return;
                }
                catch (RedisException)
                {
                    // As a bot or worker would: again.
                }
                catch (OperationCanceledException) when (over.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }
}
