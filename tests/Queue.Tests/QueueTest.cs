using System.Collections.Concurrent;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests;

/// <summary>A test with a queue of its own, the words for its steps, and a hand on the raw keys.</summary>
public abstract class QueueTest(RedisServer server, Action<QueueOptions>? change = null) : IAsyncDisposable
{
    protected static readonly Lane Pocket = new("pocket");
    protected static readonly Word Mod = new("mod", "because");
    protected static readonly JobFailure Broken = new(FailureStage.Model, "The model broke.");

    private readonly ConcurrentDictionary<string, Task<WorkerStanding>> _announced = new();
    private readonly RedisServer _server = server;
    private int _jobs;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected JobQueue Queue { get; } = server.NewQueue(change);

    /// <summary>The same queue as another process sees it.</summary>
    protected JobQueue OpenAgain(Action<QueueOptions>? change = null) => _server.NewQueue(options =>
    {
        options.Name = Queue.Keys.Prefix[4..^2];
        change?.Invoke(options);
    });

    protected JobDraft Draft(string user = "ann", string? id = null, string model = "", string guild = "guild") => new(
        new JobId(id ?? $"job-{Interlocked.Increment(ref _jobs):00000}"), user, guild,
        new ClipRequest { Prompt = "a red balloon", Model = model }, """{"channel":"7"}""");

    protected Task<JobId> EnqueueAsync(string user = "ann", string? id = null, string guild = "guild", Band? band = null) =>
        EnqueueAsync(Draft(user, id, guild: guild) with { Band = band });

    protected async Task<JobId> EnqueueAsync(JobDraft draft)
    {
        Assert.Equal(EnqueueStatus.Accepted, (await Queue.EnqueueAsync(draft, Cancel)).Status);
        return draft.Id;
    }

    /// <summary>Each worker is announced once, by its first call; without a word for the lane "pocket".</summary>
    protected Task<WorkerStanding> AnnounceAsync(string worker, params Lane[] offers) =>
        _announced.GetOrAdd(worker, _ => Queue.AnnounceAsync(worker, offers.Length > 0 ? offers : [Pocket], "1.0", Cancel));

    /// <summary>What a worker gets: the lease of a job, or null.</summary>
    protected async Task<Lease?> TryClaimAsync(string worker = "w1")
    {
        await AnnounceAsync(worker);
        return await Queue.ClaimAsync(worker, Cancel);
    }

    protected async Task<Lease> ClaimAsync(string worker = "w1") =>
        await TryClaimAsync(worker) ?? throw new InvalidOperationException("Nothing waits.");

    /// <summary>The ids of all jobs in the order in which they are served; each is made at once.</summary>
    protected async Task<List<JobId>> ServeAllAsync(string worker = "w1")
    {
        var served = new List<JobId>();
        while (await TryClaimAsync(worker) is { } lease)
        {
            served.Add(lease.Id);
            await CompleteAsPredictedAsync(lease);
        }
        return served;
    }

    /// <summary>As if the work had taken just what was predicted, so that no tag is corrected.</summary>
    protected async Task CompleteAsPredictedAsync(Lease lease)
    {
        await StartedAgoAsync(lease, lease.Predicted);
        Assert.True(await Queue.CompleteAsync(lease, AnyInfo, default, Cancel));
    }

    /// <summary>As if the job had been claimed so long ago.</summary>
    protected async Task StartedAgoAsync(Lease lease, TimeSpan ago)
    {
        const string Script = """
            local t = redis.call('TIME')
            return redis.call('HSET', KEYS[1], 'started', string.format('%.0f', t[1] * 1000 + math.floor(t[2] / 1000) - ARGV[1]))
            """;
        await RawAsync("EVAL", Script, 1, Queue.Keys.Job(lease.Id), RedisArg.Milliseconds(ago));
    }

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

    protected async Task<JobState> StateAsync(JobId id) => (await FindAsync(id)).State;

    protected async Task<int> ReapAsync()
    {
        await RawAsync("HDEL", Key("meta"), "swept"); // as if swept a moment ago, however slow the machine
        return await Queue.ReapAsync(TimeSpan.Zero, Cancel);
    }

    internal Task<object?> RawAsync(params RedisArg[] command) => Queue.Redis.CallAsync(command, Cancel);

    /// <summary>The answer of a command that answers a list of words.</summary>
    internal async Task<string[]> WordsAsync(params RedisArg[] command) => [.. ((object?[])(await RawAsync(command))!).Cast<string>()];

    protected string Key(string rest) => Queue.Keys.Prefix + rest;

    protected async Task<string> FieldAsync(JobId id, string name) => await RawAsync("HGET", Queue.Keys.Job(id), name) as string ?? "";

    /// <summary>A key of the job's lane: "act" for act:&lt;lane&gt;.</summary>
    protected async Task<string> LaneKeyAsync(string kind, JobId id) => Key($"{kind}:{await FieldAsync(id, "lane")}");

    /// <summary>Puts the lease's end into the past.</summary>
    protected async Task EndLeaseAsync(JobId id) => await RawAsync("ZADD", await LaneKeyAsync("act", id), "XX", 1, id.Value);

    /// <summary>Makes a job due that waits for another try, and sweeps, so that it is back in line.</summary>
    protected async Task MakeRetryDueAsync(JobId id)
    {
        await RawAsync("ZADD", await LaneKeyAsync("del", id), "XX", 1, id.Value);
        await ReapAsync();
    }

    /// <summary>Makes an end due whose delivery is leased or postponed.</summary>
    protected Task MakeDueAsync(JobId id) => RawAsync("ZADD", Key("out"), "XX", 1, id.Value);

    /// <summary>The worker is silent for longer than it may be.</summary>
    protected async Task SilenceAsync(string worker)
    {
        foreach (var lane in (await RawAsync("HGET", Key("meta"), "lanes") as string ?? "").Split(' '))
            await RawAsync("ZADD", Key($"wk:{lane}"), "XX", 1, worker);
    }

    protected static ClipInfo AnyInfo => new(64, 48, 16, 8, "pocket", TimeSpan.FromSeconds(3));

    protected static byte[] AnyClip => [0, 1, 2, 13, 10, 255];

    /// <summary>Waits for a condition; fails when it does not come true in time.</summary>
    protected static async Task UntilAsync(Func<Task<bool>> isTrue, TimeSpan? atMost = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(atMost ?? TimeSpan.FromSeconds(60));
        while (!await isTrue())
            await Task.Delay(10, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
