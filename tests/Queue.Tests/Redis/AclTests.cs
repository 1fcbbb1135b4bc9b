using System.Security.Cryptography;
using System.Text;
using ChatVideoBot.Queue.Backups;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Scripts;
using ChatVideoBot.Queue.Tests.Backups;
using ChatVideoBot.Queue.Tests.Model;
using ChatVideoBot.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Queue.Tests.Redis;

/// <summary>The users of docker/redis/users.acl: what each can do, and that it can do no more.</summary>
public sealed class AclTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("queue-acl-");
    private RedisProcess _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var users = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docker", "redis", "users.acl"), Cancel);
        foreach (var user in new[] { "owner", "bot", "worker" })
            users = users.Replace($"@{user}@", "#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{user}-secret"))), StringComparison.Ordinal);
        var file = Path.Combine(_folder.FullName, "users.acl");
        await File.WriteAllTextAsync(file, users, Cancel);
        _server = await RedisProcess.StartAsync([$"aclfile {file}", "appendonly yes", "appendfsync everysec"], "owner:owner-secret@");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private string Url(string user) => $"redis://{user}:{user}-secret@127.0.0.1:{_server.Port}";

    private JobQueue Open(string user, QueueOptions? options = null) => JobQueue.Open(Url(user), options);

    [Theory]
    [InlineData(11), InlineData(12), InlineData(13)]
    public async Task Whatever_comes_a_worker_may_do_all_that_is_a_workers(int seed)
    {
        var options = new QueueOptions
        {
            MostWaitingPerUser = 12,
            TightenAt = 40,
            MostWaiting = 10_000,
            Lease = TimeSpan.FromMinutes(10),
            RenewEvery = TimeSpan.FromMinutes(5),
            DeliveryLease = TimeSpan.FromMinutes(30),
            FaultsToSetAside = 4,
            MostClipBytes = 1_000_000,
            RetryAfter = TimeSpan.FromHours(1),
        };
        await using var bot = Open("bot", options);
        await using var worker = Open("worker", options);
        await bot.LookAsync(Cancel); // it comes first, and brings the functions
        var walk = new RandomWalk(bot, options, new Random(seed), Cancel, worker);
        await using var owner = Open("owner", options); // who may list keys
        var comparison = new Comparison(owner, walk.Model, Cancel);
        await walk.StartAsync();
        for (var step = 0; step < 900; step++)
            await walk.StepAsync();
        await comparison.AllAsync();
        Assert.DoesNotContain("acl", await _server.TextAsync("INFO", "errorstats"), StringComparison.OrdinalIgnoreCase);
        var refused = (object?[])(await _server.AskAsync("ACL", "LOG"))!;
        Assert.All(refused.OfType<object?[]>(), entry => Assert.Contains("audit", string.Join(' ', entry), StringComparison.Ordinal)); // see _back.lua: tried, and gone without
    }

    [Fact]
    public async Task A_whole_job_with_files_windows_previews_and_a_stop()
    {
        await using var bot = Open("bot");
        await using var worker = Open("worker");
        byte[] bytes = [1, 2, 3];
        await bot.EnqueueAsync(new JobDraft(new JobId("a"), "ann", "g", new ClipRequest { Prompt = "p" }, "{}") { Sources = new() { Picture = bytes } }, Cancel);
        await worker.AnnounceAsync("w", [new Lane("pocket")], "1.0", Cancel);
        await worker.WaitForWorkAsync("w", TimeSpan.FromSeconds(5), Cancel);
        Assert.NotNull(await worker.PeekAsync("w", Cancel));
        var lease = (await worker.ClaimAsync("w", Cancel))!;
        Assert.Equal(bytes, (await worker.ReadSourcesAsync(lease, Cancel))!.Picture.ToArray());
        await worker.WriteSegmentAsync(lease, 0, bytes, Cancel);
        Assert.Equal(bytes, await worker.ReadSegmentAsync(lease, 0, Cancel));
        Assert.Equal(Beat.Ok, await worker.ReportAsync(lease, 0.5, "Denoise", bytes, Cancel));
        Assert.Equal(bytes, await bot.ReadPreviewAsync(lease.Id, Cancel));
        Assert.True(await worker.CompleteAsync(lease, new ClipInfo(1, 1, 1, 1, "pocket", TimeSpan.FromSeconds(1)), bytes, Cancel));
        Assert.Equal(bytes, await bot.ReadClipAsync((await bot.TakeDeliveryAsync(Cancel))!, Cancel));

        await bot.EnqueueAsync(new JobDraft(new JobId("b"), "ann", "g", new ClipRequest { Prompt = "p" }, "{}"), Cancel);
        lease = (await worker.ClaimAsync("w", Cancel))!;
        await using var stops = worker.WatchStopsAsync(Cancel).GetAsyncEnumerator(Cancel);
        var stop = stops.MoveNextAsync();
        while (!stop.IsCompleted) // until the subscription is there
        {
            await bot.CancelAsync(lease.Id, new Word("mod", "because"), Cancel);
            await bot.Redis.CallAsync(["PUBLISH", bot.Keys.Stops, lease.Id.Value], Cancel);
        }
        Assert.True(await stop);
        Assert.Equal(Beat.Cancel, await worker.RenewAsync(lease, Cancel));
        Assert.True(await worker.CancelledAsync(lease, Cancel));
        await worker.LeaveAsync("w", Cancel);
    }

    /// <summary>What the bot tells of a job is compared with what comes when its worker completes it.</summary>
    [Fact]
    public async Task A_job_whose_estimate_was_told_is_completed()
    {
        await using var bot = Open("bot");
        await using var worker = Open("worker");
        var made = new ClipInfo(256, 256, 17, 8, "pocket", TimeSpan.FromSeconds(1));
        await bot.LookAsync(Cancel); // brings the functions
        await worker.AnnounceAsync("far", [new Lane("pocket")], "1.0", Cancel);
        foreach (var id in new[] { "a", "b", "c" })
            await bot.EnqueueAsync(new JobDraft(new JobId(id), $"user-{id}", "g", new ClipRequest { Prompt = "p", Seconds = 2 }, "{}"), Cancel);
        var first = await worker.ClaimAsync("far", Cancel);
        var (_, second) = await worker.CompleteAndClaimAsync(first!, made, new byte[10], Cancel); // something alike was measured
        var waiting = await bot.FindAsync(new JobId("c"), Cancel);
        Assert.NotNull(waiting?.Eta);

        var (isTaken, third) = await worker.CompleteAndClaimAsync(second!, made, new byte[10], Cancel);
        Assert.True(isTaken);
        Assert.Equal("c", third!.Id.Value);
        Assert.True(await worker.CompleteAsync(third, made, new byte[10], Cancel));
    }

    [Fact]
    public async Task A_worker_can_neither_read_nor_write_what_is_not_a_workers()
    {
        await using (var bot = Open("bot"))
        await using (var shelf = Keepsakes.Open(new Uri(Url("bot"))))
        {
            await bot.EnqueueAsync(new JobDraft(new JobId("a"), "ann", "g", new ClipRequest { Prompt = "p" }, "{}"), Cancel);
            await shelf.WriteAsync("person:ann", "{}", TimeSpan.FromDays(1), Cancel);
        }
        await using var worker = RedisProcess.Connect(Url("worker"));
        var q = "vq:{main}:";
        foreach (var line in new[]
        {
            // people's data, bans, cases, what moderators did and said, who is to be forgotten
            $"GET {q}bot:person:ann", $"SET {q}bot:ban:g:ann x", $"ZRANGE {q}bot:cases 0 -1", $"DEL {q}bot:person:ann", $"XRANGE {q}audit - +", $"XADD {q}audit MAXLEN 0 * a b",
            $"XREAD STREAMS {q}events 0", $"HGETALL {q}forgetting", $"HSET {q}limits everyone 0", $"HSET {q}modes g paused", $"HGETALL {q}limits",
            // clips of others, and ends
            $"GET {q}clip:a:1", $"GET {q}kept:a", $"GET {q}review:a", $"GET {q}preview:a:1", $"SET {q}clip:a:1 x GET", $"ZRANGE {q}out 0 -1", $"ZREM {q}out a", $"ZRANGE {q}reviews 0 -1",
            $"ZRANGE {q}done 0 -1", $"SET {q}sources:a x", $"UNLINK {q}sources:a", $"COPY {q}sources:a {q}segment:a:0",
            // jobs cannot be taken away, nor who asked for what listed
            $"DEL {q}j:a", $"UNLINK {q}j:a", $"RENAME {q}j:a {q}j:b", $"EXPIRE {q}j:a 1", $"ZRANGE {q}u:ann 0 -1", $"DEL {q}w:pocket:normal:g", $"DEL {q}meta", $"ZRANGE {q}held 0 -1",
            // the gate, other queues, other programs' keys
            $"SET {q}gate x", $"DEL {q}gate", $"SET {q}copier x", "HGETALL vq:{other}:meta", "HSET vq:{other}:j:a clip x", "GET something", "FCALL x 1 vq:{other}:meta",
            // the server
            "FLUSHALL", "FLUSHDB", "KEYS *", "SCAN 0", "RANDOMKEY", "DBSIZE", "CONFIG GET dir", "CONFIG SET dir /tmp", "CONFIG RESETSTAT", "SCRIPT FLUSH", "SCRIPT LOAD x", "FUNCTION LIST",
            "FUNCTION FLUSH", "FUNCTION DELETE vq_x", "FUNCTION LOAD x", "ACL LIST", "ACL SETUSER worker on +@all", "ACL WHOAMI", "EVAL return(1) 0", "SHUTDOWN", "SAVE", "BGSAVE",
            "BGREWRITEAOF", "REPLICAOF 127.0.0.1 1", "MONITOR", "CLIENT LIST", "CLIENT KILL TYPE normal", "CLIENT PAUSE 100", "SLOWLOG GET", "MIGRATE 127.0.0.1 1 a 0 1", "SYNC",
            $"PUBLISH {q}stop a", $"PUBLISH {q}else a", $"SUBSCRIBE {q}else", "MULTI", "WATCH a", "SWAPDB 0 1", "CLUSTER RESET", "LATENCY DOCTOR", "MODULE LIST", "RESTORE a 0 b", "DUMP a", "OBJECT ENCODING a",
        })
        {
            await using var fresh = RedisProcess.Connect(Url("worker"));
            var refused = await Assert.ThrowsAsync<RedisRefusedException>(() => fresh.CallAsync([.. line.Split(' ').Select(word => (RedisArg)word)], Cancel));
            Assert.True(refused.Code == "NOPERM", $"{line}: {refused.Said}");
        }
    }

    [Fact]
    public async Task Whatever_function_it_calls_what_is_not_a_workers_stays_as_it_is()
    {
        await using var bot = Open("bot");
        await using var shelf = Keepsakes.Open(new Uri(Url("bot")));
        var word = new Word("mod", "because");
        await bot.AnnounceAsync("w", [new Lane("pocket")], "1.0", Cancel);
        foreach (var id in new[] { "a", "b", "c" })
            await bot.EnqueueAsync(new JobDraft(new JobId(id), "ann", "g", new ClipRequest { Prompt = "p" }, "{}"), Cancel);
        foreach (var how in new[] { 0, 1 })
        {
            var lease = (await bot.ClaimAsync("w", Cancel))!;
            await bot.CompleteAsync(lease, new ClipInfo(1, 1, 1, 1, "pocket", TimeSpan.FromSeconds(1)), new byte[] { 1, 2, 3 }, Cancel);
            var delivery = (await bot.TakeDeliveryAsync(Cancel))!;
            if (how == 0)
                await bot.HoldDeliveryAsync(delivery, Cancel);
            else
                await bot.RefuseAsync(delivery, new(FailureStage.Delivery, "No."), Cancel, keepClip: true);
        }
        await bot.EnqueueAsync(new JobDraft(new JobId("held"), "ann", "g", new ClipRequest { Prompt = "p" }, "{}") { Hold = true }, Cancel);
        await bot.SetLimitsAsync(LimitSubject.User("bob"), new Limits { Running = 1 }, word, Cancel);
        await bot.SetGuildModeAsync("resting", QueueMode.Paused, word, Cancel);
        await bot.BeginForgettingAsync("carl", Cancel);
        await shelf.WriteAsync("person:ann", "{}", TimeSpan.FromDays(1), Cancel);
        string[] open = ["meta", "j", "w", "g", "p", "act", "del", "exp", "f", "vt", "u", "wk", "workers", "worker", "est", "eta", "spent", "out", "mark-out", "events", "clip", "preview", "segment"];
        var before = await Town.PrintAsync(bot, open);
        await using var worker = RedisProcess.Connect(Url("worker"));
        var refused = 0;
        foreach (var file in typeof(JobQueue).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".lua", StringComparison.Ordinal) && name[0] != '_'))
        {
            foreach (var first in new[] { "a", "b", "c", "held", "ann", "resting", "paused", "1", "filled x" })
            {
                try
                {
                    RedisArg[] others = [.. Enumerable.Repeat((RedisArg)"1", 24)];
                    await worker.EvalAsync(QueueLibrary.Function(file), ["vq:{main}:meta"], [first, .. others], Cancel);
                }
                catch (RedisRefusedException)
                {
                    refused++;
                }
            }
        }
        Assert.True(refused > 100);
        Assert.Null(before.Differs(await Town.PrintAsync(bot, open)));
    }

    [Fact]
    public async Task A_program_with_a_workers_user_serves_and_leaves_the_sweeping_to_the_bot()
    {
        await using (var early = Open("worker"))
        {
            var refused = await Assert.ThrowsAsync<RedisRefusedException>(() => early.AnnounceAsync("w", [new Lane("pocket")], "1.0", Cancel));
            Assert.Contains("start a bot of the same version first", refused.Message, StringComparison.Ordinal);
        }
        await using var bot = Open("bot");
        await bot.LookAsync(Cancel);
        await _server.AskAsync("ACL", "LOG", "RESET");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("REDIS_URL", Url("worker")), new("Queue:ReapEvery", "00:00:00.1")]);
        builder.Services.AddLogging();
        builder.Services.AddQueue();
        using var host = builder.Build();
        await host.StartAsync(Cancel);
        await host.Services.GetServices<IHostedService>().OfType<JobReaper>().Single().ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        await host.Services.GetRequiredService<JobQueue>().AnnounceAsync("w", [new Lane("pocket")], "1.0", Cancel);
        await host.StopAsync(Cancel);
        Assert.Null(await bot.Redis.CallAsync(["HGET", bot.Keys.Meta, "swept"], Cancel));
    }

    [Fact]
    public async Task The_bots_user_can_copy_the_queue_and_be_looked_after_but_not_touch_other_queues()
    {
        await using var bot = Open("bot");
        await bot.EnqueueAsync(new JobDraft(new JobId("a"), "ann", "g", new ClipRequest { Prompt = "p" }, "{}"), Cancel);
        var file = Path.Combine(_folder.FullName, "copy");
        var vault = new QueueVault(
            Microsoft.Extensions.Options.Options.Create(new RedisOptions { Url = Url("bot") }), Microsoft.Extensions.Options.Options.Create(new QueueOptions { Tolerate = "appendfsync" }),
            NullLogger<QueueVault>.Instance);
        await vault.BackupAsync(file, Cancel);
        await vault.RestoreAsync(file, replace: true, Cancel);
        Assert.Null((await RedisHealth.LookAsync(new RedisOptions { Url = Url("bot") }, Cancel)).Refusal);
        await bot.RewriteAsync(Cancel);
        foreach (var line in new[] { "HGETALL vq:{other}:meta", "FLUSHALL", "KEYS *", "CONFIG SET dir /tmp", "ACL LIST", "SHUTDOWN", "MONITOR", "CLIENT KILL TYPE normal" })
        {
            var refused = await Assert.ThrowsAsync<RedisRefusedException>(() => bot.Redis.CallAsync([.. line.Split(' ').Select(word => (RedisArg)word)], Cancel));
            Assert.True(refused.Code == "NOPERM", $"{line}: {refused.Said}");
        }
    }
}
