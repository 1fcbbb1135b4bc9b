using System.Text.Json.Nodes;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>All processes of a run: Redis, the sandbox as a Discord of its own, the bot and the workers.</summary>
internal sealed class ChaosTown : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("chatvideobot-chaos-");
    private readonly List<Child> _children = [];

    public PrivateRedis Redis { get; private set; } = null!;
    public Child Bot { get; private set; } = null!;
    public IReadOnlyList<Child> Workers { get; private set; } = [];
    public IReadOnlyList<Child> Children => _children;
    public Uri Page { get; private set; } = null!;

    /// <summary>The sandbox's API, without a slash at the end.</summary>
    public Uri Api { get; private set; } = null!;

    public string Token { get; private set; } = "";

    /// <summary>Everything the processes said, one file each; the last run's of this size.</summary>
    public string LogFolder { get; }

    private ChaosTown(ChaosPlan plan) => LogFolder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "chaos", $"{plan.Jobs}-jobs")).FullName;

    public static async Task<ChaosTown> BuildAsync(ChaosPlan plan, CancellationToken cancel)
    {
        var town = new ChaosTown(plan);
        try
        {
            await town.StartAsync(plan, cancel);
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the bot and the workers, so that nothing moves any more.</summary>
    public async Task StillAsync()
    {
        foreach (var child in (Child[])[Bot, .. Workers]) await child.KillAsync();
    }

    /// <summary>The last lines of each process, for a run that hangs.</summary>
    public IEnumerable<string> LastWords() =>
        _children.SelectMany(child => child.LastWords.Prepend($"{child.Name} ({(child.IsRunning ? "running" : "ended")}):").Select(line => "  " + line));

    public async ValueTask DisposeAsync()
    {
        foreach (var child in _children) child.Dispose();
        if (Redis is not null) await Redis.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private async Task StartAsync(ChaosPlan plan, CancellationToken cancel)
    {
        Redis = await PrivateRedis.StartAsync(_data.FullName, cancel);
        var ready = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var quiet = new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Warning" };
        var sandbox = Add(new("sandbox", "Sandbox", ["--bare", "--port", "0"], quiet, LogFolder, line =>
        {
            if (line.StartsWith('{')) ready.TrySetResult(JsonNode.Parse(line)!);
        }));
        sandbox.Start();
        var told = await ready.Task.WaitAsync(StartLimit, cancel);
        (Api, Token, Page) = (new(told["api"]!.GetValue<string>()), told["token"]!.GetValue<string>(), new(told["page"]!.GetValue<string>()));

        var settings = new Dictionary<string, string>(ChaosPlan.Settings) { ["REDIS_URL"] = Redis.Url.ToString() };
        var bot = new Dictionary<string, string>(settings)
        {
            ["DISCORD_TOKEN"] = Token,
            ["Discord__Api"] = Api.ToString(),
            ["Discord__Gateway__IdentifyEvery"] = "00:00:00", // it is killed more often than Discord lets a session begin
        };
        Bot = Add(new("bot", "Bot", [], bot, LogFolder));
        Workers = [.. Enumerable.Range(1, plan.Workers).Select(n => Add(new($"worker-{n}", "Inference", [], settings, LogFolder)))];
        Bot.Start();
        foreach (var worker in Workers) worker.Start();
    }

    private Child Add(Child child)
    {
        _children.Add(child);
        return child;
    }
}
