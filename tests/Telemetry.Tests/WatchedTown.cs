using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Worker;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Telemetry.Tests;

/// <summary>
/// A real Redis, the sandbox's Discord, the bot, and a worker as a host of its own whose render is written here: what the two know of each other
/// goes through Redis. Three clips are asked for and posted, the second over a rate limit while the third
/// waits behind it; one fails; the gateway is cut once.
/// </summary>
public sealed class WatchedTown : IAsyncLifetime
{
    internal const string Prompt = "zxqv marmalade lighthouse", Second = "qqzx tangerine harbour", Third = "vvkj cinnamon glacier", Bad = "wvvz ungrateful turnip";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("chatvideobot-watched-");
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));
    private readonly Everything _everything = new();
    private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PrivateRedis _redis = null!;
    private SandboxServer _discord = null!;
    private Household _bot = null!;
    private IHost _worker = null!;
    private JobQueue _queue = null!;
    private SandboxPerson _member = null!;

    internal WholeLog Log { get; } = new();

    /// <summary>What must stand nowhere: prompts, names, the bot's token, the interactions'.</summary>
    internal List<string> Secrets { get; } = [.. $"{Prompt} {Second} {Third} {Bad}".Split(' ')];

    internal IReadOnlyList<System.Diagnostics.Activity> Spans => _everything.Spans;

    internal IReadOnlyList<(string Name, double Value, string Tags)> Figures => _everything.Figures;

    internal string FirstJob { get; private set; } = "";

    internal string Worker { get; } = "worker-of-the-test";

    public async ValueTask InitializeAsync()
    {
        var cancel = _patience.Token;
        _redis = await PrivateRedis.StartAsync(_data.FullName, cancel);
        _discord = await SandboxServer.StartAsync(new() { HeartbeatInterval = TimeSpan.FromSeconds(1) }, cancel);
        Secrets.Add(_discord.Token);
        _queue = JobQueue.Open(_redis.Url);
        _bot = Household.Build(_discord.Api, _discord.Token, _redis.Url.OriginalString, services =>
        {
            services.AddBot();
            services.Configure<BotOptions>(bot => bot.Consent = ConsentQuestion.Never);
            Listen(services);
        });
        await _bot.StartAsync(cancel);
        _worker = BuildWorker();
        await _worker.StartAsync(cancel);
        _member = await SandboxPerson.SitDownAsync(_discord.Page, "member", cancel);
        await _member.WaitForCommandsAsync(cancel);
        FirstJob = await ClipAsync(Prompt, cancel);
        await FaultAsync(new() { ["rest"] = new JsonObject { ["status"] = 429, ["scope"] = "user", ["retry_after"] = 0.1, ["route"] = "/messages", ["method"] = "POST", ["times"] = 1 } }, cancel);
        var second = await ImagineAsync(Second, cancel);
        await UntilAsync(second, job => job.State is JobState.Claimed or JobState.Running, cancel);
        var third = await ImagineAsync(Third, cancel);
        await UntilAsync(third, job => job.WasTold, cancel); // it waits behind the second, and an estimate was told
        _second.SetResult();
        foreach (var id in (string[])[second, third]) await UntilAsync(id, job => job.State == JobState.Done, cancel);
        await UntilAsync(await ImagineAsync(Bad, cancel), job => job.State == JobState.Failed, cancel);
        await FaultAsync(new() { ["drop"] = true }, cancel);
        while (!(Has("chatvideobot.discord.gateway.reconnects") && Has("chatvideobot.discord.gateway.heartbeat") && Has("chatvideobot.queue.waiting_time")
            && Spans.Count(span => span.OperationName == "delivery") >= 4))
            await Task.Delay(50, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _member?.Dispose();
        if (_worker is not null) await _worker.StopAsync();
        _worker?.Dispose();
        if (_bot is not null) await _bot.DisposeAsync();
        if (_queue is not null) await _queue.DisposeAsync();
        if (_discord is not null) await _discord.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        _everything.Dispose();
        _data.Delete(recursive: true);
        _patience.Dispose();
    }

    private bool Has(string figure) => Figures.Any(row => row.Name == figure);

    private void Listen(IServiceCollection services) => services.AddLogging(logging => logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Trace));

    private IHost BuildWorker()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["REDIS_URL"] = _redis.Url.OriginalString;
        builder.Services.AddQueue();
        builder.Services.AddHostedService(host => new ClipWorker(
            host.GetRequiredService<JobQueue>(), [new Lane("pocket") { MostSeconds = 10 }], [], "1.2.3", Render, Options.Create(new WorkerOptions()),
            host.GetRequiredService<IOptions<QueueOptions>>(), TimeProvider.System, host.GetRequiredService<ILogger<ClipWorker>>(), Worker));
        Listen(builder.Services);
        return builder.Build();
    }

    private async Task<MadeClip> Render(ClipRequest request, ClipSources sources, IProgress<ClipProgress>? progress, ISegmentStore? segments, CancellationToken cancel)
    {
        foreach (var stage in Enum.GetValues<ClipStage>())
            progress!.Report(new(stage, (int)stage / 5.0, null));
        if (request.Prompt.Contains(Second, StringComparison.Ordinal)) await _second.Task.WaitAsync(cancel);
        if (request.Prompt.Contains(Bad, StringComparison.Ordinal)) throw new ClipRefusedException(FailureStage.Prompt, "These words cannot be used.");
        return new MadeClip(
            "a clip"u8.ToArray(), new ClipInfo(256, 256, 17, 8, "pocket", TimeSpan.FromSeconds(1)),
            new ClipTimings(Ms(10), Ms(1), Ms(500), Ms(200), Ms(100), Ms(900)) { Steps = 8 });

        static TimeSpan Ms(int ms) => TimeSpan.FromMilliseconds(ms);
    }

    private async Task<string> ClipAsync(string prompt, CancellationToken cancel)
    {
        var id = await ImagineAsync(prompt, cancel);
        await UntilAsync(id, job => job.State == JobState.Done, cancel);
        return id;
    }

    private async Task<string> ImagineAsync(string prompt, CancellationToken cancel)
    {
        var id = await _member.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = prompt }, cancel);
        var job = await UntilAsync(id, _ => true, cancel);
        Secrets.Add(JsonNode.Parse(job.Origin)!["token"]!.GetValue<string>());
        return id;
    }

    private async Task<Job> UntilAsync(string id, Predicate<Job> holds, CancellationToken cancel)
    {
        while (true)
        {
            if (await _queue.FindAsync(new(id), cancel) is { } job && holds(job)) return job;
            await Task.Delay(20, cancel);
        }
    }

    private async Task FaultAsync(JsonObject fault, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = _discord.Page };
        (await http.PostAsJsonAsync("sandbox/faults", fault, cancel)).EnsureSuccessStatusCode();
    }
}
