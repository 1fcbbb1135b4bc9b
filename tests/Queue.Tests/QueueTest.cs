using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests;

/// <summary>A test with a queue of its own, the words for its steps, and a hand on the raw keys.</summary>
public abstract class QueueTest(RedisServer server, Action<QueueOptions>? change = null) : IAsyncDisposable
{
    protected static readonly string[] Pocket = ["pocket"];

    private int _jobs;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected JobQueue Queue { get; } = server.NewQueue(change);

    protected JobDraft Draft(string user = "ann", string? id = null, string model = "") => new(
        new JobId(id ?? $"job-{++_jobs}"), user, "guild",
        new ClipRequest { Prompt = "a red balloon", Model = model }, """{"channel":"7"}""");

    protected async Task<JobId> EnqueueAsync(string user = "ann", string? id = null)
    {
        var draft = Draft(user, id);
        Assert.Equal(EnqueueStatus.Accepted, (await Queue.EnqueueAsync(draft, Cancel)).Status);
        return draft.Id;
    }

    protected async Task<Lease> ClaimAsync(string worker = "w1") =>
        await Queue.ClaimAsync(worker, Pocket, Cancel) ?? throw new InvalidOperationException("Nothing waits.");

    /// <summary>A job at a worker.</summary>
    protected async Task<Lease> RunningAsync()
    {
        await EnqueueAsync();
        var lease = await ClaimAsync();
        Assert.Equal(Beat.Ok, await Queue.ReportAsync(lease, 0.25, "Denoise", default, Cancel));
        return lease;
    }

    /// <summary>A clip in the outbox, and the lease it was made under.</summary>
    protected async Task<Lease> MadeAsync()
    {
        var lease = await RunningAsync();
        Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));
        return lease;
    }

    protected async Task<Delivery> TakeAsync() =>
        await Queue.TakeDeliveryAsync(Cancel) ?? throw new InvalidOperationException("No end is due.");

    protected async Task<Job> FindAsync(JobId id) =>
        await Queue.FindAsync(id, Cancel) ?? throw new InvalidOperationException($"There is no {id}.");

    protected async Task<int> ReapAsync()
    {
        await RawAsync("HDEL", Key("meta"), "swept"); // as if swept a moment ago, however slow the machine
        return await Queue.ReapAsync(TimeSpan.Zero, Cancel);
    }

    internal Task<object?> RawAsync(params RedisArg[] command) => Queue.Redis.CallAsync(command, Cancel);

    protected string Key(string rest) => Queue.Keys.Prefix + rest;

    /// <summary>Puts the lease's end into the past.</summary>
    protected Task EndLeaseAsync(JobId id) => RawAsync("ZADD", Key("act:pocket"), "XX", 1, id.Value);

    /// <summary>Makes an end due whose delivery is leased or postponed.</summary>
    protected Task MakeDueAsync(JobId id) => RawAsync("ZADD", Key("out"), "XX", 1, id.Value);

    protected static ClipInfo AnyInfo => new(64, 48, 16, 8, "pocket", TimeSpan.FromSeconds(3));

    protected static byte[] AnyClip => [0, 1, 2, 13, 10, 255];

    /// <summary>Waits for a condition; fails when it does not come true in time.</summary>
    protected static async Task UntilAsync(Func<Task<bool>> isTrue, TimeSpan? atMost = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(atMost ?? TimeSpan.FromSeconds(20));
        while (!await isTrue())
            await Task.Delay(10, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
