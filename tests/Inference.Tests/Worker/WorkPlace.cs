using System.Globalization;
using ChatVideoBot.Inference.Tests.Tokenizers;
using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>A queue of one test's own, and hosts with workers on it.</summary>
internal sealed class WorkPlace : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90); // for a condition: only a hang takes as long
    private static int _count;

    private readonly RedisServer _server;
    private readonly Uri _redis;
    private readonly QueueOptions _rules;
    private readonly List<IHost> _hosts = [];

    public WorkPlace(RedisServer server, double leaseSeconds = 10)
    {
        (_server, _redis) = (server, server.Redis.Url);
        _rules = new QueueOptions
        {
            Name = $"t{Environment.ProcessId}-{Interlocked.Increment(ref _count)}",
            Lease = TimeSpan.FromSeconds(leaseSeconds),
            RenewEvery = TimeSpan.FromSeconds(leaseSeconds / 3),
            ReapEvery = TimeSpan.FromSeconds(0.2),
            RetryAfter = TimeSpan.FromSeconds(0.1),
        };
        Queue = JobQueue.Open(_redis, _rules);
    }

    /// <summary>The bot's end of the queue.</summary>
    public JobQueue Queue { get; }

    /// <summary>What the test's own workers offer.</summary>
    public static Lane Offer { get; } = new("pocket") { MostSeconds = 10 };

    public QueueOptions Rules => _rules;

    public Offering NewOffering(string worker) => new(Queue, worker, "", [Offer], [], TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A host as a worker's program has it, with the shipped model.</summary>
    /// <param name="steps">Few for a quick clip, many for one that is long at work.</param>
    public Task<IHost> StartWorkerAsync(int steps, string? model = null, params string[] devices) => StartAsync(builder =>
    {
        builder.Configuration["Inference:ModelFolder"] = model ?? GoldenRows.Pocket;
        for (var i = 0; i < devices.Length; i++)
            builder.Configuration[$"Inference:Devices:{i}"] = devices[i];
        builder.Configuration["Inference:Steps"] = steps.ToString(CultureInfo.InvariantCulture);
        builder.Services.AddInference();
    });

    /// <summary>A worker whose render is written by the test, for what the model cannot be made to do.</summary>
    public Task<IHost> StartWorkerAsync(MakeClip make, Action<WorkerOptions>? change = null) => StartAsync(builder =>
    {
        var options = new WorkerOptions { ReportEvery = TimeSpan.FromMilliseconds(100) };
        change?.Invoke(options);
        builder.Services.AddQueue();
        builder.Services.AddHostedService(host => new ClipWorker(
            host.GetRequiredService<JobQueue>(), [Offer], [], "1.2.3", make, Options.Create(options),
            host.GetRequiredService<IOptions<QueueOptions>>(), TimeProvider.System, host.GetRequiredService<ILogger<ClipWorker>>()));
    });

    public async Task<JobId> EnqueueAsync(byte[]? picture = null, double seconds = 1, string model = "", int upscale = 0)
    {
        var draft = new JobDraft(new JobId(Guid.NewGuid().ToString("N")), "user", "guild",
            new ClipRequest { Prompt = "a red ball bouncing in the desert", Seconds = seconds, Seed = 7, Model = model, Upscale = upscale }, "{}")
        {
            Sources = new ClipSources { Picture = picture },
        };
        Assert.Equal(EnqueueStatus.Accepted, (await Queue.EnqueueAsync(draft, Cancel)).Status);
        return draft.Id;
    }

    public async Task<Job> UntilAsync(JobId id, Func<Job, bool> holds)
    {
        Job? job = null;
        for (var started = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(started) < Patience;)
        {
            job = await Queue.FindAsync(id, Cancel);
            if (job is not null && holds(job)) return job;
            await Task.Delay(15, Cancel);
        }
        throw new TimeoutException($"The job did not get there; it is {job?.State} at {job?.Progress} ({job?.Stage}), {job?.Failure}.");
    }

    /// <summary>Waits until a worker listens to hints of stopped jobs.</summary>
    public async Task UntilHintsAreHeardAsync()
    {
        var channel = $"vq:{{{_rules.Name}}}:stop";
        while (!(await _server.AskAsync($"PUBSUB NUMSUB {channel}", answer => answer.Contains($"{channel}\r\n:", StringComparison.Ordinal)))
            .EndsWith(":1\r\n", StringComparison.Ordinal)) await Task.Delay(15, Cancel);
    }

    /// <summary>Claims as a worker that this test plays.</summary>
    public async Task<Lease> ClaimAsync(string worker)
    {
        await Queue.AnnounceAsync(worker, [Offer], "", Cancel);
        return Assert.IsType<Lease>(await Queue.ClaimAsync(worker, Cancel));
    }

    /// <summary>A worker came and went: its lane is known, and nobody serves it.</summary>
    public async Task ShowLaneAsync()
    {
        await Queue.AnnounceAsync("before", [Offer], "", Cancel);
        await Queue.LeaveAsync("before", Cancel);
    }

    public Task<Job> UntilAsync(JobId id, JobState state) => UntilAsync(id, job => job.State == state);

    /// <summary>Takes the job's end out of the outbox as the bot does, and sees that there is no second one.</summary>
    public async Task<(Delivery Delivery, byte[]? Clip)> TakeOnlyEndAsync(JobId id)
    {
        var delivery = await Queue.TakeDeliveryAsync(Cancel);
        Assert.NotNull(delivery);
        Assert.Equal(id, delivery.Job.Id);
        var clip = await Queue.ReadClipAsync(delivery, Cancel);
        Assert.True(await Queue.AcknowledgeAsync(delivery, Cancel));
        Assert.Null(await Queue.TakeDeliveryAsync(Cancel));
        return (delivery, clip);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }
        await Queue.DisposeAsync();
    }

    private async Task<IHost> StartAsync(Action<HostApplicationBuilder> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["REDIS_URL"] = _redis.ToString(),
            ["Redis:CallTimeout"] = "00:00:01",
            ["Redis:WaitForConnection"] = "00:00:01",
            ["Queue:Name"] = _rules.Name,
            ["Queue:Lease"] = _rules.Lease.ToString("c"),
            ["Queue:RenewEvery"] = _rules.RenewEvery.ToString("c"),
            ["Queue:ReapEvery"] = _rules.ReapEvery.ToString("c"),
            ["Queue:RetryAfter"] = _rules.RetryAfter.ToString("c"),
        });
        add(builder);
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(Cancel);
        return host;
    }
}
