using ChatVideoBot.Queue.Backups;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Tests.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue.Tests.Backups;

/// <summary>A queue with one of everything in it, on a Redis of its own, and a second Redis to go to.</summary>
internal sealed class Town : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("queue-backup-");

    private Town(OwnServer old, OwnServer @new)
    {
        (Old, New) = (old, @new);
        (Queue, Shelf) = (JobQueue.Open(old.Url), Keepsakes.Open(old.Url));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public OwnServer Old { get; }

    public OwnServer New { get; }

    public JobQueue Queue { get; }

    public Keepsakes Shelf { get; }

    public string BackupFile => Path.Combine(_folder.FullName, "queue.backup");

    /// <summary>At a worker when the town was built.</summary>
    public Lease Running { get; private set; } = null!;

    /// <summary>A clip that was made, and whose delivery somebody had begun.</summary>
    public Lease Made { get; private set; } = null!;

    public Delivery Begun { get; private set; } = null!;

    public static byte[] Clip { get; } = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];

    public static async Task<Town> BuildAsync()
    {
        var town = new Town(await OwnServer.StartAsync(), await OwnServer.StartAsync());
        try
        {
            await town.FillAsync();
            return town;
        }
        catch
        {
            await town.DisposeAsync();
            throw;
        }
    }

    public static QueueVault Vault(Uri url) => Vault(url.OriginalString);

    public static QueueVault Vault(string url, TimeSpan? patience = null) => new(
        Options.Create(new RedisOptions { Url = url, WaitForConnection = patience ?? TimeSpan.FromSeconds(10), CallTimeout = TimeSpan.FromSeconds(5) }),
        Options.Create(new QueueOptions()), NullLogger<QueueVault>.Instance)
    { Life = TimeSpan.FromSeconds(patience is null ? 15 : 1) };

    /// <summary>All that a queue's Redis holds, to be compared.</summary>
    public static async Task<Fingerprints> PrintAsync(JobQueue queue, params string[] without)
    {
        var (reader, prints) = (new QueueReader(queue.Redis, queue.Keys), new Fingerprints());
        await reader.ReadAsync((await reader.NamesAsync(Cancel)).Where(name => !QueueReader.IsPassing(name) && !without.Contains(name.Split(':')[0])), prints, Cancel);
        return prints;
    }

    /// <summary>What becomes of every job when one worker and one bot go on until nothing is left.</summary>
    /// <param name="makes">What a worker does before it completes.</param>
    public static async Task<Dictionary<string, List<JobState>>> WorkOffAsync(JobQueue queue, Func<Lease, Task>? makes = null, bool checksClips = true)
    {
        var ends = new Dictionary<string, List<JobState>>();
        await queue.AnnounceAsync("next", [new Lane("pocket")], "1.0", Cancel);
        while (true)
        {
            foreach (var list in new[] { "del:pocket", "out" }) // what waits for its time is due now
            {
                if (await queue.Redis.CallAsync(["ZRANGE", queue.Keys.Prefix + list, 0, -1], Cancel) is object?[] ids)
                {
                    foreach (var id in ids.OfType<string>())
                        await queue.Redis.CallAsync(["ZADD", queue.Keys.Prefix + list, "XX", 1, id], Cancel);
                }
            }
            await queue.ReapAsync(TimeSpan.Zero, Cancel);
            if (await queue.ClaimAsync("next", Cancel) is { } lease)
            {
                if (makes is not null)
                    await makes(lease);
                Assert.True(await queue.CompleteAsync(lease, new ClipInfo(64, 48, 16, 8, "pocket", TimeSpan.FromSeconds(3)), Clip, Cancel));
            }
            else if (await queue.TakeDeliveryAsync(Cancel) is { } delivery)
            {
                var id = delivery.Job.Id.Value;
                if (delivery.Job.State == JobState.Delivering && checksClips)
                    Assert.Equal(Clip, await queue.ReadClipAsync(delivery, Cancel));
                Assert.True(await queue.AcknowledgeAsync(delivery, Cancel));
                (ends.TryGetValue(id, out var told) ? told : ends[id] = []).Add(delivery.Job.State);
            }
            else
            {
                return ends;
            }
        }
    }

    /// <summary>The same with clips of any bytes.</summary>
    public static Task<Dictionary<string, List<JobState>>> WorkOffQuietlyAsync(JobQueue queue) => WorkOffAsync(queue, null, checksClips: false);

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        await Shelf.DisposeAsync();
        await Old.DisposeAsync();
        await New.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static JobDraft Draft(string id, string user = "ann") =>
        new(new JobId(id), user, "guild", new ClipRequest { Prompt = "a red balloon" }, "{}") { Sources = new() { Picture = Clip.AsMemory(0, 100_000) } };

    private async Task FillAsync()
    {
        var word = new Word("mod", "because");
        await Queue.AnnounceAsync("w1", [new Lane("pocket")], "1.0", Cancel);
        await MakeAsync("done");
        await Queue.AcknowledgeAsync((await Queue.TakeDeliveryAsync(Cancel))!, Cancel);
        await MakeAsync("kept");
        Assert.True(await Queue.RefuseAsync((await Queue.TakeDeliveryAsync(Cancel))!, new(FailureStage.Delivery, "Too large."), Cancel, keepClip: true));
        await Queue.AcknowledgeAsync((await Queue.TakeDeliveryAsync(Cancel))!, Cancel);
        await MakeAsync("review");
        Assert.Equal(ClipHold.Held, await Queue.HoldDeliveryAsync((await Queue.TakeDeliveryAsync(Cancel))!, Cancel));
        Made = await MakeAsync("begun");
        Begun = (await Queue.TakeDeliveryAsync(Cancel))!;
        await MakeAsync("made");
        await AddAsync("again");
        Assert.True(await Queue.FailAsync((await Queue.ClaimAsync("w1", Cancel))!, new(FailureStage.Model, "Once."), retry: true, Cancel));
        await AddAsync("running");
        Running = (await Queue.ClaimAsync("w1", Cancel))!;
        await Queue.ReportAsync(Running, 0.5, "Denoise", Clip.AsMemory(0, 5000), Cancel);
        await Queue.WriteSegmentAsync(Running, 0, Clip.AsMemory(0, 200_000), Cancel);
        foreach (var id in new[] { "waiting-1", "waiting-2", "waiting-3" })
            await AddAsync(id);
        await Queue.EnqueueAsync(Draft("bobs", "bob"), Cancel);
        await Queue.PromoteAsync(new JobId("waiting-3"), word, Cancel);
        await Queue.EnqueueAsync(Draft("held") with { Hold = true }, Cancel);
        await Queue.NoteAsync(new JobId("waiting-1"), "status", "99", Cancel);
        await Queue.SetLimitsAsync(LimitSubject.User("bob"), new Limits { Running = 1, Weight = 2 }, word, Cancel);
        await Queue.SetGuildModeAsync("resting", QueueMode.Paused, word, Cancel);
        await Queue.BeginForgettingAsync("carl", Cancel);
        await Shelf.WriteAsync("ban:guild:m1", """{"why":"spam"}""", TimeSpan.FromDays(3000), Cancel);
        await Shelf.WriteAsync("person:ann", """{"language":"de"}""", TimeSpan.FromDays(30), Cancel);
        await Shelf.WriteAsync("case:1", Clip.AsMemory(0, 90_000), TimeSpan.FromDays(90), Cancel);
        await Shelf.FileAsync("cases:guild", "1", DateTimeOffset.UtcNow, 10, TimeSpan.FromDays(90), Cancel);

        async Task AddAsync(string id) => Assert.Equal(EnqueueStatus.Accepted, (await Queue.EnqueueAsync(Draft(id), Cancel)).Status);

        async Task<Lease> MakeAsync(string id)
        {
            await AddAsync(id);
            var lease = (await Queue.ClaimAsync("w1", Cancel))!;
            Assert.True(await Queue.CompleteAsync(lease, new ClipInfo(64, 48, 16, 8, "pocket", TimeSpan.FromSeconds(3)), Clip, Cancel));
            return lease;
        }
    }
}
