using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>A real Redis, the sandbox's Discord and the bot; the test itself plays the worker, so that it decides when a job ends and how.</summary>
internal sealed class Street : IAsyncDisposable
{
    public const string Lane = "pocket";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("chatvideobot-street-");
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private PrivateRedis _redis = null!;
    private Household? _bot;

    public SandboxServer Discord { get; private set; } = null!;
    public JobQueue Queue { get; private set; } = null!;
    public SandboxPerson Member { get; private set; } = null!;
    public CancellationToken Cancel => _patience.Token;

    public static async Task<Street> BuildAsync()
    {
        var street = new Street();
        street._patience.CancelAfter(Patience);
        try
        {
            street._redis = await PrivateRedis.StartAsync(street._data.FullName, street.Cancel);
            street.Discord = await SandboxServer.StartAsync(new(), street.Cancel);
            street.Queue = JobQueue.Open(street._redis.Url, Options());
            await street.StartBotAsync();
            street.Member = await SandboxPerson.SitDownAsync(street.Discord.Page, "member", street.Cancel);
            await street.Member.WaitForCommandsAsync(street.Cancel);
            return street;
        }
        catch
        {
            await street.DisposeAsync();
            throw;
        }
    }

    /// <param name="later">How far the bot's clock runs ahead of Redis's and Discord's.</param>
    public async Task StartBotAsync(TimeSpan later = default)
    {
        _bot = Household.Build(Discord.Api, Discord.Token, _redis.Url.OriginalString, services =>
        {
            services.AddBot();
            services.Configure<QueueOptions>(queue => queue.DeliveryLease = Options().DeliveryLease);
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new LaterTime(later)));
        });
        await _bot.StartAsync(Cancel);
    }

    public async Task StopBotAsync()
    {
        if (_bot is { } bot) await bot.DisposeAsync();
        _bot = null;
    }

    public Task<string> ImagineAsync(string prompt) =>
        Member.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = prompt, ["seed"] = 7 }, Cancel);

    public async Task<Lease> ClaimAsync()
    {
        await Queue.AnnounceAsync("test", [Lane], Cancel);
        while (true)
        {
            if (await Queue.ClaimAsync("test", [Lane], Cancel) is { } lease) return lease;
            await Queue.WaitForWorkAsync(TimeSpan.FromSeconds(1), Cancel);
        }
    }

    public async Task CompleteAsync(Lease lease) =>
        Assert.True(await Queue.CompleteAsync(lease, new(256, 256, 17, 8, Lane, TimeSpan.FromSeconds(1)), "a clip"u8.ToArray(), Cancel));

    public async Task<JobState> WaitForStateAsync(string id, params JobState[] states)
    {
        while (true)
        {
            if (await Queue.FindAsync(new(id), Cancel) is { } job && states.Contains(job.State)) return job.State;
            await Task.Delay(20, Cancel);
        }
    }

    /// <summary>Makes Discord misbehave, see the sandbox's README.</summary>
    public async Task FaultAsync(JsonObject fault)
    {
        using var http = new HttpClient { BaseAddress = Discord.Page };
        (await http.PostAsJsonAsync("sandbox/faults", fault, Cancel)).EnsureSuccessStatusCode();
    }

    public Task<JsonNode> WaitForTextAsync(string text) => Member.WaitForMessageAsync("general", message => Text(message).Contains(text), Cancel);

    /// <summary>Every message of #general that speaks of these words.</summary>
    public async Task<IReadOnlyList<JsonNode>> AboutAsync(string prompt) =>
        [.. (await Member.ReadChannelAsync("general", Cancel)).Where(message => Text(message).Contains(prompt))];

    public static string Text(JsonNode message) => message["content"]!.GetValue<string>();

    public static bool HasFile(JsonNode message) => message["attachments"]!.AsArray().Count > 0;

    public async ValueTask DisposeAsync()
    {
        Member?.Dispose();
        await StopBotAsync();
        if (Queue is not null) await Queue.DisposeAsync();
        if (Discord is not null) await Discord.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        _data.Delete(recursive: true);
        _patience.Dispose();
    }

    private static QueueOptions Options() => new() { DeliveryLease = TimeSpan.FromSeconds(5) };

    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
