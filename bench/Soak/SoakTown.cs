using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Inference;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bench.Soak;

/// <summary>Redis, the sandbox, the bot and a worker in this process, and three people at the page.</summary>
internal sealed class SoakTown : IAsyncDisposable
{
    /// <summary>Short, for many of them to be missed in half an hour.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("chatvideobot-soak-");
    private readonly CancellationTokenSource _listening = new();
    private readonly List<Task> _listeners = [];
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _offs = [];
    private PrivateRedis _redis = null!;
    private Household _bot = null!;
    private HttpClient _http = null!;
    private GatewayHealth? _health;
    private int _looks, _whole;

    public SandboxServer Sandbox { get; private set; } = null!;
    public JobQueue Queue { get; private set; } = null!;
    public List<SandboxPerson> People { get; } = [];
    public Book Book { get; } = new();

    public static async Task<SoakTown> BuildAsync(CancellationToken cancel)
    {
        var town = new SoakTown();
        try
        {
            town._redis = await PrivateRedis.StartAsync(town._data.FullName, cancel);
            town.Sandbox = await SandboxServer.StartAsync(new() { HeartbeatInterval = Heartbeat, AttachmentStoreBytes = 16 << 20 }, cancel); // so that missing answers to them are noticed
            town._bot = Household.Build(town.Sandbox.Api, town.Sandbox.Token, town._redis.Url.OriginalString, services =>
            {
                services.AddBot();
                services.Configure<BotOptions>(bot => bot.Consent = Bot.Moderation.Rules.ConsentQuestion.Never); // nobody sits there to say yes
                services.AddInference();
                services.AddSingleton<IGatewayEventHandler>(host =>
                {
                    town._health = host.GetRequiredService<GatewayHealth>();
                    return town.Book;
                });
                services.Configure<QueueOptions>(queue => queue.MostWaitingPerUser = 50);
                services.Configure<LoggerFilterOptions>(log =>
                {
                    log.MinLevel = LogLevel.Error;
                    log.Rules.Add(new(null, "ChatVideoBot.Discord.Gateway", LogLevel.Information, null)); // why it is off, when it is
                });
            });
            await town._bot.StartAsync(cancel);
            town.Queue = JobQueue.Open(town._redis.Url, new());
            town._http = new() { BaseAddress = town.Sandbox.Page };
            foreach (var role in (string[])["owner", "moderator", "member"])
            {
                var person = await SandboxPerson.SitDownAsync(town.Sandbox.Page, role, cancel);
                await person.WaitForCommandsAsync(cancel);
                town.People.Add(person);
                var listens = new TaskCompletionSource();
                town._listeners.Add(Task.Run(() => town.ListenAsync(person, listens), CancellationToken.None));
                await listens.Task.WaitAsync(cancel);
            }

            town._listeners.Add(Task.Run(town.WatchAsync, CancellationToken.None));
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    /// <summary>How much of the time the bot was connected, and the longest that it was not.</summary>
    public (double Share, TimeSpan Longest) Connected => (_looks == 0 ? 0 : (double)_whole / _looks, Offs.Select(off => off.To - off.From).DefaultIfEmpty().Max());

    /// <summary>The longest that the bot waited between two tries to connect: its own doing, while Discord may refuse it for as long as it likes.</summary>
    public TimeSpan LongestWait { get; private set; }

    /// <summary>When the bot was not connected.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Offs
    {
        get
        {
            lock (_offs)
                return [.. _offs];
        }
    }

    public Task StormAsync(int seed, double every, CancellationToken cancel) =>
        FaultAsync(new() { ["storm"] = new JsonObject { ["seed"] = seed, ["every_seconds"] = every } }, cancel);

    /// <summary>Ends the storm; what it did, and when.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset At, JsonObject What)>> CalmAsync(CancellationToken cancel)
    {
        await FaultAsync(new() { ["storm"] = false }, cancel);
        await FaultAsync(new() { ["clear"] = true }, cancel);
        var told = await _http.GetFromJsonAsync<JsonNode>("sandbox/faults", cancel);
        return [.. told!["storm"]!["done"]!.AsArray().Select(one => (DateTimeOffset.Parse(one!["at"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture), one["faults"]!.AsObject()))];
    }

    /// <summary>Until every job has ended and is told, at most three minutes; what has not is noted.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        foreach (var id in Book.Orders)
        {
            Job? job = null;
            try
            {
                while ((job = await Queue.FindAsync(new(id), patience.Token)) is { State: JobState.Waiting or JobState.Held or JobState.Claimed or JobState.Running or JobState.Delivering })
                    await Task.Delay(50, patience.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
            }

            Book.Ended(id, job);
        }

        await Task.Delay(TimeSpan.FromSeconds(4), cancel); // the three seconds of the last interaction, and its page's word
    }

    public async ValueTask DisposeAsync()
    {
        await _listening.CancelAsync();
        await Task.WhenAll(_listeners);
        People.ForEach(person => person.Dispose());
        _http?.Dispose();
        if (_bot is not null) await _bot.DisposeAsync();
        if (Queue is not null) await Queue.DisposeAsync();
        if (Sandbox is not null) await Sandbox.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        _listening.Dispose();
        _data.Delete(recursive: true);
    }

    private async Task WatchAsync()
    {
        DateTimeOffset? off = null;
        try
        {
            while (true)
            {
                await Task.Delay(50, _listening.Token);
                _looks++;
                if (_health?.IsWhole == true)
                {
                    _whole++;
                    off = null;
                    continue;
                }

                var now = DateTimeOffset.UtcNow;
                if (_health?.Shards is [{ State: ShardState.Waiting } shard] && now - shard.Since > LongestWait)
                    LongestWait = now - shard.Since;
                lock (_offs)
                {
                    if (off is null)
                        _offs.Add(default);
                    off ??= now;
                    _offs[^1] = (off.Value, now);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ListenAsync(SandboxPerson person, TaskCompletionSource listens)
    {
        try
        {
            await foreach (var told in person.EventsAsync(_listening.Token))
            {
                listens.TrySetResult();
                Book.Hear(told, isFirst: person == People[0]);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task FaultAsync(JsonObject faults, CancellationToken cancel)
    {
        using var answer = await _http.PostAsJsonAsync("sandbox/faults", faults, cancel);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The sandbox refused a fault: {await answer.Content.ReadAsStringAsync(cancel)}");
    }
}
