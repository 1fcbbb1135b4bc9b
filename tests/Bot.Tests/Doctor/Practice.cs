using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ChatVideoBot.Bot.Doctor;
using ChatVideoBot.Bot.Tests.Conversation;
using ChatVideoBot.Discord;
using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using Microsoft.Extensions.Configuration;

namespace ChatVideoBot.Bot.Tests.Doctor;

/// <summary>A healthy set-up to be broken: a real Redis, the sandbox's Discord and a worker's announcement. The bot itself is not there.</summary>
internal sealed class Practice : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("chatvideobot-practice-");
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private PrivateRedis _redis = null!;
    private JobQueue _queue = null!;

    public SandboxServer Discord { get; private set; } = null!;
    public CancellationToken Cancel => _patience.Token;
    public string Data => _data.FullName;
    public Uri Redis => _redis.Url;

    /// <summary>What the owner set.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    /// <param name="discord">How the sandbox's Discord is set up.</param>
    /// <param name="announces">Whether a worker says that it lives.</param>
    public static async Task<Practice> OpenAsync(SandboxOptions? discord = null, bool announces = true)
    {
        var practice = new Practice();
        practice._patience.CancelAfter(TimeSpan.FromSeconds(120));
        try
        {
            practice._redis = await PrivateRedis.StartAsync(practice.Data, practice.Cancel);
            practice._queue = JobQueue.Open(practice._redis.Url, new());
            practice.Discord = await SandboxServer.StartAsync(discord ?? new(), practice.Cancel);
            if (announces) await practice._queue.AnnounceAsync("worker-1", [new Lane(Street.Lane) { MostSeconds = 10 }], [Street.Card], "", practice.Cancel);
            practice.Settings["DISCORD_TOKEN"] = practice.Discord.Token;
            practice.Settings["Discord:Api"] = practice.Discord.Api.ToString();
            practice.Settings["REDIS_URL"] = practice.Redis.OriginalString;
            return practice;
        }
        catch
        {
            await practice.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command as the owner does.</summary>
    public async Task<(int Code, string Said)> RunAsync(params string[] command)
    {
        var said = new StringWriter();
        var code = await OwnerCommands.RunAsync(command, said, Cancel, builder => builder.Configuration.AddInMemoryCollection(Settings));
        return (code, said.ToString());
    }

    /// <summary>Asks the doctor.</summary>
    public async Task<(int Code, IReadOnlyList<Finding> Found)> AskAsync(params string[] options)
    {
        var (code, said) = await RunAsync(["doctor", "--json", .. options]);
        return (code, Read(said));
    }

    /// <summary>The doctor finds this, and says what to do.</summary>
    public async Task FindsAsync(string what, Health health, params string[] told)
    {
        var (code, found) = await AskAsync();

        var of = found.Where(one => one.What == what && one.Health == health).ToList();
        Assert.True(told.All(words => of.Exists(one => one.Sentence.Contains(words, StringComparison.Ordinal))), $"Not found: {what} {health} {string.Join(" … ", told)}\n{Lines(found)}");
        Assert.Equal(found.Any(one => one.Health == Health.Broken) ? 1 : 0, code);
        if (health == Health.Broken) Assert.Equal(1, code);
    }

    /// <summary>The doctor as a program of its own, with the environment changed; null takes a variable away.</summary>
    public async Task<(int Code, string Said, string Complained)> ProgramAsync(Dictionary<string, string?> environment, string folder, params string[] command)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var word in (string[])[Path.Combine(AppContext.BaseDirectory, "ChatVideoBot.Bot.dll"), .. command]) start.ArgumentList.Add(word);
        foreach (var (name, value) in Settings.Concat(environment)) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await said, await complained);
    }

    public static IReadOnlyList<Finding> Read(string json) => [.. JsonNode.Parse(json)!.AsArray().Select(one => new Finding(
        one!["what"]!.GetValue<string>(), Enum.Parse<Health>(one["health"]!.GetValue<string>(), ignoreCase: true), one["sentence"]!.GetValue<string>()))];

    public static string Lines(IEnumerable<Finding> found) => string.Join('\n', found.Select(one => $"{one.Health} {one.What}: {one.Sentence}"));

    /// <summary>Tells Redis something, in its own words.</summary>
    public async Task<string> TellRedisAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Redis.Host, Redis.Port, Cancel);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), Cancel);
        var answer = new byte[32 << 10];
        return Encoding.UTF8.GetString(answer, 0, await client.GetStream().ReadAsync(answer, Cancel));
    }

    public async Task FaultAsync(JsonObject fault)
    {
        using var http = new HttpClient { BaseAddress = Discord.Page };
        (await http.PostAsJsonAsync("sandbox/faults", fault, Cancel)).EnsureSuccessStatusCode();
    }

    /// <summary>Takes permissions from the bot in one channel.</summary>
    public Task DenyAsync(string channel, Permissions permissions) => FaultAsync(new()
    {
        ["overwrite"] = new JsonObject { ["channel"] = channel, ["id"] = Discord.ApplicationId, ["member"] = true, ["deny"] = ((ulong)permissions).ToString(System.Globalization.CultureInfo.InvariantCulture) },
    });

    /// <summary>A program that is a script.</summary>
    public string Script(string text, bool mayRun = true)
    {
        var file = Path.Combine(Data, $"program-{Guid.NewGuid():N}");
        File.WriteAllText(file, "#!/bin/sh\n" + text + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | (mayRun ? UnixFileMode.UserExecute : 0));
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        if (_queue is not null) await _queue.DisposeAsync();
        if (Discord is not null) await Discord.DisposeAsync();
        _data.Create(); // a test may have taken it away under Redis's feet
        if (_redis is not null) await _redis.DisposeAsync();
        _data.Delete(recursive: true);
        _patience.Dispose();
    }
}
