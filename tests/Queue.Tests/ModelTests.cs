namespace ChatVideoBot.Queue.Tests;

/// <summary>
/// Random operations against a model in memory: after each the job stands where the model says, after all of them each job is in
/// exactly one place.
/// </summary>
public sealed class ModelTests(RedisServer server) : QueueTest(server, options =>
{
    options.MostPerUser = 20;
    options.Attempts = 3;
    options.Crashes = 2;
})
{
    private sealed class Expected
    {
        public JobState State { get; set; } = JobState.Waiting;
        public bool IsCancelWanted { get; set; }
        public int Failures { get; set; }
        public int Crashes { get; set; }
        public Lease? Lease { get; set; }
        public Delivery? Delivery { get; set; }
        public bool IsTold { get; set; }
        public int Place { get; init; }
    }

    private static readonly JobFailure Failure = new(FailureStage.Model, "It broke.");

    private readonly Dictionary<JobId, Expected> _model = [];
    private readonly List<Lease> _staleLeases = [];
    private readonly List<Delivery> _staleDeliveries = [];
    private long _lastToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_queue_does_what_the_model_says(int seed)
    {
        var random = new Random(seed);
        for (var step = 0; step < 400; step++)
        {
            var touched = await StepAsync(random);
            if (touched is { } id)
                Assert.Equal((step, _model[id].State), (step, (await FindAsync(id)).State));
        }
        await AssertEveryJobIsInOnePlaceAsync();
        await FinishAllAsync();
        await AssertEveryJobIsInOnePlaceAsync();
        Assert.All(_model.Values, job => Assert.True(job.IsTold));
    }

    private async Task<JobId?> StepAsync(Random random)
    {
        switch (random.Next(14))
        {
            case 0 or 1:
                return await EnqueueOneAsync($"user-{random.Next(4)}");
            case 2 or 3:
                return await ClaimOneAsync();
            case 4 when Pick(random, job => job.Lease is not null) is { } id:
                var beat = random.Next(2) == 0
                    ? await Queue.RenewAsync(Lease(id), Cancel)
                    : await Queue.ReportAsync(Lease(id), random.NextDouble(), "x", default, Cancel);
                Assert.Equal(_model[id].IsCancelWanted ? Beat.Cancel : Beat.Ok, beat);
                _model[id].State = JobState.Running;
                return id;
            case 5 when Pick(random, job => job.Lease is not null) is { } id:
                Assert.Equal(!_model[id].IsCancelWanted, await Queue.CompleteAsync(Lease(id), AnyInfo, AnyClip, Cancel));
                return Leave(id, _model[id].IsCancelWanted ? JobState.Cancelled : JobState.Delivering);
            case 6 when Pick(random, job => job.Lease is not null) is { } id:
                return await FailAsync(id, isRetry: random.Next(3) > 0);
            case 7 when Pick(random, job => job.Lease is not null) is { } id:
                Assert.True(await Queue.ReleaseAsync(Lease(id), Cancel));
                return Leave(id, _model[id].IsCancelWanted ? JobState.Cancelled : JobState.Waiting);
            case 8 when Pick(random, job => job.Lease is not null) is { } id:
                await EndLeaseAsync(id);
                Assert.Equal(1, await ReapAsync());
                var job = _model[id];
                return Leave(id, job.IsCancelWanted ? JobState.Cancelled : ++job.Crashes >= 2 ? JobState.Failed : JobState.Waiting);
            case 9 when Pick(random, job => true) is { } id:
                return await CancelAsync(id);
            case 10 when Pick(random, job => job.IsCancelWanted && job.Lease is not null) is { } id:
                Assert.True(await Queue.CancelledAsync(Lease(id), Cancel));
                return Leave(id, JobState.Cancelled);
            case 11:
                return await TakeOneAsync();
            case 12 when Pick(random, job => job.Delivery is not null) is { } id:
                return await DeliverAsync(id, random.Next(4));
            case 13:
                await TryStaleAsync();
                return null;
            default:
                return null;
        }
    }

    private async Task<JobId?> EnqueueOneAsync(string user)
    {
        var draft = Draft(user);
        if ((await Queue.EnqueueAsync(draft, Cancel)).Status == EnqueueStatus.UserFull)
            return null;
        _model.Add(draft.Id, new Expected { Place = _model.Count });
        return draft.Id;
    }

    private async Task<JobId?> ClaimOneAsync()
    {
        foreach (var id in ((object?[])(await RawAsync("ZRANGE", Key("del:pocket"), 0, -1))!).Cast<string>())
            await RawAsync("ZADD", Key("del:pocket"), 1, id);
        await ReapAsync(); // puts what waited for another try back in line
        var next = _model.Where(job => job.Value.State == JobState.Waiting)
            .OrderBy(job => job.Value.Place).Select(job => (JobId?)job.Key).FirstOrDefault();
        var lease = await Queue.ClaimAsync("w", Pocket, Cancel);
        Assert.Equal(next, lease?.Id);
        if (lease is null)
            return null;
        AssertGrows(lease.Token);
        (_model[lease.Id].State, _model[lease.Id].Lease) = (JobState.Claimed, lease);
        return lease.Id;
    }

    private async Task<JobId?> FailAsync(JobId id, bool isRetry)
    {
        Assert.True(await Queue.FailAsync(Lease(id), Failure, isRetry, Cancel));
        var job = _model[id];
        if (job.IsCancelWanted)
            return Leave(id, JobState.Cancelled);
        return Leave(id, ++job.Failures < 3 && isRetry ? JobState.Waiting : JobState.Failed);
    }

    private async Task<JobId?> CancelAsync(JobId id)
    {
        var job = _model[id];
        var expected = job.State switch
        {
            JobState.Waiting or JobState.Cancelled => CancelResult.Cancelled,
            JobState.Claimed or JobState.Running => CancelResult.Stopping,
            _ => CancelResult.TooLate,
        };
        Assert.Equal(expected, await Queue.CancelAsync(id, "mod", Cancel));
        if (job.State == JobState.Waiting)
            job.State = JobState.Cancelled;
        job.IsCancelWanted |= expected == CancelResult.Stopping;
        return id;
    }

    private async Task<JobId?> TakeOneAsync()
    {
        if (await Queue.TakeDeliveryAsync(Cancel) is not { } delivery)
        {
            Assert.DoesNotContain(_model.Values, job => IsEnded(job.State) && job is { IsTold: false, Delivery: null });
            return null;
        }
        var job = _model[delivery.Job.Id];
        AssertGrows(delivery.Token);
        Assert.True(IsEnded(job.State) && job is { IsTold: false, Delivery: null });
        job.Delivery = delivery;
        return delivery.Job.Id;
    }

    private async Task<JobId?> DeliverAsync(JobId id, int way)
    {
        var job = _model[id];
        var delivery = job.Delivery!;
        _staleDeliveries.Add(delivery);
        job.Delivery = null;
        switch (way)
        {
            case 0:
                Assert.True(await Queue.PostponeAsync(delivery, TimeSpan.Zero, Cancel));
                break;
            case 1:
                await MakeDueAsync(id); // the bot died with it
                break;
            case 2:
                Assert.True(await Queue.RefuseAsync(delivery, Failure, Cancel));
                job.IsTold = job.State != JobState.Delivering;
                job.State = job.State == JobState.Delivering ? JobState.Failed : job.State;
                break;
            default:
                Assert.True(await Queue.AcknowledgeAsync(delivery, Cancel));
                job.IsTold = true;
                job.State = job.State == JobState.Delivering ? JobState.Done : job.State;
                break;
        }
        return id;
    }

    private async Task TryStaleAsync()
    {
        foreach (var lease in _staleLeases.TakeLast(3))
        {
            Assert.Equal(Beat.Lost, await Queue.RenewAsync(lease, Cancel));
            if (_model[lease.Id].Lease is not null) // else a repeat of what it did is answered as such
                Assert.False(await Queue.CompleteAsync(lease, AnyInfo, new byte[] { 6 }, Cancel));
        }
        foreach (var delivery in _staleDeliveries.TakeLast(3))
        {
            if (_model[delivery.Job.Id].Delivery is not { } newer || newer.Token == delivery.Token)
                continue;
            Assert.False(await Queue.AcknowledgeAsync(delivery, Cancel));
            Assert.False(await Queue.RefuseAsync(delivery, Failure, Cancel));
        }
    }

    private async Task FinishAllAsync()
    {
        while (await ClaimOneAsync() is { } id)
        {
            Assert.True(await Queue.CompleteAsync(Lease(id), AnyInfo, AnyClip, Cancel));
            Leave(id, JobState.Delivering);
        }
        foreach (var id in _model.Where(job => job.Value.Lease is not null).Select(job => job.Key).ToArray())
        {
            await Queue.CancelledAsync(Lease(id), Cancel);
            Leave(id, JobState.Cancelled);
        }
        while (await TakeOneAsync() is not null)
        {
            // The next.
        }
        foreach (var id in _model.Where(job => job.Value.Delivery is not null).Select(job => job.Key).ToArray())
            await DeliverAsync(id, way: 3);
    }

    private async Task AssertEveryJobIsInOnePlaceAsync()
    {
        var places = new Dictionary<string, List<string>>();
        foreach (var set in new[] { "w:pocket:normal", "del:pocket", "act:pocket", "out", "done", "dead" })
        {
            foreach (var id in ((object?[])(await RawAsync("ZRANGE", Key(set), 0, -1))!).Cast<string>())
            {
                if (!places.TryGetValue(id, out var list))
                    places[id] = list = [];
                list.Add(set);
            }
        }
        Assert.Equal(_model.Count, places.Count);
        foreach (var (id, job) in _model)
        {
            var place = Assert.Single(places[id.Value]);
            var expected = job switch
            {
                { State: JobState.Waiting } => place.StartsWith("del", StringComparison.Ordinal) ? "del:pocket" : "w:pocket:normal",
                { Lease: not null } => "act:pocket",
                { IsTold: false } => "out",
                { State: JobState.Failed } => "dead",
                _ => "done",
            };
            Assert.Equal(expected, place);
        }
        foreach (var user in Enumerable.Range(0, 4).Select(i => $"user-{i}"))
        {
            var open = await Queue.ListOfUserAsync(user, Cancel);
            Assert.All(open, job => Assert.False(IsEnded(job.State)));
        }
    }

    private JobId? Leave(JobId id, JobState state)
    {
        _staleLeases.Add(Lease(id));
        (_model[id].State, _model[id].Lease) = (state, null);
        return id;
    }

    private JobId? Pick(Random random, Func<Expected, bool> which)
    {
        var ids = _model.Where(job => which(job.Value)).Select(job => job.Key).ToArray();
        return ids.Length == 0 ? null : ids[random.Next(ids.Length)];
    }

    private Lease Lease(JobId id) => _model[id].Lease!;

    private void AssertGrows(long token)
    {
        Assert.True(token > _lastToken);
        _lastToken = token;
    }

    private static bool IsEnded(JobState state) =>
        state is JobState.Delivering or JobState.Done or JobState.Failed or JobState.Cancelled or JobState.Expired;
}
