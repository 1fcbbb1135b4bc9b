using System.Collections.Concurrent;
using ChatVideoBot.Queue.Backups;
using ChatVideoBot.Queue.Redis;
using ChatVideoBot.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Queue.Tests.Backups;

/// <summary>A queue in use goes to another Redis.</summary>
public sealed class MoveTests
{
    private static readonly ClipInfo Info = new(64, 48, 16, 8, "pocket", TimeSpan.FromSeconds(3));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static RedisOptions To(Uri url) => new() { Url = url.OriginalString };

    [Fact]
    public async Task Everybody_at_the_old_Redis_is_sent_to_the_new_one_where_everything_is()
    {
        await using var town = await Town.BuildAsync();
        var before = await Town.PrintAsync(town.Queue, "meta", "events", "cursor", "j", "act", "w", "g", "u", "vt", "f", "exp");

        var moved = await Town.Vault(town.Old.Url).MoveAsync(To(town.New.Url), Cancel);

        Assert.Equal(($"127.0.0.1:{town.New.Url.Port}", 1), (moved.Where, moved.Back));
        await using var there = JobQueue.Open(town.New.Url);
        Assert.Null(before.Differs(await Town.PrintAsync(there, "meta", "events", "cursor", "j", "act", "w", "g", "u", "vt", "f", "exp")));
        Assert.Equal([town.Queue.Keys.Gate], await KeysAsync(town.Queue)); // nobody's data stay behind
        foreach (var ask in new Func<Task>[]
        {
            () => town.Queue.RenewAsync(town.Running, Cancel), () => town.Queue.CompleteAsync(town.Running, Info, Town.Clip, Cancel), () => town.Queue.ClaimAsync("w1", Cancel),
            () => town.Queue.EnqueueAsync(new JobDraft(new JobId("late"), "u", "", new ClipRequest { Prompt = "p" }, ""), Cancel), () => town.Queue.TakeDeliveryAsync(Cancel),
            () => town.Queue.AcknowledgeAsync(town.Begun, Cancel), () => town.Queue.ReapAsync(TimeSpan.Zero, Cancel), () => town.Queue.NoteAsync(new JobId("made"), "a", "b", Cancel),
            () => town.Shelf.WriteAsync("a", "b", TimeSpan.FromDays(1), Cancel), () => town.Shelf.TakeAsync("a", Cancel), () => town.Queue.LookAsync(Cancel),
        })
        {
            var refused = await Assert.ThrowsAsync<RedisRefusedException>(ask);
            Assert.Contains($"this queue has moved to 127.0.0.1:{town.New.Url.Port}: set REDIS_URL", refused.Message, StringComparison.Ordinal);
        }
        var word = new Word("mod", "because");
        await there.LetGoAsync(new JobId("held"), word, Cancel);
        await there.LetGoDeliveryAsync(new JobId("review"), word, Cancel);
        Assert.Equal(10, (await Town.WorkOffAsync(there)).Count(end => end.Value.SequenceEqual([JobState.Delivering])));
    }

    [Fact]
    public async Task A_bot_that_starts_at_the_old_Redis_stops_and_names_the_new_one()
    {
        await using var town = await Town.BuildAsync();
        await Town.Vault(town.Old.Url).MoveAsync(To(town.New.Url), Cancel);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("REDIS_URL", town.Old.Url.OriginalString)]);
        builder.Services.AddLogging();
        builder.Services.AddQueue();
        using var host = builder.Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancel));

        Assert.Contains($"this queue has moved to 127.0.0.1:{town.New.Url.Port}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_runs_there_stops_with_the_sentence()
    {
        await using var town = await Town.BuildAsync();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("REDIS_URL", town.Old.Url.OriginalString), new("Queue:ReapEvery", "00:00:00.1")]);
        builder.Services.AddLogging();
        builder.Services.AddQueue();
        using var host = builder.Build();
        await host.StartAsync(Cancel);
        var stopped = new TaskCompletionSource();
        using var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopped.SetResult);
        try
        {
            await Town.Vault(town.Old.Url).MoveAsync(To(town.New.Url), Cancel);
            await stopped.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
            Assert.Equal(1, Environment.ExitCode);
        }
        finally
        {
            Environment.ExitCode = 0;
            await host.StopAsync(Cancel);
        }
    }

    [Fact]
    public async Task A_place_that_is_taken_or_the_same_is_refused_and_the_queue_goes_on()
    {
        await using var town = await Town.BuildAsync();
        var vault = Town.Vault(town.Old.Url);
        var same = await Assert.ThrowsAsync<BackupException>(() => vault.MoveAsync(To(town.Old.Url), Cancel));
        Assert.Contains("That is the Redis where the queue is", same.Message, StringComparison.Ordinal);
        await using (var theirs = Keepsakes.Open(town.New.Url))
            await theirs.WriteAsync("ban", "x", TimeSpan.FromDays(1), Cancel);
        var taken = await Assert.ThrowsAsync<BackupException>(() => vault.MoveAsync(To(town.New.Url), Cancel));
        Assert.Contains("not empty", taken.Message, StringComparison.Ordinal);
        Assert.Equal(Beat.Ok, await town.Queue.RenewAsync(town.Running, Cancel));
    }

    [Fact]
    public async Task It_may_move_back()
    {
        await using var town = await Town.BuildAsync();
        await Town.Vault(town.Old.Url).MoveAsync(To(town.New.Url), Cancel);
        var refused = await Assert.ThrowsAsync<BackupException>(() => Town.Vault(town.New.Url).MoveAsync(To(town.Old.Url), Cancel));
        Assert.Contains("has moved to", refused.Message, StringComparison.Ordinal); // what waits there for latecomers is not thrown away unasked
        await town.Queue.Redis.CallAsync(["DEL", town.Queue.Keys.Gate], Cancel);

        await Town.Vault(town.New.Url).MoveAsync(To(town.Old.Url), Cancel);

        Assert.Equal(8, (await Town.WorkOffAsync(town.Queue)).Count);
    }

    [Theory]
    [InlineData(true, 0.02), InlineData(true, 0.5), InlineData(true, 0.9), InlineData(true, 0.97), InlineData(true, 0.99), InlineData(true, 0.997)]
    [InlineData(false, 0.1), InlineData(false, 0.6), InlineData(false, 0.8), InlineData(false, 0.9), InlineData(false, 0.97), InlineData(false, 0.995)]
    public async Task A_move_that_dies_at_any_point_is_begun_again_and_only_one_Redis_serves(bool diesThere, double share)
    {
        await using var town = await Town.BuildAsync();
        long whole;
        await using (var twin = await Town.BuildAsync())
        {
            await using var line = new LineProxy(diesThere ? twin.New.Url.Port : twin.Old.Url.Port);
            await Town.Vault(diesThere ? twin.Old.Url.OriginalString : $"redis://127.0.0.1:{line.Port}").MoveAsync(
                To(diesThere ? new Uri($"redis://127.0.0.1:{line.Port}") : twin.New.Url), Cancel);
            whole = line.Sent;
        }
        await using var dying = new LineProxy(diesThere ? town.New.Url.Port : town.Old.Url.Port) { MostBytes = (long)(whole * share) };
        var patience = TimeSpan.FromSeconds(0.3);
        var to = new RedisOptions { Url = diesThere ? $"redis://127.0.0.1:{dying.Port}" : town.New.Url.OriginalString, WaitForConnection = patience };
        await Record.ExceptionAsync(() => Town.Vault(diesThere ? town.Old.Url.OriginalString : $"redis://127.0.0.1:{dying.Port}", patience).MoveAsync(to, Cancel));

        // At no moment do both serve.
        Assert.False(await ServesAsync(town.Old.Url) && await ServesAsync(town.New.Url));

        // The line is well again: the same command, to the same address.
        dying.MostBytes = null;
        var again = Town.Vault(diesThere ? town.Old.Url.OriginalString : $"redis://127.0.0.1:{dying.Port}", TimeSpan.FromSeconds(2));
        for (var tries = 1; ; tries++)
        {
            try
            {
                await again.MoveAsync(new RedisOptions { Url = to.Url }, Cancel);
                break;
            }
            catch (BackupException) when (tries < 20) // what the dead one held
            {
                await Task.Delay(100, Cancel);
            }
        }
        Assert.False(await ServesAsync(town.Old.Url));
        Assert.Equal([town.Queue.Keys.Gate], await KeysAsync(town.Queue));
        await using var there = JobQueue.Open(town.New.Url);
        var ends = await Town.WorkOffAsync(there);
        Assert.Equal(8, ends.Count);
        Assert.All(ends.Values, states => Assert.Equal([JobState.Delivering], states));
    }

    [Fact]
    public async Task Under_full_use_no_job_is_lost_and_none_ends_twice()
    {
        await using var town = await Town.BuildAsync();
        await Town.WorkOffAsync(town.Queue);
        var accepted = new ConcurrentDictionary<string, bool> { ["running"] = true }; // at a worker that never comes back
        var ends = new ConcurrentBag<string>();
        var moved = new TaskCompletionSource();
        Task[] busy = [.. Enumerable.Range(0, 3).Select(i => Task.Run(() => WorkAsync(i), Cancel))];
        while (ends.Count < 50)
            await Task.Delay(5, Cancel);

        await Town.Vault(town.Old.Url).MoveAsync(To(town.New.Url), Cancel);
        moved.SetResult();
        var at = ends.Count;
        await Task.WhenAll(busy);

        await using var there = JobQueue.Open(town.New.Url);
        foreach (var (id, states) in await Town.WorkOffAsync(there, null, checksClips: false))
        {
            Assert.Single(states);
            ends.Add(id);
        }
        Assert.True(at >= 50);
        Assert.Equal(accepted.Keys.Order(), ends.Order());

        // A process: a bot and a worker at the old place until that sends it away, then at the new one.
        async Task WorkAsync(int i)
        {
            for (var url = town.Old.Url; ;)
            {
                await using var queue = JobQueue.Open(url);
                try
                {
                    await queue.AnnounceAsync($"p{i}", [new Lane("pocket")], "1.0", Cancel);
                    for (var jobs = 0; url == town.Old.Url || jobs < 40; jobs++)
                    {
                        var id = $"p{i}-{url.Port}-{jobs}";
                        if ((await queue.EnqueueAsync(new JobDraft(new JobId(id), $"u{i}", "g", new ClipRequest { Prompt = "p" }, "{}") { Sources = new() { Picture = new byte[] { 1, 2 } } }, Cancel)).Status == EnqueueStatus.Accepted)
                            accepted[id] = true;
                        if (await queue.ClaimAsync($"p{i}", Cancel) is { } lease)
                            await queue.CompleteAsync(lease, Info, Town.Clip.AsMemory(0, 50), Cancel);
                        if (await queue.TakeDeliveryAsync(Cancel) is { } delivery && await queue.AcknowledgeAsync(delivery, Cancel))
                            ends.Add(delivery.Job.Id.Value);
                    }
                    return;
                }
                catch (RedisRefusedException e) when (e.Code == "CLOSED" && url == town.Old.Url)
                {
                    await moved.Task;
                    url = town.New.Url;
                }
            }
        }
    }

    /// <summary>Whether a worker may come to it at this moment.</summary>
    private static async Task<bool> ServesAsync(Uri url)
    {
        await using var queue = JobQueue.Open(url);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        soon.CancelAfter(TimeSpan.FromMilliseconds(300));
        try
        {
            return await queue.FindAsync(new JobId("waiting-1"), soon.Token) is not null;
        }
        catch (Exception e) when (e is RedisException or OperationCanceledException && !Cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<string[]> KeysAsync(JobQueue queue) => [.. ((object?[])(await queue.Redis.CallAsync(["KEYS", "*"], Cancel))!).OfType<string>()];
}
