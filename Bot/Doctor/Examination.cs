using System.Diagnostics;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Doctor;

/// <summary>Looks at everything that the bot needs, and tells what <see cref="Judge"/> makes of it. What cannot be looked at is said, too.</summary>
/// <param name="token">As it stands in the settings, before anything was put in its place.</param>
/// <param name="runsAll">Whether ./run asks, which brings its own Redis, where none is named, and its own worker.</param>
internal sealed class Examination(IServiceProvider services, HttpClient http, string token, bool runsAll)
{
    private const int MostGuilds = 50;
    private const string DataFolder = "data"; // of ./run, from where it is started

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        List<Finding> settings = [.. Settings()];
        foreach (var finding in settings) yield return finding;
        await foreach (var finding in DiscordAsync(cancel)) yield return finding;
        await foreach (var finding in QueueAsync(settings.TrueForAll(finding => finding.Health != Health.Broken), cancel)) yield return finding;
        await foreach (var finding in MachineAsync(cancel)) yield return finding;
    }

    /// <summary>Each settings class, as the bot itself reads it at its start.</summary>
    private IEnumerable<Finding> Settings()
    {
        var sentences = new List<string>();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (AggregateException e)
        {
            sentences.AddRange(e.InnerExceptions.Select(SettingsFault.Sentence));
        }
        catch (Exception e) when (SettingsFault.Is(e))
        {
            sentences.Add(SettingsFault.Sentence(e));
        }
        foreach (var sentence in sentences.SelectMany(one => one.Split("; ")).Distinct()) yield return Finding.Broken("settings", sentence);
        var unknown = SettingsBook.Unknown(services.GetRequiredService<IConfiguration>()).ToList();
        foreach (var sentence in unknown) yield return Finding.Look("settings", sentence);
        if (sentences.Count == 0 && unknown.Count == 0) yield return Finding.Ok("settings", "All settings can be used.");
    }

    private async IAsyncEnumerable<Finding> DiscordAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var judged = Judge.Token(token);
        yield return judged;
        if (Value<DiscordOptions>() is not { } discord)
        {
            yield return Finding.Look("discord", "It is not looked at before the settings above are mended.");
            yield break;
        }
        var isReached = true;
        foreach (var finding in await TryAsync("network", limit => NetworkAsync(discord.Api, limit), cancel))
        {
            isReached &= finding is not { What: "network", Health: Health.Broken };
            yield return finding;
        }
        if (judged.Health == Health.Broken || !isReached) yield break;
        var rest = services.GetRequiredService<DiscordRest>();
        Application? application = null;
        foreach (var finding in await TryAsync("login", async limit => Judge.Application(application = await rest.GetCurrentApplicationAsync(limit), discord.Intents), cancel)) yield return finding;
        if (application is null) yield break;
        foreach (var finding in await TryAsync("gateway", limit => GatewayAsync(rest, discord.Shards, limit), cancel)) yield return finding;
        IReadOnlyList<Guild> guilds = [];
        foreach (var finding in await TryAsync("servers", async limit => Servers(guilds = await rest.GetCurrentUserGuildsAsync(200, limit), application), cancel)) yield return finding;
        foreach (var guild in guilds.Take(MostGuilds))
        {
            foreach (var finding in await TryAsync($"server {guild.Name}", limit => GuildAsync(rest, guild, application.Bot?.Id ?? application.Id, limit), cancel)) yield return finding;
        }
    }

    private static IEnumerable<Finding> Servers(IReadOnlyList<Guild> guilds, Application application) => guilds.Count switch
    {
        0 => [Finding.Look("servers", $"The bot is in no server: open {Invite.Link(application.Id, withAutoMod: false)}")],
        > MostGuilds => [Finding.Ok("servers", $"The bot is in {guilds.Count}{(guilds.Count == 200 ? " or more" : "")}; the first {MostGuilds} are looked at.")],
        _ => [],
    };

    private static async Task<IEnumerable<Finding>> GuildAsync(DiscordRest rest, Guild guild, Snowflake bot, CancellationToken cancel)
    {
        var (me, roles, channels) = (rest.GetGuildMemberAsync(guild.Id, bot, cancel), rest.GetGuildRolesAsync(guild.Id, cancel), rest.GetGuildChannelsAsync(guild.Id, cancel));
        return Judge.Guild(guild, bot, await me, await roles, await channels, DateTimeOffset.UtcNow);
    }

    /// <summary>Whether Discord is there at all, and what time it is there.</summary>
    private async Task<IEnumerable<Finding>> NetworkAsync(Uri api, CancellationToken cancel)
    {
        try
        {
            var (before, since) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
            using var answer = await http.GetAsync(new Uri($"{api.ToString().TrimEnd('/')}/v10/gateway"), cancel);
            var now = before + (Stopwatch.GetElapsedTime(since) / 2);
            var clock = answer.Headers.Date is { } date ? Judge.Clock(now - date) : Finding.Look("clock", "Discord did not say what time it is.");
            return [Judge.Network(api, answer.StatusCode) ?? Finding.Ok("network", $"{api.Host} answers."), clock];
        }
        catch (HttpRequestException e)
        {
            return [Finding.Broken("network", $"{api.Host} cannot be reached: {e.Message.TrimEnd('.')}. Look at this machine's network, name server, proxy and firewall: outgoing HTTPS is needed.")];
        }
    }

    private static async Task<IEnumerable<Finding>> GatewayAsync(DiscordRest rest, string shards, CancellationToken cancel)
    {
        var gateway = await rest.GetGatewayBotAsync(cancel);
        return [.. Judge.Gateway(gateway, shards), Judge.Hello(gateway.Url, await HelloAsync(gateway.Url, cancel))];
    }

    /// <summary>Opens the gateway's WebSocket and goes again; no start is used up.</summary>
    /// <returns>Why it did not greet us; null when it did.</returns>
    private static async Task<string?> HelloAsync(string url, CancellationToken cancel)
    {
        const int Hello = 10;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var given) || given.Scheme is not ("wss" or "ws")) return "it is no address of a WebSocket";
        using var socket = new ClientWebSocket();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience / 2);
        if (given.IsLoopback) socket.Options.Proxy = null;
        try
        {
            await socket.ConnectAsync(new UriBuilder(given) { Query = "v=10&encoding=json" }.Uri, limit.Token);
            var buffer = new byte[16 << 10];
            var received = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
            using var json = JsonDocument.Parse(buffer.AsMemory(0, received.Count));
            return json.RootElement.GetProperty("op").GetInt32() == Hello ? null : "it says something else than hello";
        }
        catch (Exception e) when (e is WebSocketException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return e.InnerException?.Message ?? e.Message;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"it says nothing for {(Patience / 2).TotalSeconds:0} s";
        }
    }

    private async IAsyncEnumerable<Finding> QueueAsync(bool isSet, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (Value<RedisOptions>() is not { } redis)
        {
            yield return Finding.Look("redis", "It is not looked at before the settings above are mended.");
            yield break;
        }
        var queue = Value<QueueOptions>();
        var (isOwn, isRunning) = (runsAll && !IsRedisNamed(), true);
        var found = await TryAsync("redis", async limit =>
        {
            if (!isOwn) return Judge.Redis(await RedisHealth.LookAsync(redis, limit), Tolerated());
            var folder = Path.Combine(DataFolder, "discord", "redis");
            if (await PrivateRedis.FindAsync(folder, limit) is { } running)
            {
                redis.Url = running.OriginalString; // ./run is up: what it uses is looked at
                return Judge.Redis(await RedisHealth.LookAsync(redis, limit), Tolerated());
            }
            isRunning = false;
            return await TryOwnRedisAsync(redis, limit);
        }, cancel);
        foreach (var finding in found) yield return finding;
        if (isOwn && !isRunning)
            yield return Finding.Ok("workers", "./run brings its own.");
        else if (isSet && found.All(finding => finding.Health != Health.Broken))
        {
            foreach (var finding in await TryAsync("workers", WorkersAsync, cancel))
                yield return runsAll && finding is { What: "workers", Health: Health.Broken } && finding.Sentence.StartsWith("No worker is running", StringComparison.Ordinal)
                    ? Finding.Ok("workers", "None is running now; ./run brings its own.") : finding;
        }

        HashSet<string> Tolerated() => (queue ?? new()).Tolerated().ToHashSet();
    }

    /// <summary>Starts the Redis that ./run would start, in a folder of its own, and lets it go again.</summary>
    private static async Task<IEnumerable<Finding>> TryOwnRedisAsync(RedisOptions options, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("chatvideobot-doctor-");
        try
        {
            await using var redis = await PrivateRedis.StartAsync(folder.FullName, cancel);
            options.Url = redis.Url.OriginalString;
            return Judge.Redis(await RedisHealth.LookAsync(options, cancel), new HashSet<string>());
        }
        catch (PrivateRedisException e)
        {
            return [Finding.Broken("redis", $"{e.Message} (apt-get install redis-server)")];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private bool IsRedisNamed() => services.GetRequiredService<IConfiguration>() is var all && (all["REDIS_URL"] is { Length: > 0 } || all["Redis:Url"] is { Length: > 0 });

    private async Task<IEnumerable<Finding>> WorkersAsync(CancellationToken cancel)
    {
        var queue = services.GetRequiredService<JobQueue>();
        return Judge.Workers(await queue.LookAsync(cancel), await queue.ReadCardsAsync(cancel), services.GetRequiredService<IOptions<QueueOptions>>().Value.DefaultModel);
    }

    private async IAsyncEnumerable<Finding> MachineAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var ffmpeg in new[] { (Value<BotOptions>() ?? new()).Ffmpeg, OfWorker("Ffmpeg") }.OfType<string>().Distinct())
        {
            var encoders = await Programs.AskAsync(ffmpeg, ["-hide_banner", "-encoders"], Patience, cancel);
            var decoders = encoders.Problem is null ? await Programs.AskAsync(ffmpeg, ["-hide_banner", "-decoders"], Patience, cancel) : encoders;
            yield return Judge.Ffmpeg(ffmpeg, encoders, decoders, encoders.Problem is null ? await Programs.TryClipAsync(ffmpeg, Patience, cancel) : null);
        }
        foreach (var finding in Disks()) yield return finding;
        yield return Judge.Memory(Machine.AvailableMemory());
        yield return Judge.Gpu(
            await Programs.AskAsync("nvidia-smi", ["--query-gpu=name,memory.total", "--format=csv,noheader"], Patience, cancel), Environment.GetEnvironmentVariable("CHATVIDEOBOT_GPU") == "1");
    }

    private IEnumerable<Finding> Disks()
    {
        List<(string Folder, string Setting)> folders = [(Path.GetTempPath(), "TMPDIR")];
        if (OfWorker("TemporaryFolder") is { } temporary) folders.Add((temporary, "Inference:TemporaryFolder"));
        if (runsAll && !IsRedisNamed()) folders.Add((Path.GetFullPath(DataFolder), "./run --data FOLDER"));
        var seen = new HashSet<(long, long)>();
        foreach (var (folder, setting) in folders)
        {
            if (Machine.WriteProblem(folder) is { } problem) yield return Judge.Unwritable(folder, setting, problem);
            else if (Machine.Space(folder) is var (total, free) && seen.Add((total, free >> 24))) yield return Judge.Disk(folder, free);
        }
    }

    /// <summary>What the worker of ./run is told, which reads the same settings; null where that is nothing or no worker runs here.</summary>
    private string? OfWorker(string setting) => runsAll && services.GetRequiredService<IConfiguration>()["Inference:" + setting] is { Length: > 0 } value ? value : null;

    /// <summary>Null when they cannot be used.</summary>
    private T? Value<T>() where T : class
    {
        try
        {
            return services.GetRequiredService<IOptions<T>>().Value;
        }
        catch (Exception e) when (SettingsFault.Is(e))
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<Finding>> TryAsync(string what, Func<CancellationToken, Task<IEnumerable<Finding>>> look, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            return [.. await look(limit.Token)];
        }
        catch (DiscordException e)
        {
            return [Judge.Refused(what, e)];
        }
        catch (RedisException e)
        {
            return [Finding.Broken(what, e is RedisRefusedException || e.Message.Contains("REDIS_URL", StringComparison.Ordinal) ? e.Message : $"{e.Message.TrimEnd('.')}. Is it running (systemctl status redis-server), and is REDIS_URL's host and port right?")];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [Finding.Broken(what, $"{e.Message.TrimEnd('.')}. Look at the folder, its rights and the room on its disk.")];
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return [Finding.Broken(what, $"It did not answer in {Patience.TotalSeconds:0} s: look whether it runs, and whether a firewall lies between.")];
        }
    }
}
