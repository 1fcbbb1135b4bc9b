using ChatVideoBot.Queue;
using ChatVideoBot.Sandbox;
using ChatVideoBot.Tests;
using ChatVideoBot.Tests.Chaos;

namespace ChatVideoBot.Bench.Days;

/// <summary>All that runs: the cluster, Discord, the bots with their shards, the workers.</summary>
internal sealed class DayTown : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chatvideobot-day-");

    public DayCluster Cluster { get; private set; } = null!;
    public SandboxServer Sandbox { get; private set; } = null!;
    public JobQueue Queue { get; private set; } = null!;
    public IReadOnlyList<Child> Bots { get; private set; } = [];
    public IReadOnlyList<Child> Workers { get; private set; } = [];

    /// <summary>What the processes said, one file each.</summary>
    public string LogFolder { get; } = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "day")).FullName;

    public static async Task<DayTown> BuildAsync(DayPlan plan, DayBook book, CancellationToken cancel)
    {
        var town = new DayTown();
        try
        {
            await town.StartAsync(plan, book, cancel);
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in Bots.Concat(Workers)) child.Dispose();
        if (Queue is not null) await Queue.DisposeAsync();
        if (Sandbox is not null) await Sandbox.DisposeAsync();
        if (Cluster is not null) await Cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(DayPlan plan, DayBook book, CancellationToken cancel)
    {
        Cluster = await DayCluster.StartAsync(Path.Combine(_folder.FullName, "redis"), cancel);
        var shards = 2 * plan.Bots;
        Sandbox = await SandboxServer.StartAsync(new()
        {
            Guilds = plan.Guilds,
            Guests = plan.Members,
            GuestsApart = true,
            RecommendedShards = shards,
            MaxConcurrency = shards,
            Answered = book.Hear,
        }, cancel);
        var rules = new QueueOptions { Replicas = 1, DefaultModel = DayPlan.Models[0].Model, MostDone = 200_000 };
        Queue = JobQueue.Open(Cluster.Url, rules);
        var settings = new Dictionary<string, string>
        {
            ["REDIS_URL"] = Cluster.Url,
            ["Logging__LogLevel__Default"] = "Warning",
            ["Queue__Replicas"] = $"{rules.Replicas}",
            ["Queue__DefaultModel"] = rules.DefaultModel,
            ["Queue__MostDone"] = $"{rules.MostDone}", // what became of each job is asked in the end
        };
        Bots = [.. Enumerable.Range(0, plan.Bots).Select(n => new Child($"bot-{n}", "Bot", [], new Dictionary<string, string>(settings)
        {
            ["DISCORD_TOKEN"] = Sandbox.Token,
            ["Discord__Api"] = Sandbox.Api.ToString(),
            ["Discord__Shards"] = $"{shards}",
            ["Discord__Processes"] = $"{plan.Bots}",
            ["Discord__Process"] = $"bot-{n}",
            ["Logging__LogLevel__ChatVideoBot.Discord.Gateway"] = "Information", // who is connected
            ["Bot__HighestBand"] = nameof(Band.Boosted),
        }, LogFolder))];
        var clip = Path.Combine(_folder.FullName, "clip.mp4");
        var preview = Path.Combine(_folder.FullName, "preview.png");
        await File.WriteAllBytesAsync(clip, await MadePicture.DrawAsync("mp4", 832, 480, 16, cancel), cancel);
        await File.WriteAllBytesAsync(preview, await MadePicture.DrawAsync("png", 208, 120, 1, cancel), cancel);
        Workers = [.. Enumerable.Range(0, plan.Workers).Select(n => new Child(
            $"worker-{n}", "bench", [DayWorker.Word, $"{n}", $"{plan.Scale}", clip, preview], new Dictionary<string, string>(settings) { ["DOTNET_gcServer"] = "0" }, LogFolder, isMeek: true))];
        foreach (var bot in Bots) bot.Start();
        foreach (var worker in Workers) worker.Start();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartWithin);
        while ((await Queue.LookAsync(limit.Token)).Workers.Count < plan.Workers)
        {
            if (Bots.Concat(Workers).FirstOrDefault(child => !child.IsRunning) is { } ended)
                throw new Programs.PeerException($"{ended.Name} did not start: {string.Join(' ', ended.LastWords)}");
            await Task.Delay(500, limit.Token);
        }
    }
}
