using ChatVideoBot.Queue.Backups;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Queue.Tests.Redis;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Queue.Tests.Backups;

/// <summary>Backup, wipe, restore, and everything goes on.</summary>
public sealed class DrillTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_the_Redis_was_lost_everything_goes_on_from_the_backup_and_nothing_twice()
    {
        await using var town = await Town.BuildAsync();
        var before = await Town.PrintAsync(town.Queue, "meta", "events", "cursor");
        var made = await Town.Vault(town.Old.Url).BackupAsync(town.BackupFile, Cancel);
        Assert.Null(before.Differs(await Town.PrintAsync(town.Queue, "meta", "events", "cursor"))); // the copy has changed nothing
        await town.Old.SignalAsync("KILL");

        var restored = await Town.Vault(town.New.Url).RestoreAsync(town.BackupFile, replace: false, Cancel);

        Assert.Equal((made.Keys, 1, 0), (restored.Keys, restored.Back, restored.Mended));
        await using var queue = JobQueue.Open(town.New.Url);
        await using var shelf = Keepsakes.Open(town.New.Url);
        // What stands beside the jobs.
        Assert.Equal("""{"why":"spam"}""", await shelf.ReadAsync("ban:guild:m1", Cancel));
        Assert.Equal(Town.Clip[..90_000], await shelf.ReadBytesAsync("case:1", Cancel));
        Assert.Equal(["1"], await shelf.ListAsync("cases:guild", 0, 9, Cancel));
        Assert.Equal(2, (await queue.ReadLimitsAsync(Cancel))[LimitSubject.User("bob")].Weight);
        Assert.Equal(QueueMode.Paused, await queue.ReadGuildModeAsync("resting", Cancel));
        Assert.Equal("carl", Assert.Single(await queue.ReadForgettingsAsync(Cancel)).User);
        Assert.Equal(Town.Clip, await queue.ReadKeptClipAsync(new JobId("kept"), Cancel));
        Assert.Equal(Town.Clip, await queue.ReadHeldClipAsync(new JobId("review"), Cancel));
        Assert.Equal("99", (await queue.FindAsync(new JobId("waiting-1"), Cancel))!.Notes["status"]);
        Assert.Equal(JobState.Done, (await queue.FindAsync(new JobId("done"), Cancel))!.State);

        // Who held something before holds nothing now.
        Assert.Equal(Beat.Lost, await queue.RenewAsync(town.Running, Cancel));
        Assert.False(await queue.CompleteAsync(town.Running, new ClipInfo(64, 48, 16, 8, "pocket", TimeSpan.FromSeconds(3)), Town.Clip, Cancel));

        var word = new Word("mod", "because");
        await queue.LetGoAsync(new JobId("held"), word, Cancel);
        await queue.LetGoDeliveryAsync(new JobId("review"), word, Cancel);
        var ends = await Town.WorkOffAsync(queue, async lease =>
        {
            Assert.True(lease.Token > town.Running.Token + (1L << 32));
            Assert.Equal(Town.Clip[..100_000], (await queue.ReadSourcesAsync(lease, Cancel))!.Picture.ToArray());
            if (lease.Id.Value == "running")
                Assert.Equal(Town.Clip[..200_000], await queue.ReadSegmentAsync(lease, 0, Cancel)); // it goes on from there
        });
        Assert.Equal(
            ["again", "begun", "bobs", "held", "made", "review", "running", "waiting-1", "waiting-2", "waiting-3"], ends.Keys.Order());
        Assert.All(ends.Values, states => Assert.Equal([JobState.Delivering], states)); // each once
        foreach (var counted in new[] { "clipBytes", "sourceBytes" })
            Assert.True(await queue.Redis.CallAsync(["HGET", queue.Keys.Meta, counted], Cancel) is "0", counted);
    }

    [Fact]
    public async Task An_end_that_may_have_been_told_after_the_backup_is_looked_for_before_it_is_told_again()
    {
        await using var town = await Town.BuildAsync();
        await Town.Vault(town.Old.Url).BackupAsync(town.BackupFile, Cancel);
        await Town.Vault(town.New.Url).RestoreAsync(town.BackupFile, replace: false, Cancel);
        await using var queue = JobQueue.Open(town.New.Url);
        await queue.AnnounceAsync("next", [new Lane("pocket")], "1.0", Cancel);
        while (await queue.ClaimAsync("next", Cancel) is { } lease)
            await queue.CompleteAsync(lease, new ClipInfo(64, 48, 16, 8, "pocket", TimeSpan.FromSeconds(3)), Town.Clip, Cancel);

        var told = 0;
        for (; await queue.TakeDeliveryAsync(Cancel) is { } delivery; told++)
            Assert.True(delivery.Tries > 1, delivery.Job.Id.Value);
        Assert.True(told > 4);
    }

    [Fact]
    public async Task Keys_keep_the_moment_at_which_they_end_and_those_past_it_do_not_come_back()
    {
        await using var town = await Town.BuildAsync();
        await town.Shelf.WriteAsync("brief", "x", TimeSpan.FromMilliseconds(700), Cancel);
        var ends = await town.Queue.Redis.CallAsync(["PEXPIRETIME", town.Queue.Keys.Prefix + "bot:person:ann"], Cancel);
        await Town.Vault(town.Old.Url).BackupAsync(town.BackupFile, Cancel);
        while (await town.Shelf.ReadAsync("brief", Cancel) is not null)
            await Task.Delay(20, Cancel);

        await Town.Vault(town.New.Url).RestoreAsync(town.BackupFile, replace: false, Cancel);

        await using var queue = JobQueue.Open(town.New.Url);
        Assert.Equal(ends, await queue.Redis.CallAsync(["PEXPIRETIME", queue.Keys.Prefix + "bot:person:ann"], Cancel));
        Assert.Equal(0L, await queue.Redis.CallAsync(["EXISTS", queue.Keys.Prefix + "bot:brief"], Cancel));
        Assert.Equal(-1L, await queue.Redis.CallAsync(["PEXPIRETIME", queue.Keys.Prefix + "limits"], Cancel));
    }

    [Fact]
    public async Task A_queue_that_is_not_empty_is_only_replaced_when_told_and_tokens_grow_each_time()
    {
        await using var town = await Town.BuildAsync();
        var vault = Town.Vault(town.Old.Url);
        await vault.BackupAsync(town.BackupFile, Cancel);
        await town.Shelf.WriteAsync("newer", "x", TimeSpan.FromDays(1), Cancel);

        var refused = await Assert.ThrowsAsync<BackupException>(() => vault.RestoreAsync(town.BackupFile, replace: false, Cancel));
        Assert.Contains("not empty; --replace", refused.Message, StringComparison.Ordinal);
        Assert.Equal("x", await town.Shelf.ReadAsync("newer", Cancel)); // nothing was changed
        Assert.Equal(Beat.Ok, await town.Queue.RenewAsync(town.Running, Cancel));

        var last = town.Running.Token;
        for (var i = 0; i < 2; i++)
        {
            await vault.RestoreAsync(town.BackupFile, replace: true, Cancel);
            Assert.Null(await town.Shelf.ReadAsync("newer", Cancel));
            var lease = await town.Queue.ClaimAsync("w1", Cancel); // the same connections go on
            Assert.True(lease!.Token > last);
            last = lease.Token;
            while (DateTimeOffset.UtcNow.ToUnixTimeSeconds() <= last >> 20) // a token's upper bits are the second
                await Task.Delay(20, Cancel);
        }
        Assert.False(await town.Queue.CompleteAsync(town.Running, new ClipInfo(1, 1, 1, 1, "pocket", TimeSpan.Zero), default, Cancel));
    }

    [Fact]
    public async Task Programs_that_came_before_the_backup_was_put_back_do_not_hinder_it()
    {
        await using var town = await Town.BuildAsync();
        await Town.Vault(town.Old.Url).BackupAsync(town.BackupFile, Cancel);
        await using var early = JobQueue.Open(town.New.Url);
        await early.AnnounceAsync("early", [new Lane("pocket")], "1.0", Cancel);
        Assert.Null(await early.ClaimAsync("early", Cancel));

        await Town.Vault(town.New.Url).RestoreAsync(town.BackupFile, replace: false, Cancel);

        Assert.NotNull(await early.ClaimAsync("early", Cancel));
    }

    [Theory]
    [InlineData(0.001), InlineData(0.03), InlineData(0.2), InlineData(0.5), InlineData(0.8), InlineData(0.95), InlineData(0.99), InlineData(0.998)]
    public async Task A_restore_that_dies_at_any_point_is_begun_again_and_nobody_uses_the_half(double share)
    {
        await using var town = await Town.BuildAsync();
        await Town.Vault(town.Old.Url).BackupAsync(town.BackupFile, Cancel);
        await using (var whole = new LineProxy(town.New.Url.Port))
        {
            await Town.Vault($"redis://127.0.0.1:{whole.Port}").RestoreAsync(town.BackupFile, replace: false, Cancel);
            await using var first = JobQueue.Open(town.New.Url);
            var expected = await Town.PrintAsync(first, "meta", "events", "cursor", "g", "vt", "f", "j", "w", "exp", "u");
            await first.Redis.CallAsync(["FLUSHALL"], Cancel);

            await using var dying = new LineProxy(town.New.Url.Port) { MostBytes = (long)(whole.Sent * share) };
            await Assert.ThrowsAnyAsync<Exception>(() => Town.Vault($"redis://127.0.0.1:{dying.Port}", TimeSpan.FromSeconds(0.3)).RestoreAsync(town.BackupFile, replace: false, Cancel));
            if (await first.Redis.CallAsync(["GET", first.Keys.Gate], Cancel) is string gate)
            {
                Assert.Matches("^(copying|restoring|filled) ", gate);
                await using var early = JobQueue.Open(new Uri($"redis://127.0.0.1:{town.New.Url.Port}"), new QueueOptions());
                using var soon = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
                soon.CancelAfter(200);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => early.AnnounceAsync("early", [new Lane("pocket")], "1.0", soon.Token));
            }

            var restored = await AgainAsync(town);

            Assert.Equal(0, restored.Mended);
            Assert.Null(expected.Differs(await Town.PrintAsync(first, "meta", "events", "cursor", "g", "vt", "f", "j", "w", "exp", "u")));
            var ends = await Town.WorkOffAsync(first);
            Assert.Equal(8, ends.Count);
            Assert.All(ends.Values, states => Assert.Equal([JobState.Delivering], states));
        }
    }

    /// <summary>The same command again, when what the dead one held has gone.</summary>
    private static async Task<Restored> AgainAsync(Town town)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await Town.Vault(town.New.Url.OriginalString, TimeSpan.FromSeconds(2)).RestoreAsync(town.BackupFile, replace: false, Cancel);
            }
            catch (BackupException) when (tries < 20)
            {
                await Task.Delay(100, Cancel);
            }
        }
    }

    [Fact]
    public async Task A_queue_in_a_cluster_is_copied_whole_and_nothing_else()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var town = await Town.BuildAsync();
        await Town.Vault(town.Old.Url).BackupAsync(town.BackupFile, Cancel);
        var hosts = $"redis://{string.Join(',', cluster.Masters.Select(node => node.Host))}";
        await using (var other = JobQueue.Open(hosts, new QueueOptions { Name = "other" }))
            await other.EnqueueAsync(new JobDraft(new JobId("theirs"), "u", "", new ClipRequest { Prompt = "p" }, ""), Cancel);
        var vault = new QueueVault(
            Microsoft.Extensions.Options.Options.Create(new RedisOptions { Url = hosts }),
            Microsoft.Extensions.Options.Options.Create(new QueueOptions { Tolerate = "appendonly" }), Microsoft.Extensions.Logging.Abstractions.NullLogger<QueueVault>.Instance);

        var restored = await vault.RestoreAsync(town.BackupFile, replace: false, Cancel);
        var again = await vault.BackupAsync(town.BackupFile, Cancel);

        Assert.Equal(restored.Keys - 1, again.Keys); // nobody is at a worker any more
        await using var queue = JobQueue.Open(hosts);
        Assert.Equal(8, (await Town.WorkOffAsync(queue)).Count);
        await using var theirs = JobQueue.Open(hosts, new QueueOptions { Name = "other" });
        Assert.NotNull(await theirs.FindAsync(new JobId("theirs"), Cancel));
    }
}
