namespace ChatVideoBot.Queue.Tests;

/// <summary>What is kept goes when the options say: by a key's own time, or by the sweep that reads it from a list.</summary>
public sealed class RetentionTests(RedisServer server) : QueueTest(server, options => (options.KeepDone, options.KeepFailed, options.KeepPrompts, options.KeepAudit) =
    (TimeSpan.FromDays(5), TimeSpan.FromDays(9), TimeSpan.FromDays(2), TimeSpan.FromDays(20)))
{
    private static readonly QueueOptions Usual = new();

    private async Task<TimeSpan> LifeAsync(string key) => TimeSpan.FromMilliseconds((long)(await RawAsync("PTTL", Key(key)))!);

    private static void AtMost(TimeSpan most, TimeSpan life) => Assert.InRange(life, most - TimeSpan.FromMinutes(1), most);

    /// <summary>As if all in a list had happened so much earlier.</summary>
    private async Task AgeAsync(string list, TimeSpan by)
    {
        foreach (var id in await WordsAsync("ZRANGE", Key(list), 0, -1))
            await RawAsync("ZINCRBY", Key(list), -by.TotalMilliseconds, id);
    }

    private JobDraft Order() => Draft() with { Sources = new() { Picture = new byte[] { 1, 2, 3 } } };

    [Fact]
    public async Task Bytes_have_a_time_of_their_own_and_go_without_anybody()
    {
        var id = await EnqueueAsync(Order());
        AtMost(Usual.ExpireAfter + Usual.KeepHeld + Usual.KeepClips, await LifeAsync($"sources:{id}"));
        var lease = await ClaimAsync();
        await Queue.ReportAsync(lease, 0.5, "x", AnyClip, Cancel);
        await Queue.WriteSegmentAsync(lease, 0, AnyClip, Cancel);
        AtMost(Usual.KeepClips, await LifeAsync($"preview:{id}:{lease.Token}"));
        AtMost(Usual.KeepClips, await LifeAsync($"segment:{id}:0"));
        await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel);
        AtMost(Usual.KeepClips, await LifeAsync($"clip:{id}:{lease.Token}"));
        Assert.Equal(ClipHold.Held, await Queue.HoldDeliveryAsync(await TakeAsync(), Cancel));
        AtMost(Usual.KeepHeldClips + TimeSpan.FromMinutes(1), await LifeAsync($"review:{id}"));
        await Queue.LetGoDeliveryAsync(id, Mod, Cancel);
        AtMost(Usual.KeepClips, await LifeAsync($"clip:{id}:{lease.Token}"));
        Assert.True(await Queue.RefuseAsync(await TakeAsync(), Broken, Cancel, keepClip: true));
        AtMost(Usual.KeepClips, await LifeAsync($"kept:{id}"));
        AtMost(TimeSpan.FromDays(3), await LifeAsync($"spent:{DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 86400}"));
        AtMost(TimeSpan.FromDays(60), await LifeAsync("f:normal:guild"));

        Assert.Equal(Key($"kept:{id}"), Assert.Single(await WordsAsync("KEYS", Key("*")), key => key.Split(':') is [.., "sources" or "preview" or "segment" or "clip" or "review" or "kept", _] or [.., "preview" or "segment" or "clip", _, _]));
    }

    [Fact]
    public async Task Files_that_came_in_no_line_go_soon()
    {
        await Queue.DrainAsync(Mod, Cancel);
        Assert.Equal(EnqueueStatus.Draining, (await Queue.EnqueueAsync(Order(), Cancel)).Status);
        Assert.Empty(await WordsAsync("KEYS", Key("sources:*")));
        await Queue.ResumeAsync(Mod, Cancel);

        var order = Order();
        await EnqueueAsync(order);
        Assert.Equal(EnqueueStatus.Known, (await Queue.EnqueueAsync(order, Cancel)).Status); // asked again: they stay as long as they should
        AtMost(Usual.ExpireAfter + Usual.KeepHeld + Usual.KeepClips, await LifeAsync($"sources:{order.Id}"));
    }

    [Fact]
    public async Task Prompts_go_first_then_jobs_and_then_nothing_is_left()
    {
        var done = await EnqueueAsync(Order());
        await Queue.CompleteAsync(await ClaimAsync(), AnyInfo, AnyClip, Cancel);
        await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);
        var failed = await EnqueueAsync(Order());
        await Queue.FailAsync(await ClaimAsync(), Broken, retry: false, Cancel);
        await Queue.AcknowledgeAsync(await TakeAsync(), Cancel);
        await Queue.TrimAsync(Cancel);
        Assert.Equal("a red balloon", (await FindAsync(done)).Clip.Prompt);

        await AllAgeAsync(TimeSpan.FromDays(2));
        Assert.Equal(("", ""), ((await FindAsync(done)).Clip.Prompt, (await FindAsync(failed)).Clip.Prompt));
        await AllAgeAsync(TimeSpan.FromDays(3));
        Assert.Null(await Queue.FindAsync(done, Cancel));
        Assert.NotNull(await Queue.FindAsync(failed, Cancel));
        await AllAgeAsync(TimeSpan.FromDays(4));
        Assert.Null(await Queue.FindAsync(failed, Cancel));

        Assert.All(await WordsAsync("KEYS", Key("*")), key => Assert.Contains(key[Queue.Keys.Prefix.Length..].Split(':')[0],
            new[] { "meta", "g", "f", "vt", "mark", "mark-out", "wk", "workers", "worker", "est", "eta", "spent", "events", "audit" }));

        async Task AllAgeAsync(TimeSpan by)
        {
            foreach (var list in new[] { "done", "dead", "wipe" })
                await AgeAsync(list, by);
            await Queue.TrimAsync(Cancel);
        }
    }

    [Fact]
    public async Task What_moderators_did_is_kept_as_long_as_the_options_say()
    {
        var now = DateTimeOffset.UtcNow;
        foreach (var days in new[] { 21, 19 })
            await RawAsync("XADD", Key("audit"), $"{(now - TimeSpan.FromDays(days)).ToUnixTimeMilliseconds()}-0", "by", "m", "what", $"{days}", "target", "t", "why", "");
        await Queue.TrimAsync(Cancel);
        Assert.Equal("19", Assert.Single(await Queue.ReadAuditAsync(9, Cancel)).What);
    }

    /// <summary>Why a kind of key needs no time of its own.</summary>
    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["j"] = "goes with its entry in done or dead, which every end reaches",
        ["done"] = "trimmed by age and number",
        ["dead"] = "trimmed by age",
        ["wipe"] = "trimmed by age",
        ["kept"] = "swept: each entry is the time at which it goes",
        ["kept-bytes"] = "goes with kept",
        ["reviews"] = "goes with kept",
        ["out"] = "empties as ends are told",
        ["held"] = "swept: each entry is the time at which it expires",
        ["exp"] = "the same",
        ["w"] = "empties as jobs are claimed or expire",
        ["g"] = "the same",
        ["p"] = "the same",
        ["u"] = "the same",
        ["del"] = "the same",
        ["act"] = "swept: each entry is the end of a lease",
        ["wk"] = "swept: workers that are silent",
        ["workers"] = "swept: a day of silence",
        ["worker"] = "goes with workers",
        ["vt"] = "swept: what is past the band's time",
        ["mark"] = "goes with its lane",
        ["mark-out"] = "one member",
        ["events"] = "10,000 entries",
        ["audit"] = "trimmed by age, 100,000 entries",
        ["est"] = "numbers without persons, one a model",
        ["eta"] = "numbers without persons",
        ["meta"] = "one",
        ["limits"] = "a setting",
        ["modes"] = "a setting",
        ["forgetting"] = "goes when nothing is left of the user",
        ["cursor"] = "one a reader",
    };

    [Fact]
    public async Task Every_key_of_a_used_queue_has_an_end_or_a_reason_to_stay()
    {
        await using var town = await Backups.Town.BuildAsync();
        await town.Queue.ReapAsync(TimeSpan.Zero, Cancel);
        var kinds = new HashSet<string>();
        foreach (var key in ((object?[])(await town.Queue.Redis.CallAsync(["KEYS", "*"], Cancel))!).Cast<string>())
        {
            var name = key[town.Queue.Keys.Prefix.Length..].Split(':')[0];
            kinds.Add(name);
            var life = (long)(await town.Queue.Redis.CallAsync(["PTTL", key], Cancel))!;
            Assert.True(life > 0 || Reasons.ContainsKey(name), $"{key} stays for ever, and nobody says why");
            Assert.False(name is "sources" or "clip" or "preview" or "segment" or "review" or "bot" or "spent" or "f" && life <= 0, $"{key} has no time of its own");
        }
        Assert.True(kinds.Count > 20);
    }
}
