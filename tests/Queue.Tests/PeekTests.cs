using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests;

public sealed class PeekTests(RedisServer server) : QueueTest(server, options => options.MostWaitingPerUser = 100)
{
    [Fact]
    public async Task It_tells_what_the_next_claim_gives()
    {
        await AnnounceAsync("w1");
        var users = new[] { "ann", "ben", "ann", "cat", "ben", "ann" };
        for (var i = 0; i < users.Length; i++)
            await EnqueueAsync(Draft(users[i], guild: $"guild-{i % 2}") with { Clip = new ClipRequest { Prompt = $"prompt {i}", Seconds = 1 + i % 3 }, Band = i == 4 ? Band.Boosted : null });
        var told = new List<string>();

        while (await Queue.PeekAsync("w1", Cancel) is { } peeked)
        {
            var lease = await ClaimAsync("w1");
            Assert.Equal(lease.Clip, peeked);
            told.Add(peeked.Prompt);
            await CompleteAsPredictedAsync(lease);
        }

        Assert.Equal(users.Length, told.Distinct().Count());
        Assert.Equal("prompt 4", told[0]); // boosted
        Assert.Null(await TryClaimAsync("w1"));
    }

    [Fact]
    public async Task A_turn_from_the_bottom_up_is_foreseen()
    {
        await AnnounceAsync("w1");
        for (var i = 0; i < 12; i++)
            await EnqueueAsync(Draft() with { Clip = new ClipRequest { Prompt = $"normal {i}" }, Band = Band.Boosted });
        for (var i = 0; i < 2; i++)
            await EnqueueAsync(Draft("ben") with { Clip = new ClipRequest { Prompt = $"relaxed {i}" }, Band = Band.Relaxed });
        var served = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            var peeked = await Queue.PeekAsync("w1", Cancel);
            var lease = await ClaimAsync("w1");
            Assert.Equal(lease.Clip, peeked);
            served.Add(lease.Clip.Prompt);
            await CompleteAsPredictedAsync(lease);
        }

        Assert.Contains("relaxed 0", served); // each eighth claim
    }

    [Fact]
    public async Task Nothing_is_told_where_nothing_waits_or_the_queue_is_paused()
    {
        await AnnounceAsync("w1");
        Assert.Null(await Queue.PeekAsync("w1", Cancel));

        var id = await EnqueueAsync();
        Assert.NotNull(await Queue.PeekAsync("w1", Cancel));
        await Queue.PauseAsync(Mod, Cancel);
        Assert.Null(await Queue.PeekAsync("w1", Cancel));
        await Queue.ResumeAsync(Mod, Cancel);
        Assert.NotNull(await Queue.PeekAsync("w1", Cancel));

        await ClaimAsync("w1");
        Assert.Null(await Queue.PeekAsync("w1", Cancel)); // what is leased is nobody's next
        Assert.Equal(JobState.Claimed, await StateAsync(id));
    }

    [Fact]
    public async Task It_changes_nothing()
    {
        await AnnounceAsync("w1");
        for (var i = 0; i < 5; i++)
            await EnqueueAsync($"user-{i}");
        await ClaimAsync("w1");
        var before = await DumpAsync();
        Assert.True(before.Count > 5);

        for (var i = 0; i < 20; i++)
            Assert.NotNull(await Queue.PeekAsync("w1", Cancel));

        Assert.Equal(before, await DumpAsync());
        Assert.Equal(4, (await ServeAllAsync("w1")).Count);
    }

    [Fact]
    public async Task Only_the_lanes_of_the_worker_are_looked_at()
    {
        var (small, big) = (new Lane("wan") { MostSeconds = 4 }, new Lane("wan") { MostSeconds = 20 });
        await AnnounceAsync("small", small);
        await AnnounceAsync("big", big);
        await AnnounceAsync("other");
        await EnqueueAsync(Draft(model: "wan") with { Clip = new ClipRequest { Prompt = "long", Model = "wan", Seconds = 10 } });

        Assert.Null(await Queue.PeekAsync("small", Cancel));
        Assert.Null(await Queue.PeekAsync("other", Cancel));
        Assert.Equal("long", (await Queue.PeekAsync("big", Cancel))?.Prompt);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Queue.PeekAsync("stranger", Cancel));
    }

    /// <summary>Every key of the queue with its content as Redis stores it.</summary>
    private async Task<SortedDictionary<string, string>> DumpAsync()
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        const string Script = "return redis.sha1hex(redis.call('DUMP', KEYS[1]))";
        foreach (var key in await WordsAsync("KEYS", Key("*")))
            all[key] = (string)(await RawAsync("EVAL", Script, 1, key))!;
        return all;
    }
}
