using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests.Model;

/// <summary>Does one thing after another, drawn by chance, to the queue and to the model, and compares what both answer.</summary>
/// <param name="workers">The queue as workers reach it; null = as everybody does.</param>
internal sealed partial class RandomWalk(JobQueue queue, QueueOptions options, Random random, CancellationToken cancel, JobQueue? workers = null)
{
    private readonly JobQueue _workers = workers ?? queue;

    /// <summary>A worker with a user of its own may set itself aside, but writes no audit.</summary>
    private bool IsWorkersAudited => workers is null;
    private static readonly string[] Lanes = ["pocket", "wan"];
    private static readonly string[] Crew = ["w1", "w2", "w3"];
    private static readonly Word Mod = new("mod", "why");
    private static readonly JobFailure Broken = new(FailureStage.Model, "It broke.");

    private readonly List<Lease> _leases = []; // all that were ever given
    private readonly List<Delivery> _deliveries = [];
    private readonly List<string> _steps = [];
    private int _drafts;

    public ModelQueue Model { get; } = new(options);

    /// <summary>The last things done.</summary>
    public string Steps => string.Join(Environment.NewLine, _steps.TakeLast(30));

    public async Task StartAsync()
    {
        foreach (var worker in Crew)
        {
            await _workers.AnnounceAsync(worker, [.. Lanes.Select(lane => new Lane(lane))], "1.0", cancel);
            Model.Workers[worker] = new ModelWorker();
        }
    }

    public Task StepAsync() => random.Next(100) switch
    {
        < 24 => EnqueueAsync(),
        < 42 => ClaimAsync(Any(Crew)),
        < 48 => BeatAsync(),
        < 58 => CompleteAsync(),
        < 62 => FailAsync(),
        < 64 => ReleaseAsync(),
        < 66 => StoppedAsync(),
        < 69 => CrashAsync(),
        < 71 => RetryAsync(),
        < 74 => CancelAsync(),
        < 83 => DeliverAsync(),
        < 84 => random.Next(2) == 0 ? FetchAsync() : ReviewAsync(),
        < 87 => MoveAsync(),
        < 90 => LateAsync(),
        < 92 => LimitAsync(),
        < 93 => random.Next(3) == 0 ? ModeAsync() : GuildModeAsync(),
        < 94 => StandingAsync(),
        < 96 => ExpireAsync(),
        < 97 => ClearAsync(),
        < 98 => TrimAsync(),
        < 99 => HangAsync(),
        _ => MendAsync(),
    };

    private async Task EnqueueAsync()
    {
        var known = random.Next(20) == 0 ? AnyJob(_ => true) : null;
        var user = random.Next(8);
        var model = random.Next(4) == 0 ? "wan" : "pocket";
        var draft = new JobDraft(
            known?.Id ?? new JobId($"j{++_drafts:00000}"), $"u{user}", random.Next(4) == 0 ? "" : $"g{(user + random.Next(2)) % 3}",
            new ClipRequest { Prompt = "p", Model = model, Seconds = random.Next(1, 4) }, "")
        {
            Band = random.Next(4) == 0 ? (Band)random.Next(4) : null,
            Roles = random.Next(3) == 0 ? ["r1", "r2"] : [],
            Hold = random.Next(15) == 0,
        };
        Did($"enqueue {draft.Id} {draft.User} {draft.Guild} {model} {draft.Clip.Seconds} {draft.Band} hold {draft.Hold}");
        Same(Model.Enqueue(draft, model, $"{draft.Clip.Seconds}s"), (await queue.EnqueueAsync(draft, cancel)).Status);
    }

    private async Task ClaimAsync(string worker)
    {
        Did($"claim {worker}");
        Took(worker, Model.Next(worker, Lanes), await _workers.ClaimAsync(worker, cancel));
    }

    private void Took(string worker, ModelJob? expected, Lease? lease)
    {
        Same(expected?.Id, lease?.Id);
        if (lease is null)
            return;
        Assert.True(lease.Token > Model.Fence, "a token did not grow");
        Model.Claim(expected!, worker, lease.Token);
        Same((expected!.Attempt, worker), (lease.Attempt, lease.Worker));
        _leases.Add(lease);
    }

    private async Task BeatAsync()
    {
        if (Running() is not { } job)
            return;
        var progress = random.Next(4) == 0 ? (double?)null : Math.Round(random.NextDouble(), 3);
        Did($"beat {job.Id} {progress}");
        var expected = job.IsCancelWanted ? Beat.Cancel : Beat.Ok;
        if (progress is { } fraction)
        {
            var preview = random.Next(3) == 0 ? new byte[] { 1 } : [];
            Same(expected, await _workers.ReportAsync(LeaseOf(job), fraction, "x", preview, cancel));
            job.Progress = fraction;
            Model.Tell(preview.Length > 0 ? "preview" : "progress", job.Id);
        }
        else
        {
            Same(expected, await _workers.RenewAsync(LeaseOf(job), cancel));
        }
        job.State = JobState.Running;
    }

    private async Task CompleteAsync()
    {
        if (Running() is not { } job)
            return;
        if (random.Next(3) > 0) // as if it had run for some seconds
            await RawAsync("HINCRBY", queue.Keys.Job(job.Id), "started", -random.Next(5000, 40_000));
        var clip = random.Next(2) == 0 ? new byte[random.Next(1, 2000)] : [];
        var isNext = random.Next(2) == 0;
        Did($"complete {job.Id} of {clip.Length} bytes, next {isNext}");
        var (lease, wasWanted) = (LeaseOf(job), job.IsCancelWanted);
        Assert.True(Model.Holds(job, "complete", lease.Token, out _));
        if (!isNext)
        {
            Same(!wasWanted, await _workers.CompleteAsync(lease, Info, clip, cancel));
            await CompletedAsync(job, clip.Length);
            return;
        }
        var completed = await _workers.CompleteAndClaimAsync(lease, Info, clip, cancel);
        Same(!wasWanted, completed.IsTaken);
        await CompletedAsync(job, clip.Length);
        Took(lease.Worker, Model.Next(lease.Worker, Lanes), completed.Next);
    }

    private async Task CompletedAsync(ModelJob job, int bytes)
    {
        Model.Complete(job, await RanAsync(job), bytes);
        await OutAsync(job);
    }

    private async Task FailAsync()
    {
        if (Running() is not { } job)
            return;
        var isRetry = random.Next(3) > 0;
        Did($"fail {job.Id} retry {isRetry}");
        Assert.True(Model.Holds(job, "fail", job.Token, out _));
        Assert.True(await _workers.FailAsync(LeaseOf(job), Broken, isRetry, cancel));
        var ran = await RanAsync(job);
        Model.Fail(job, isRetry, () => ran, IsWorkersAudited);
        await OutAsync(job);
    }

    private async Task ReleaseAsync()
    {
        if (Running() is not { } job)
            return;
        Did($"release {job.Id}");
        Assert.True(Model.Holds(job, "release", job.Token, out _));
        Assert.True(await _workers.ReleaseAsync(LeaseOf(job), cancel));
        if (job.IsCancelWanted)
            Model.Stop(job, JobState.Cancelled, await RanAsync(job));
        else
            Model.Back(job);
        await OutAsync(job);
    }

    private async Task StoppedAsync()
    {
        if (AnyJob(job => job.Place == Place.Worker && job.IsCancelWanted) is not { } job)
            return;
        Did($"cancelled {job.Id}");
        Assert.True(Model.Holds(job, "cancelled", job.Token, out _));
        Assert.True(await _workers.CancelledAsync(LeaseOf(job), cancel));
        Model.Stop(job, JobState.Cancelled, await RanAsync(job));
        await OutAsync(job);
    }

    private async Task CrashAsync()
    {
        if (Running() is not { } job)
            return;
        Did($"the worker of {job.Id} dies");
        await RawAsync("ZADD", Key("act:" + job.Lane), "XX", 1, job.Id.Value);
        await ReapAsync(1);
        var ran = await RanAsync(job);
        Model.Crash(job, () => ran);
        Model.Prune();
        await OutAsync(job);
    }

    private async Task HangAsync()
    {
        if (Running() is not { } job)
            return;
        Did($"{job.Id} hangs");
        await RawAsync("HSET", queue.Keys.Job(job.Id), "moved", 1);
        Same(Beat.Lost, await _workers.RenewAsync(LeaseOf(job), cancel));
        var ran = await RanAsync(job);
        Model.Crash(job, () => ran, IsWorkersAudited);
        await OutAsync(job);
    }

    private async Task RetryAsync()
    {
        if (AnyJob(job => job.Place == Place.Later) is not { } job)
            return;
        Did($"{job.Id} is due again");
        await RawAsync("ZADD", Key("del:" + job.Lane), "XX", 1, job.Id.Value);
        await ReapAsync(0);
        Model.Enter(job);
        Model.Prune();
    }

    private async Task ExpireAsync()
    {
        if (AnyJob(job => job.Waits || job.Place == Place.Held) is not { } job)
            return;
        Did($"{job.Id} expires");
        await RawAsync("ZADD", Key(job.Place == Place.Held ? "held" : "exp:" + job.Lane), "XX", 1, job.Id.Value);
        await ReapAsync(1);
        Model.Vacate(job, Place.Outbox);
        Model.Finish(job, JobState.Expired, "expired");
        Model.Counters["expired"]++;
        Model.Prune();
        await OutAsync(job);
    }

    private async Task MendAsync()
    {
        var job = random.Next(2) == 0 ? null : AnyJob(job => job.Place is Place.Line or Place.Held or Place.Outbox);
        Did($"mend {job?.Id}");
        switch (job?.Place)
        {
            case Place.Line:
                var group = job.Band == ModelJob.Front && Model.IsPaused(job) ? "!" + job.Group : job.Flow.Group;
                await RawAsync("ZREM", Key($"w:{job.Lane}:{ModelQueue.Name(job.Band)}:{group}"), job.Id.Value);
                break;
            case { } place:
                await RawAsync("ZREM", Key(place == Place.Held ? "held" : "out"), job.Id.Value);
                break;
        }
        Same(job is null ? 0 : 1, await queue.MendAsync(cancel));
        if (job?.Place == Place.Line)
        {
            job.Place = Place.Later;
            if (job.Band == ModelJob.Front)
                Model.Enter(job);
            else
                Model.Join(job);
        }
        if (job is not null)
            await OutAsync(job);
    }

    private async Task ReapAsync(int expected)
    {
        await RawAsync("HDEL", queue.Keys.Meta, "swept");
        Same(expected, await queue.ReapAsync(TimeSpan.Zero, cancel));
    }

    private static ClipInfo Info => new(1, 1, 1, 1, "m", default);

    private ModelJob? Running() => AnyJob(job => job.Place == Place.Worker);

    private Lease LeaseOf(ModelJob job) => _leases.Last(lease => lease.Token == job.Token);

    private ModelJob? AnyJob(Func<ModelJob, bool> which) => Model.Jobs.Values.Where(which).ToArray() is { Length: > 0 } jobs ? Any(jobs) : null;

    private T Any<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private void Did(string step) => _steps.Add(step);

    private static void Same<T>(T expected, T actual) => Assert.Equal(expected, actual);

    private Task<object?> RawAsync(params RedisArg[] command) => queue.Redis.CallAsync(command, cancel);

    private string Key(string rest) => queue.Keys.Prefix + rest;

    /// <summary>How long it was at its worker, as Redis measured it; 0 when it goes on.</summary>
    private async Task<long> RanAsync(ModelJob job)
    {
        var times = (object?[])(await RawAsync("HMGET", queue.Keys.Job(job.Id), "started", "ended"))!;
        return times is [string started, string ended] ? Math.Max(0, long.Parse(ended, null) - long.Parse(started, null)) : 0;
    }

    /// <summary>When its end is due, by Redis' clock.</summary>
    private async Task OutAsync(ModelJob job)
    {
        if (job.Place == Place.Outbox)
            job.Due = (long)(double)(await RawAsync("ZSCORE", Key("out"), job.Id.Value) ?? throw new InvalidOperationException($"{job} is not in the outbox"));
    }
}
