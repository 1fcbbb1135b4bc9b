using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>
/// A real Redis, the sandbox's Discord and the bot; the test itself plays the worker, so that it decides when a job ends and how.
/// </summary>
internal sealed class Street : IAsyncDisposable
{
    public const string Lane = "pocket";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("chatvideobot-street-");
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private PrivateRedis _redis = null!;
    private Household? _bot;
    private HeldWire? _wire;

    public SandboxServer Discord { get; private set; } = null!;
    public JobQueue Queue { get; private set; } = null!;
    public SandboxPerson Member { get; private set; } = null!;
    public CancellationToken Cancel => _patience.Token;

    /// <summary>What the bot said in its log.</summary>
    public LogBook Log { get; } = new();

    /// <param name="settings">What the bot is told beyond its defaults.</param>
    /// <param name="wire">Stands between the bot and Discord's API; null for nothing.</param>
    public static async Task<Street> BuildAsync(Action<IServiceCollection>? settings = null, HeldWire? wire = null)
    {
        var street = new Street { _wire = wire };
        street._patience.CancelAfter(Patience);
        try
        {
            street._redis = await PrivateRedis.StartAsync(street._data.FullName, street.Cancel);
            street.Discord = await SandboxServer.StartAsync(new(), street.Cancel);
            street.Queue = JobQueue.Open(street._redis.Url, Options());
            await street.StartBotAsync(settings: settings);
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
    /// <param name="settings">What it is told beyond its defaults.</param>
    public async Task StartBotAsync(TimeSpan later = default, Action<IServiceCollection>? settings = null)
    {
        _bot = Household.Build(_wire?.To(Discord.Api) ?? Discord.Api, Discord.Token, _redis.Url.OriginalString, services =>
        {
            services.AddBot();
            services.Configure<QueueOptions>(queue => queue.DeliveryLease = Options().DeliveryLease);
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new LaterTime(later)));
            services.AddSingleton<ILoggerProvider>(Log);
            settings?.Invoke(services);
        });
        await _bot.StartAsync(Cancel);
    }

    public async Task StopBotAsync()
    {
        if (_bot is { } bot) await bot.DisposeAsync();
        _bot = null;
    }

    /// <summary>Uses /imagine with an option beside the prompt.</summary>
    public Task<string> ImagineAsync(string prompt, string option, object value) =>
        Member.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = prompt, [option] = value }, Cancel);

    public Task<string> ImagineAsync(string prompt) => ImagineAsync(Member, prompt);

    public Task<string> ImagineAsync(SandboxPerson who, string prompt) =>
        who.UseAsync("general", "imagine", new Dictionary<string, object> { ["prompt"] = prompt, ["seed"] = 7 }, Cancel);

    /// <summary>Puts a job in line that this bot did not take: one of another version's, or from long ago.</summary>
    public async Task<string> EnqueueAsync(string prompt, string origin)
    {
        var id = Snowflake.At(DateTimeOffset.UtcNow).ToString();
        await Queue.EnqueueAsync(new(new(id), Member.Id, Discord.GuildId, new() { Prompt = prompt, Seed = 7 }, origin), Cancel);
        return id;
    }

    /// <summary>The origin of a job whose interaction nobody knows any more.</summary>
    public string OldOrigin(string? source = null) => new Origin(Discord.GeneralChannelId, Discord.ApplicationId, "a-token-of-yore", "", source).Write();

    public Task KillRedisAsync() => _redis.KillAsync();

    /// <summary>Empties Redis, as an owner does who moves it and leaves the data behind.</summary>
    public async Task ForgetAllAsync() => Assert.Equal("+OK", (await AskRedisAsync("FLUSHALL"))[0]);

    /// <summary>Asks Redis something whose answer has so many lines in its own protocol.</summary>
    public async Task<IReadOnlyList<string>> AskRedisAsync(string command, int lines = 1)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_redis.Url.Host, _redis.Url.Port, Cancel);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), Cancel);
        using var reader = new StreamReader(client.GetStream());
        var answer = new List<string>();
        while (answer.Count < lines) answer.Add((await reader.ReadLineAsync(Cancel))!);
        return answer;
    }

    /// <summary>The test's own worker says that it lives.</summary>
    public Task AnnounceAsync() => Queue.AnnounceAsync("test", [new Lane(Lane) { MostSeconds = 10 }], "", Cancel);

    /// <summary>The same worker, of a version that says what its model can make.</summary>
    public Task AnnounceAsync(ModelCard card) => Queue.AnnounceAsync("test", [new Lane(Lane) { MostSeconds = 10 }], [card], "", Cancel);

    /// <summary>What the pocket model can make, for clips of at most four seconds.</summary>
    public static ModelCard Card { get; } = new()
    {
        Model = Lane,
        FramesPerSecond = 8,
        MinSeconds = 0.5,
        MostSeconds = 4,
        WidthPixels = 64,
        HeightPixels = 64,
        MostPixels = 64 * 64,
        PixelStep = 16,
        MaxPromptCharacters = 1500,
        ReadsWords = true,
        TakesPicture = true,
    };

    public async Task<Lease> ClaimAsync()
    {
        await AnnounceAsync();
        while (true)
        {
            if (await Queue.ClaimAsync("test", Cancel) is { } lease) return lease;
            await Queue.WaitForWorkAsync("test", TimeSpan.FromSeconds(1), Cancel);
        }
    }

    public async Task CompleteAsync(Lease lease, ClipInfo? info = null) =>
        Assert.True(await Queue.CompleteAsync(lease, info ?? Made, "a clip"u8.ToArray(), Cancel));

    public static ClipInfo Made { get; } = new(256, 256, 17, 8, Lane, TimeSpan.FromSeconds(1));

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
