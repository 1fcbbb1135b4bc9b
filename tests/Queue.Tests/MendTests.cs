using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests;

/// <summary>Data that was lost, restored or written by another version.</summary>
public sealed class MendTests(RedisServer server) : QueueTest(server)
{
    [Fact]
    public async Task Jobs_that_stand_nowhere_come_back_where_their_state_says()
    {
        var done = await MadeAsync();
        await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);
        var made = await MadeAsync();
        var running = await RunningAsync();
        var waiting = await EnqueueAsync("bob");
        var promoted = await EnqueueAsync("cleo");
        await Queue.PromoteAsync(promoted, Mod, Cancel);
        var held = await EnqueueAsync(Draft("dan") with { Hold = true });
        Assert.Equal(0, await Queue.MendAsync(Cancel));
        foreach (var key in await WordsAsync("KEYS", Key("*")))
        {
            if (!key.StartsWith(Queue.Keys.JobPrefix, StringComparison.Ordinal))
                await RawAsync("DEL", key);
        }

        Assert.Equal(6, await Queue.MendAsync(Cancel));
        Assert.Equal(0, await Queue.MendAsync(Cancel));

        await ReapAsync();
        Assert.Equal(JobState.Done, await StateAsync(done.Id));
        Assert.Equal(made.Id, (await TakeAsync()).Job.Id);
        Assert.Equal(JobState.Held, await StateAsync(held));
        Assert.Equal(promoted, (await ClaimAsync()).Id);
        Assert.Equal(new[] { running.Id, waiting }.Select(id => id.Value).Order(), new[] { (await ClaimAsync()).Id.Value, (await ClaimAsync()).Id.Value }.Order());
        Assert.Single(await Queue.ListOfUserAsync("dan", Cancel));
    }

    [Fact]
    public async Task A_guild_that_stands_in_no_order_comes_back_with_all_its_jobs()
    {
        var ids = new[] { await EnqueueAsync(), await EnqueueAsync(), await EnqueueAsync() };
        await RawAsync("DEL", await LaneKeyAsync("g", ids[0]));
        Assert.Null(await TryClaimAsync());

        Assert.Equal(3, await Queue.MendAsync(Cancel));

        Assert.Equal(ids.Length, (await ServeAllAsync()).Intersect(ids).Count());
    }

    [Fact]
    public async Task A_waiting_job_expires_when_it_was_to_however_often_it_is_mended()
    {
        var id = await EnqueueAsync();
        var lane = await LaneKeyAsync("exp", id);
        await RawAsync("ZADD", lane, "XX", 4_000_000_000_000, id.Value);

        await Queue.MendAsync(Cancel);

        Assert.Equal(4e12, Convert.ToDouble(await RawAsync("ZSCORE", lane, id.Value), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Jobs_of_the_first_schema_go_on()
    {
        await using var fresh = OpenAgain(); // greets only when it is asked
        RedisArg Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        foreach (var (id, state) in new[] { ("old-1", "waiting"), ("old-2", "waiting"), ("old-3", "running") })
        {
            await RawAsync(
                "HSET", Key("j:" + id), "state", state, "lane", "pocket", "band", "normal", "tag", 1, "user", "ann", "guild", "g",
                "clip", """{"Prompt":"p","Seconds":2}""", "origin", "{}", "picture", "0", "created", Now());
            await RawAsync("ZADD", Key("u:ann"), 1, id);
            await RawAsync("ZADD", Key("exp"), 1, id);
        }
        await RawAsync("HSET", Key("j:old-3"), "token", 7, "worker", "w0", "attempt", 1, "started", Now());
        await RawAsync("ZADD", Key("w:pocket:normal"), 1, "old-1", 2, "old-2");
        await RawAsync("ZADD", Key("act:pocket"), 1, "old-3");
        await RawAsync("SADD", Key("lanes"), "pocket");
        await RawAsync("DEL", Key("meta"));
        await RawAsync("HSET", Key("meta"), "fence", 7, "seq", 3);

        Assert.Null(await fresh.FindAsync(new JobId("nobody"), Cancel));
        await fresh.MendAsync(Cancel);

        Assert.Equal(0L, await RawAsync("EXISTS", Key("w:pocket:normal"), Key("lanes"), Key("exp")));
        await ReapAsync(); // the running one's lease was over
        var served = new List<string>();
        while (await TryClaimAsync() is { } lease)
        {
            Assert.True(lease.Token > 7);
            Assert.Equal("p", lease.Clip.Prompt);
            Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));
            served.Add(lease.Id.Value);
        }
        Assert.Equal(["old-1", "old-2", "old-3"], served.Order());
        Assert.Equal("g", await FieldAsync(new JobId("old-1"), "group"));
    }

    [Fact]
    public async Task A_queue_of_a_newer_version_is_left_alone_with_a_clear_sentence()
    {
        await EnqueueAsync();
        await AnnounceAsync("w1");
        await RawAsync("HSET", Key("meta"), "schema", 99);

        foreach (var ask in new Func<Task>[]
        {
            () => Queue.EnqueueAsync(Draft(), Cancel), () => Queue.ClaimAsync("w1", Cancel), () => Queue.ReapAsync(TimeSpan.Zero, Cancel),
            () => Queue.AnnounceAsync("w2", [Pocket], "1.0", Cancel),
        })
        {
            var refused = await Assert.ThrowsAsync<RedisRefusedException>(ask);
            Assert.Equal("NEWER", refused.Code);
            Assert.Contains("newer version of the program (schema 99, this one knows 2)", refused.Message, StringComparison.Ordinal);
        }
        await using var other = OpenAgain();
        var greeted = await Assert.ThrowsAnyAsync<RedisException>(() => other.ListAsync(1, Cancel));
        Assert.Contains("newer version", greeted.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_versions_side_by_side_understand_each_other()
    {
        var id = await EnqueueAsync();
        await RawAsync("HSET", Queue.Keys.Job(id), "camera", "pan", "clip", """{"Prompt":"p","Weather":{"rain":[1,2]},"Seconds":3}""");
        await RawAsync("HSET", Key("meta"), "moods", 3);
        await RawAsync("XADD", Queue.Keys.Events, "*", "k", "teleported", "id", id.Value, "where", "there");
        await using var other = OpenAgain();
        await other.AnnounceAsync("w2", [Pocket with { MostSeconds = 30 }], "2.0", Cancel);

        var lease = await other.ClaimAsync("w2", Cancel);
        Assert.Equal((id, "p", 3d), (lease!.Id, lease.Clip.Prompt, lease.Clip.Seconds));
        Assert.Equal(Beat.Ok, await Queue.RenewAsync(lease, Cancel));
        Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));
        Assert.True(await other.AcknowledgeAsync((await other.TakeDeliveryAsync(Cancel))!, Cancel));
        Assert.Equal("pan", await FieldAsync(id, "camera"));
    }

    [Fact]
    public async Task Ended_jobs_are_kept_for_their_time_and_number_and_prompts_go_first()
    {
        await using var few = OpenAgain();
        var ids = new List<JobId>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await MadeAsync()).Id);
            await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);
        }
        await RawAsync("ZADD", Key("wipe"), "XX", 1, ids[0].Value);
        Assert.Equal(0, await Queue.TrimAsync(Cancel));
        Assert.Equal(("", "a red balloon"), ((await FindAsync(ids[0])).Clip.Prompt, (await FindAsync(ids[1])).Clip.Prompt));

        await RawAsync("ZADD", Key("done"), "XX", 1, ids[0].Value);
        Assert.Equal(1, await Queue.TrimAsync(Cancel));
        Assert.Null(await Queue.FindAsync(ids[0], Cancel));
        Assert.NotNull(await Queue.FindAsync(ids[1], Cancel));
    }
}
