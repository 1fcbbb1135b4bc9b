using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>
/// A real Redis, the sandbox's Discord and the bot; the test itself plays the worker, so that it decides when a job ends and how.
/// </summary>
internal sealed class Street : IAsyncDisposable
{
    public const string Lane = "pocket";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("chatvideobot-street-");
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private PrivateRedis _redis = null!;
    private Household? _bot;
    private HeldWire? _wire;
    private IServiceProvider? _parts;
    private Keepsakes? _keepsakes;

    public SandboxServer Discord { get; private set; } = null!;
    public JobQueue Queue { get; private set; } = null!;
    public SandboxPerson Member { get; private set; } = null!;
    public CancellationToken Cancel => _patience.Token;

    /// <summary>What the bot said in its log.</summary>
    public LogBook Log { get; } = new();

    /// <param name="settings">What the bot is told beyond its defaults.</param>
    /// <param name="wire">Stands between the bot and Discord's API; null for nothing.</param>
    /// <param name="discord">How the sandbox's Discord behaves.</param>
    public static async Task<Street> BuildAsync(Action<IServiceCollection>? settings = null, HeldWire? wire = null, SandboxOptions? discord = null)
    {
        var street = new Street { _wire = wire };
        street._patience.CancelAfter(Patience);
        try
        {
            street._redis = await PrivateRedis.StartAsync(street._data.FullName, street.Cancel);
            street.Discord = await SandboxServer.StartAsync(discord ?? new(), street.Cancel);
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
            services.Configure<BotOptions>(bot => (bot.FewWords, bot.Consent) = ("", ConsentQuestion.Never)); // tests say what they ask for, and are asked nothing
            services.AddSingleton<IHostedService>(provider => new Doorkeeper(this, provider));
            settings?.Invoke(services);
        });
        var before = Connections;
        await _bot.StartAsync(Cancel);
        while (Connections == before) await Task.Delay(20, Cancel); // what is asked of a bot that is not there yet is lost
    }

    /// <summary>A part of the bot that runs, to be used as if another of its tasks did.</summary>
    public T Part<T>() where T : notnull => _parts!.GetRequiredService<T>();

    private int Connections => Log.Lines.Count(line => line.StartsWith("Connected to Discord as", StringComparison.Ordinal));

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

    /// <summary>Where Redis listens, and the folder of its files.</summary>
    public (Uri Url, string Folder) Redis => (_redis.Url, _data.FullName);

    public Task KillRedisAsync() => _redis.KillAsync();

    /// <summary>It keeps its connections and says nothing more.</summary>
    public async Task FreezeRedisAsync()
    {
        using var stop = System.Diagnostics.Process.Start("kill", ["-STOP", $"{_redis.ProcessId}"]);
        await stop.WaitForExitAsync(Cancel);
    }

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

    public async Task CompleteAsync(Lease lease, ClipInfo? info = null, byte[]? mp4 = null) =>
        Assert.True(await Queue.CompleteAsync(lease, info ?? Made, mp4 ?? "a clip"u8.ToArray(), Cancel));

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

    /// <summary>What the bot remembers beside the jobs.</summary>
    public Keepsakes Keepsakes => _keepsakes ??= Keepsakes.Open(_redis.Url, Options());

    /// <summary>What the moderators of its server set.</summary>
    public Task RulesAsync(Func<GuildRules, GuildRules> change) =>
        new GuildBook(Keepsakes, Microsoft.Extensions.Options.Options.Create(new BotOptions { Consent = ConsentQuestion.Never })).ChangeAsync(Discord.GuildId, change, Cancel);

    /// <summary>A moderator of its server.</summary>
    public Task<SandboxPerson> ModeratorAsync() => SandboxPerson.SitDownAsync(Discord.Page, "moderator", Cancel);

    /// <summary>A clip that was asked for in #general, made and posted there.</summary>
    public async Task<(string Id, JsonNode Message)> ClipAsync(string prompt, SandboxPerson? who = null, byte[]? mp4 = null, ClipInfo? info = null)
    {
        var id = await ImagineAsync(who ?? Member, prompt);
        await CompleteAsync(await ClaimAsync(), info, mp4);
        await WaitForStateAsync(id, JobState.Done);
        return (id, Assert.Single(await AboutAsync(prompt), message => HasFile(message) && CustomIds(message).Contains($"again:{id}")));
    }

    /// <summary>Presses a button under a message, by the beginning of its custom id.</summary>
    /// <returns>The interaction's id.</returns>
    public Task<string> PressAsync(string button, JsonNode message, SandboxPerson? who = null, string channel = "general") => (who ?? Member).PressAsync(
        channel, message["id"]!.GetValue<string>(), CustomIds(message).Single(id => id.StartsWith(button + ":", StringComparison.Ordinal)), Cancel);

    /// <summary>Sends a form as soon as the bot has opened it.</summary>
    public async Task<string> FillAsync(string customId, IReadOnlyDictionary<string, string> fields, SandboxPerson? who = null, string channel = "general")
    {
        while (true)
        {
            try
            {
                return await (who ?? Member).SubmitAsync(channel, customId, fields, Cancel);
            }
            catch (HttpRequestException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                await Task.Delay(20, Cancel); // it is not open yet
            }
        }
    }

    /// <summary>What the bot answers for their eyes only, or anybody's.</summary>
    public Task<JsonNode> HeardAsync(string text, SandboxPerson who, string channel = "general") =>
        who.WaitForMessageAsync(channel, message => Text(message).Contains(text), Cancel);

    public async Task<Job> JobAsync(string id)
    {
        while (true)
        {
            if (await Queue.FindAsync(new(id), Cancel) is { } job) return job;
            await Task.Delay(20, Cancel);
        }
    }

    public static IReadOnlyList<string> CustomIds(JsonNode message) =>
        [.. message["components"]!.AsArray().SelectMany(row => row!["components"]!.AsArray()).Select(button => button!["custom_id"]?.GetValue<string>() ?? "")];

    public static bool IsEphemeral(JsonNode message) => (message["flags"]!.GetValue<int>() & 64) != 0;

    /// <summary>Discord refuses to take messages in a channel.</summary>
    public Task RefuseInAsync(string channel, int status, int code, int times = 1) => FaultAsync(new()
    {
        ["rest"] = new JsonObject { ["status"] = status, ["code"] = code, ["times"] = times, ["route"] = $"/channels/{channel}/messages", ["method"] = "POST" },
    });


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
        if (_keepsakes is not null) await _keepsakes.DisposeAsync();
        if (Queue is not null) await Queue.DisposeAsync();
        if (Discord is not null) await Discord.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        _data.Delete(recursive: true);
        _patience.Dispose();
    }

    private static QueueOptions Options() => new() { DeliveryLease = TimeSpan.FromSeconds(5) };

    /// <summary>Knows where the bot's parts are.</summary>
    private sealed class Doorkeeper : IHostedService
    {
        public Doorkeeper(Street street, IServiceProvider parts) => street._parts = parts;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
