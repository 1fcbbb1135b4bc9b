using ChatVideoBot.Queue.Backups;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Backups;

/// <summary>A copy is true of one moment, and whoever works meanwhile waits a little.</summary>
public sealed class GateTests(RedisServer server) : QueueTest(server)
{
    private readonly RedisServer _server = server;

    private Keepsakes OpenShelf() => Keepsakes.Open(_server.Redis.Url, new QueueOptions { Name = Queue.Keys.Prefix[4..^2] });

    /// <summary>Does something in the midst of a copy, behind the gate.</summary>
    private sealed class Meddler(Func<Task> meddle) : ICopySink
    {
        private bool _isDone;

        public async ValueTask BeginAsync(KeyHead key, CancellationToken cancel)
        {
            if (_isDone || QueueReader.IsBlob(key.Name))
                return;
            _isDone = true;
            await meddle();
        }

        public ValueTask AddAsync(IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancel) => ValueTask.CompletedTask;

        public ValueTask DropAsync(string name, CancellationToken cancel) => ValueTask.CompletedTask;
    }

    private Task<Copied> CopyAsync(Func<Task> meddle) =>
        new QueueCopy(Queue.Redis, Queue.Keys, TimeSpan.FromSeconds(15)).RunAsync(new Meddler(meddle), (_, _, _) => Task.CompletedTask, Cancel);

    [Fact]
    public async Task Calls_made_behind_the_gate_run_when_it_opens_and_are_no_part_of_the_copy()
    {
        var lease = await RunningAsync();
        await using var shelf = OpenShelf();
        await using var other = OpenAgain();
        List<Task> calls = [];

        await CopyAsync(async () =>
        {
            calls.AddRange([
                Queue.EnqueueAsync(Draft(id: "late"), Cancel), Queue.RenewAsync(lease, Cancel), shelf.WriteAsync("a", "b", TimeSpan.FromHours(1), Cancel),
                shelf.FileAsync("list", "m", DateTimeOffset.UtcNow, 5, TimeSpan.FromHours(1), Cancel), shelf.TakeAsync("none", Cancel), other.FindAsync(lease.Id, Cancel)]);
            await RawAsync("PING"); // they have been sent
            Assert.Equal(0L, await RawAsync("EXISTS", Key("j:late"), Key("bot:a"), Key("bot:list")));
            Assert.DoesNotContain(calls, call => call.IsCompleted);
        });

        await Task.WhenAll(calls);
        Assert.Equal(JobState.Waiting, await StateAsync(new JobId("late")));
        Assert.Equal("b", await shelf.ReadAsync("a", Cancel));
        Assert.Equal(["m"], await shelf.ListAsync("list", 0, 5, Cancel));
    }

    [Fact]
    public async Task What_a_program_that_knows_no_gate_writes_is_noticed()
    {
        await EnqueueAsync();
        foreach (var command in new RedisArg[][] { ["HSET", Key("meta"), "x", "1"], ["ZADD", Key("held"), 1, "x"], ["SET", Key("bot:new"), "x"], ["DEL", Key("u:ann")], ["XADD", Key("audit"), "*", "a", "b"] })
        {
            var refused = await Assert.ThrowsAsync<BackupException>(() => CopyAsync(() => RawAsync(command)));
            Assert.Contains("a program of an older version is running", refused.Message, StringComparison.Ordinal);
            await CopyAsync(() => Task.CompletedTask); // and the next one finds it as it is
        }
    }

    [Fact]
    public async Task Previews_that_come_meanwhile_hinder_no_copy()
    {
        var lease = await RunningAsync();
        await CopyAsync(() => RawAsync("SET", Key($"preview:{lease.Id.Value}:{lease.Token}"), "png", "PX", 60_000)); // as a worker does before it reports
        await CopyAsync(() => RawAsync("SET", Key($"preview:{lease.Id.Value}:{lease.Token}"), "another", "PX", 60_000));
    }

    [Fact]
    public async Task The_gate_of_a_copier_that_died_opens_by_itself()
    {
        await using (var stop = await DieAsync())
            await EnqueueAsync(); // waits until it is open
        Assert.Equal(0L, await RawAsync("EXISTS", Queue.Keys.Gate));
    }

    private async Task<JobQueue> DieAsync()
    {
        var dead = OpenAgain();
        await dead.Redis.CallAsync(["SET", Queue.Keys.Gate, "copying dead", "PX", 700], Cancel);
        return dead;
    }

    [Fact]
    public async Task Only_one_copies_at_a_time()
    {
        await EnqueueAsync();
        var refusal = await CopyAsync(async () =>
        {
            var second = await Assert.ThrowsAsync<BackupException>(() => CopyAsync(() => Task.CompletedTask));
            Assert.Contains("copying the queue now", second.Message, StringComparison.Ordinal);
        });
        Assert.True(refusal.Keys > 0);
    }

    [Fact]
    public async Task Backups_of_a_queue_in_full_use_are_each_true_of_a_moment()
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var second = OpenAgain();
        var counter = 0;
        Task[] busy =
        [
            .. new[] { Queue, second }.Select((queue, i) => Task.Run(async () =>
            {
                await queue.AnnounceAsync($"w{i}", [Pocket], "1.0", Cancel);
                while (!over.IsCancellationRequested)
                {
                    await queue.EnqueueAsync(new JobDraft(new JobId($"busy-{Interlocked.Increment(ref counter)}"), $"u{i}", "g", new ClipRequest { Prompt = "p" }, "{}") { Sources = new() { Picture = AnyClip } }, Cancel);
                    if (await queue.ClaimAsync($"w{i}", Cancel) is { } lease)
                        Assert.True(await queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));
                    if (await queue.TakeDeliveryAsync(Cancel) is { } delivery)
                        Assert.True(await queue.AcknowledgeAsync(delivery, Cancel));
                }
            }, Cancel)),
        ];
        await using var town = await Town.BuildAsync();
        var options = new QueueOptions { Name = Queue.Keys.Prefix[4..^2] };
        try
        {
            for (var i = 0; i < 3; i++)
            {
                await QueueVault.Open(_server.Redis.Url, options).BackupAsync(town.BackupFile, Cancel);
                var restored = await QueueVault.Open(town.New.Url, options).RestoreAsync(town.BackupFile, replace: true, Cancel);
                Assert.Equal(0, restored.Mended); // every job stands where its state says
                await using var there = JobQueue.Open(town.New.Url, options);
                Assert.All((await Town.WorkOffQuietlyAsync(there)).Values, states => Assert.Single(states));
                foreach (var counted in new[] { "clipBytes", "sourceBytes" })
                    Assert.Equal("0", await there.Redis.CallAsync(["HGET", there.Keys.Meta, counted], Cancel));
            }
        }
        finally
        {
            await over.CancelAsync();
        }
        await Task.WhenAll(busy); // nobody was refused anything
    }
}
