using System.Text;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Tests;

/// <summary>What is left of a user who is forgotten: nothing.</summary>
public sealed class ForgetTests(RedisServer server) : QueueTest(server)
{
    private const string Ann = "190000000000000001", Bob = "190000000000000002", Words = "a walrus in a bathtub";

    /// <summary>Every key with all it holds, as Redis would write it to disk, and its name.</summary>
    private async Task<IReadOnlyDictionary<string, string>> DumpAsync()
    {
        var dump = new Dictionary<string, string>();
        foreach (var key in await WordsAsync("KEYS", Key("*")))
        {
            dump[key] = (await RawAsync("TYPE", key) as string) switch
            {
                "stream" => string.Join('\n', (await ReadAsync("XRANGE", key, "-", "+")).Select(Text)),
                "hash" => string.Join('\n', (await ReadAsync("HGETALL", key)).Select(Text)),
                "zset" => string.Join('\n', (await ReadAsync("ZRANGE", key, 0, -1)).Select(Text)),
                "set" => string.Join('\n', (await ReadAsync("SMEMBERS", key)).Select(Text)),
                "string" => Encoding.Latin1.GetString((byte[])(await Queue.Redis.CallAsync(["GET", key], Cancel, text: false))!),
                var other => throw new InvalidOperationException($"{key} is a {other}"),
            };
        }
        return dump;

        async Task<object?[]> ReadAsync(params RedisArg[] command) => (object?[])(await RawAsync(command))!;
        static string Text(object? one) => one is object?[] many ? string.Join(' ', many.Select(Text)) : one?.ToString() ?? "";
    }

    private async Task<List<string>> TracesAsync(params string[] of) =>
        [.. (await DumpAsync()).Where(row => of.Any(trace => row.Key.Contains(trace, StringComparison.Ordinal) || row.Value.Contains(trace, StringComparison.Ordinal))).Select(row => row.Key)];

    private JobDraft Order(string user, string? id = null, string guild = "guild") =>
        Draft(user, id, guild: guild) with { Clip = new ClipRequest { Prompt = Words }, Sources = new() { Picture = "a walrus's picture"u8.ToArray() } };

    private async Task ForgetAllAsync(Forgetting whom, bool hurry = false) => Assert.Equal(0, (await Queue.ForgetAsync(whom, [], hurry, Cancel)).Left);

    private async Task TellAllAsync()
    {
        while (await Queue.TakeDeliveryAsync(Cancel) is { } end)
            Assert.True(await Queue.AcknowledgeAsync(end, Cancel));
        await Queue.TrimAsync(Cancel);
    }

    [Fact]
    public async Task After_a_whole_life_nothing_of_the_user_is_left_in_any_key()
    {
        // Theirs: told, refused and kept, failed, retried by two workers, in a direct message, held, held as a clip, in line, promoted, running.
        await EnqueueAsync(Order(Ann));
        await MakeAsync();
        await TellAllAsync();
        await EnqueueAsync(Order(Ann));
        await MakeAsync();
        Assert.True(await Queue.RefuseAsync(await TakeAsync(), Broken, Cancel, keepClip: true));
        await TellAllAsync();
        await EnqueueAsync(Order(Ann, guild: ""));
        await Queue.FailAsync(await ClaimAsync(), new(FailureStage.Prompt, Words), retry: false, Cancel);
        await TellAllAsync();
        await EnqueueAsync(Order(Ann));
        await MakeAsync();
        Assert.Equal(ClipHold.Held, await Queue.HoldDeliveryAsync(await TakeAsync(), Cancel));
        var running = await EnqueueAsync(Order(Ann));
        var first = await ClaimAsync();
        await Queue.ReportAsync(first, 0.2, "x", "a walrus's preview"u8.ToArray(), Cancel);
        await Queue.WriteSegmentAsync(first, 0, "a walrus's window"u8.ToArray(), Cancel);
        await EndLeaseAsync(running);
        await ReapAsync();
        var second = await ClaimAsync("w2");
        Assert.Equal(Beat.Lost, await Queue.ReportAsync(first, 0.4, "x", "a walrus's preview"u8.ToArray(), Cancel));
        await Queue.ReportAsync(second, 0.3, "x", "a walrus's preview"u8.ToArray(), Cancel);
        await EnqueueAsync(Order(Ann) with { Hold = true });
        var promoted = await EnqueueAsync(Order(Ann));
        await Queue.PromoteAsync(promoted, new(Bob, $"for <@{Ann}>"), Cancel);
        await EnqueueAsync(Order(Ann));
        var theirs = await EnqueueAsync(Order(Bob));
        var others = await EnqueueAsync(Draft(Bob) with { Clip = new() { Prompt = "a quiet lake" } });
        await Queue.NoteAsync(others, "seenBy", Ann, Cancel);
        await Queue.CancelAsync(theirs, new(Ann, "as a moderator"), Cancel);
        foreach (var subject in new[] { LimitSubject.User(Ann), LimitSubject.Member("guild", Ann), LimitSubject.User(Bob) })
            await Queue.SetLimitsAsync(subject, new() { Waiting = 20 }, new(Ann, "mine"), Cancel);
        await RawAsync("SET", Key($"preview:{running}:99"), "a walrus's preview of a worker that died", "PX", 100_000);
        Assert.NotEmpty(await TracesAsync(Ann));

        var whom = await Queue.BeginForgettingAsync(Ann, Cancel);
        Assert.Equal(whom, await Queue.BeginForgettingAsync(Ann, Cancel)); // asked again
        Assert.Equal([whom], await Queue.ReadForgettingsAsync(Cancel)); // a process that starts finds it
        var forgotten = await Queue.ForgetAsync(whom, [], hurry: false, Cancel);
        Assert.Equal(new Forgotten(5, 5), forgotten); // two in line, one at its worker, one held, one held as a clip
        Assert.Equal(Beat.Cancel, await Queue.RenewAsync(second, Cancel));
        Assert.True(await Queue.CancelledAsync(second, Cancel));
        await TellAllAsync();
        await ForgetAllAsync(whom);
        await Queue.EndForgettingAsync(whom, Cancel);

        Assert.Equal([], await TracesAsync(Ann));
        Assert.Equal([Key($"j:{theirs}")], await TracesAsync(Words)); // Bob's own
        Assert.Equal([], await TracesAsync("a walrus's"));
        Assert.Equal("a quiet lake", (await FindAsync(others)).Clip.Prompt);
        Assert.Equal(("0", "0", "0"), (await MetaAsync("clipBytes"), await MetaAsync("keptBytes"), await MetaAsync("sourceBytes")));
        Assert.Equal([LimitSubject.User(Bob)], (await Queue.ReadLimitsAsync(Cancel)).Keys);
        var audit = await Queue.ReadAuditAsync(50, Cancel);
        Assert.Equal([whom.Mark], audit.Where(entry => entry.What is "cancel" or "limit").Select(entry => entry.By).Distinct());
        Assert.Contains(audit, entry => entry.Target == $"member:guild:{whom.Mark}");
        Assert.Contains(audit, entry => entry.Why == $"for <@{whom.Mark}>" && entry.By == Bob);
        Assert.Equal(whom.Mark, (await FindAsync(others)).Notes["seenBy"]);
        Assert.Equal(0, await Queue.MendAsync(Cancel));

        async Task MakeAsync() => Assert.True(await Queue.CompleteAsync(await ClaimAsync(), AnyInfo, "a walrus's clip"u8.ToArray(), Cancel));
    }

    private async Task<string> MetaAsync(string name) => await RawAsync("HGET", Key("meta"), name) as string ?? "0";

    [Fact]
    public async Task What_is_asked_for_after_the_wish_is_no_part_of_it()
    {
        var before = await EnqueueAsync(Ann);
        var whom = await Queue.BeginForgettingAsync(Ann, Cancel);
        await RawAsync("HSET", Key("forgetting"), Ann, $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 1000} {whom.Mark}");
        await RawAsync("HINCRBY", Queue.Keys.Job(before), "created", -5000);
        whom = Assert.Single(await Queue.ReadForgettingsAsync(Cancel));
        var after = await EnqueueAsync(Ann);

        await Queue.ForgetAsync(whom, [], hurry: false, Cancel);
        Assert.Equal(JobState.Cancelled, await StateAsync(before));
        await TellAllAsync();
        await ForgetAllAsync(whom);

        Assert.Null(await Queue.FindAsync(before, Cancel));
        Assert.Equal(JobState.Waiting, await StateAsync(after));
        Assert.Equal(after, (await ClaimAsync()).Id);
    }

    [Fact]
    public async Task An_end_that_is_still_to_be_told_is_told_whole_unless_nobody_tells_it_for_long()
    {
        var (told, untold) = (await MadeAsync(), await MadeAsync());
        var whom = await Queue.BeginForgettingAsync("ann", Cancel);
        Assert.Equal(2, (await Queue.ForgetAsync(whom, [], hurry: false, Cancel)).Left);
        var end = await TakeAsync();
        Assert.Equal("a red balloon", end.Job.Clip.Prompt);
        Assert.Equal(1, (await Queue.ForgetAsync(whom, [], hurry: true, Cancel)).Left); // somebody is telling it
        Assert.Null(await Queue.FindAsync(end.Job.Id == told.Id ? untold.Id : told.Id, Cancel));

        Assert.True(await Queue.AcknowledgeAsync(end, Cancel));
        await Queue.TrimAsync(Cancel);
        Assert.Equal("", (await FindAsync(end.Job.Id)).Clip.Prompt);
        await ForgetAllAsync(whom);
        Assert.Null(await Queue.FindAsync(end.Job.Id, Cancel));
        Assert.Equal("0", await MetaAsync("clipBytes"));
    }

    [Fact]
    public async Task A_long_audit_is_written_anew_in_parts_while_others_write_and_no_entry_is_lost()
    {
        for (var i = 0; i < 1_700; i++)
            await RawAsync("XADD", Key("audit"), "*", "by", i % 2 == 0 ? Ann : Bob, "what", $"act {i}", "target", "queue", "why", "");
        var (ann, bob) = (await Queue.BeginForgettingAsync(Ann, Cancel), await Queue.BeginForgettingAsync(Bob, Cancel));

        await Task.WhenAll(ForgetAllAsync(ann), ForgetAllAsync(bob), WriteAsync());

        Assert.Equal([], await TracesOfBothAsync());
        var audit = await Queue.ReadAuditAsync(5_000, Cancel);
        Assert.Equal(1_700 + 40, audit.Count);
        Assert.Equal(1_700, audit.Count(entry => entry.What.StartsWith("act ", StringComparison.Ordinal) && entry.By == (int.Parse(entry.What[4..]) % 2 == 0 ? ann.Mark : bob.Mark)));
        Assert.Equal(audit.Select(entry => entry.Id), audit.Select(entry => entry.Id).Distinct());

        async Task<List<string>> TracesOfBothAsync() => [.. (await TracesAsync(Ann, Bob)).Except([Key("forgetting")])];
        async Task WriteAsync()
        {
            for (var i = 0; i < 20; i++)
            {
                await Queue.PauseAsync(new("zoe", ""), Cancel);
                await Queue.ResumeAsync(new("zoe", ""), Cancel);
            }
        }
    }

    [Fact]
    public async Task A_forgetting_that_broke_off_anywhere_is_finished_by_the_next()
    {
        for (var i = 0; i < 4; i++)
            await EnqueueAsync(Order(Ann));
        await MadeAsync(Ann);
        var whom = await Queue.BeginForgettingAsync(Ann, Cancel);
        for (var i = 0; i < 12; i++) // a process that is killed sooner or later within
        {
            await using var dying = OpenAgain();
            using var death = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var pass = dying.ForgetAsync(whom, [], hurry: true, death.Token);
            await RawAsync("PING");
            for (var n = 0; n < i; n++)
                await RawAsync("TIME");
            await death.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(async () => { await pass; throw new OperationCanceledException(); });
        }

        await TellAllAsync();
        await ForgetAllAsync(Assert.Single(await Queue.ReadForgettingsAsync(Cancel)));
        await Queue.EndForgettingAsync(whom, Cancel);
        Assert.Equal([], await TracesAsync(Ann, Words));
    }

    [Fact]
    public async Task A_clip_that_outlived_its_job_goes_too()
    {
        var lease = await MadeAsync();
        Assert.True(await Queue.RefuseAsync(await TakeAsync(), Broken, Cancel, keepClip: true));
        await TellAllAsync();
        await RawAsync("ZADD", Key("dead"), "XX", 1, lease.Id.Value);
        await Queue.TrimAsync(Cancel);
        Assert.NotNull(await Queue.ReadKeptClipAsync(lease.Id, Cancel));

        Assert.Equal(0, (await Queue.ForgetAsync(await Queue.BeginForgettingAsync("ann", Cancel), [lease.Id], false, Cancel)).Left);

        Assert.Null(await Queue.ReadKeptClipAsync(lease.Id, Cancel));
        Assert.Equal("0", await MetaAsync("keptBytes"));
    }

    [Fact]
    public async Task Redis_is_asked_to_write_its_file_anew_once()
    {
        Assert.False(await Queue.RewriteAsync(Cancel));
        await Queue.EndForgettingAsync(await Queue.BeginForgettingAsync(Ann, Cancel), Cancel);
        await UntilAsync(() => Queue.RewriteAsync(Cancel)); // another's may be under way
        Assert.False(await Queue.RewriteAsync(Cancel));
    }

    private async Task<Lease> MadeAsync(string user)
    {
        var id = await EnqueueAsync(user);
        while (true)
        {
            var lease = await ClaimAsync();
            Assert.True(await Queue.CompleteAsync(lease, AnyInfo, AnyClip, Cancel));
            if (lease.Id == id)
                return lease;
        }
    }
}
