using System.Diagnostics;
using ChatVideoBot.Bot;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace ChatVideoBot.EndToEnd.Tests;

/// <summary>Sandbox, bot and Redis of one test's own, and workers as processes of their own, so that each can be killed.</summary>
internal sealed class Town : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("chatvideobot-town-");
    private readonly List<Process> _workers = [];
    private readonly Dictionary<string, string> _settings = new()
    {
        ["Queue__Lease"] = "00:00:06",
        ["Queue__RenewEvery"] = "00:00:02",
        ["Queue__DeliveryLease"] = "00:00:05",
    };

    private Household? _bot;

    public PrivateRedis Redis { get; private set; } = null!;
    public SandboxServer Sandbox { get; private set; } = null!;
    public SandboxPerson Member { get; private set; } = null!;

    public static async Task<Town> BuildAsync(CancellationToken cancel)
    {
        var town = new Town();
        try
        {
            town.Redis = await PrivateRedis.StartAsync(town._data.FullName, cancel);
            town.Sandbox = await SandboxServer.StartAsync(new(), cancel);
            await town.StartBotAsync(cancel);
            town.Member = await SandboxPerson.SitDownAsync(town.Sandbox.Page, "member", cancel);
            await town.Member.WaitForCommandsAsync(cancel);
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    public async Task StartBotAsync(CancellationToken cancel)
    {
        _bot = Household.Build(Sandbox.Api, Sandbox.Token, Redis.Url.OriginalString, services =>
        {
            services.AddBot();
            services.Configure<BotOptions>(bot => bot.Consent = Bot.Moderation.Rules.ConsentQuestion.Never); // nobody sits there to say yes
            services.Configure<QueueOptions>(queue =>
            {
                queue.Lease = TimeSpan.Parse(_settings["Queue__Lease"], System.Globalization.CultureInfo.InvariantCulture);
                queue.RenewEvery = TimeSpan.Parse(_settings["Queue__RenewEvery"], System.Globalization.CultureInfo.InvariantCulture);
                queue.DeliveryLease = TimeSpan.Parse(_settings["Queue__DeliveryLease"], System.Globalization.CultureInfo.InvariantCulture);
            });
        });
        await _bot.StartAsync(cancel);
    }

    public async Task StopBotAsync()
    {
        if (_bot is null) return;
        await _bot.DisposeAsync();
        _bot = null;
    }

    /// <param name="steps">More than its own make a worker slow: one that is to be met at work.</param>
    public Process StartWorker(int steps = 0)
    {
        var worker = Everything.Start("Inference", [], new(_settings) { ["REDIS_URL"] = Redis.Url.ToString(), ["Inference__Steps"] = $"{steps}" });
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Waits until the bot's card of these words says something.</summary>
    public Task WaitForCardAsync(string prompt, string words, CancellationToken cancel) =>
        Member.WaitForMessageAsync("general", message => Text(message).Contains(prompt) && Text(message).Contains(words), cancel);

    /// <summary>The messages with a clip made from these words.</summary>
    public async Task<int> CountClipsAsync(string prompt, CancellationToken cancel) =>
        (await Member.ReadChannelAsync("general", cancel)).Count(message => Text(message).Contains(prompt) && HasClip(message));

    public Task<System.Text.Json.Nodes.JsonNode> WaitForClipAsync(string prompt, CancellationToken cancel) =>
        Member.WaitForMessageAsync("general", message => Text(message).Contains(prompt) && HasClip(message), cancel);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            if (!worker.HasExited) worker.Kill();
            await worker.WaitForExitAsync();
            worker.Dispose();
        }
        Member?.Dispose();
        await StopBotAsync();
        if (Sandbox is not null) await Sandbox.DisposeAsync();
        if (Redis is not null) await Redis.DisposeAsync();
        _data.Delete(recursive: true);
    }

    public static string Text(System.Text.Json.Nodes.JsonNode message) => message["content"]!.GetValue<string>();

    private static bool HasClip(System.Text.Json.Nodes.JsonNode message) =>
        message["attachments"]!.AsArray().Any(file => file!["filename"]!.GetValue<string>().EndsWith(".mp4", StringComparison.Ordinal));
}
