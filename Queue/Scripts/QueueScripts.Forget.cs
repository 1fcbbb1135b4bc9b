using System.Globalization;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue.Scripts;

// What is left of a user who is forgotten: nothing.
internal sealed partial class QueueScripts
{
    private static readonly RedisScript ForgetBeginLua = QueueLibrary.Function("forget-begin.lua");
    private static readonly RedisScript ForgetJobsLua = QueueLibrary.Function("forget-jobs.lua");
    private static readonly RedisScript ForgetClipsLua = QueueLibrary.Function("forget-clips.lua");
    private static readonly RedisScript ForgetAccountsLua = QueueLibrary.Function("forget-accounts.lua");
    private static readonly RedisScript ForgetAuditLua = QueueLibrary.Function("forget-audit.lua");
    private static readonly RedisScript ForgetEndLua = QueueLibrary.Function("forget-end.lua");

    private const int ForgottenAtOnce = 100;

    /// <summary>Kinds of keys that hold a job's bytes: KIND:ID or KIND:ID:….</summary>
    private static readonly string[] Blobs = ["sources", "picture", "clip", "preview", "segment", "kept", "review"];

    public async Task<Forgetting> BeginForgettingAsync(string user, string mark, CancellationToken cancel) =>
        await RunAsync(ForgetBeginLua, [user, mark], cancel) is object?[] and [long asked, string stands]
            ? new Forgetting(user, stands, DateTimeOffset.FromUnixTimeMilliseconds(asked))
            : Unexpected<Forgetting>(ForgetBeginLua);

    public async Task<IReadOnlyList<Forgetting>> ForgettingsAsync(CancellationToken cancel) =>
        [.. LookReading.Fields(await redis.CallAsync(["HGETALL", keys.Forgetting], cancel)).Select(row => Read(row.Key, row.Value)).OfType<Forgetting>()];

    public Task EndForgettingAsync(Forgetting forgetting, CancellationToken cancel) => RunAsync(ForgetEndLua, [forgetting.User], cancel).AsTask();

    public async Task<Forgotten> ForgetAsync(Forgetting whom, IReadOnlyCollection<JobId> clips, bool hurry, CancellationToken cancel)
    {
        var found = await KeysAsync(cancel);
        var jobs = found.Where(name => name.StartsWith("j:", StringComparison.Ordinal)).Select(name => name[2..]).ToList();
        var (cancelled, left, gone) = (0, 0, clips.Select(id => id.Value).ToHashSet());
        foreach (var part in jobs.Chunk(ForgottenAtOnce))
        {
            RedisArg[] args = [whom.User, whom.Mark, whom.AskedAt.ToUnixTimeMilliseconds(), hurry, .. part.Select(id => (RedisArg)id)];
            if (await RunAsync(ForgetJobsLua, args, cancel) is not (object?[] and [long some, long open, .. var ids]))
                return Unexpected<Forgotten>(ForgetJobsLua);
            (cancelled, left) = (cancelled + (int)some, left + (int)open);
            gone.UnionWith(ids.OfType<string>());
        }
        foreach (var part in gone.Chunk(ForgottenAtOnce))
            await RunAsync(ForgetClipsLua, [.. part.Select(id => (RedisArg)id)], cancel);

        // What a process that died left behind: bytes that no job knows of.
        gone.ExceptWith(await StillThereAsync(gone, cancel));
        var bytes = found.Where(name => name.Split(':') is [var kind, var id, ..] && Blobs.Contains(kind) && gone.Contains(id)).Select(name => (RedisArg)(keys.Prefix + name));
        foreach (var part in bytes.Chunk(ForgottenAtOnce))
            await redis.CallAsync(["UNLINK", .. part], cancel);
        if (left > 0)
            return new Forgotten(cancelled, left);

        var accounts = found.Where(name => name.StartsWith("f:", StringComparison.Ordinal) || name.StartsWith("spent:", StringComparison.Ordinal)).Select(name => (RedisArg)name);
        foreach (var part in accounts.Chunk(ForgottenAtOnce).DefaultIfEmpty([]))
            await RunAsync(ForgetAccountsLua, [whom.User, .. part], cancel);
        for (var version = ""; ;)
        {
            if (await RunAsync(ForgetAuditLua, [whom.User, whom.Mark, 5 * ForgottenAtOnce, version], cancel) is not (object?[] and [long isDone, string of]))
                return Unexpected<Forgotten>(ForgetAuditLua);
            if (isDone == 1)
                return new Forgotten(cancelled, 0);
            version = of;
        }
    }

    /// <summary>Has Redis write its append-only file anew, where somebody was forgotten since: the old one tells all that ever was.</summary>
    /// <returns>False when there was no need.</returns>
    public async Task<bool> RewriteAsync(CancellationToken cancel)
    {
        if (await redis.CallAsync(["HGET", keys.Meta, "rewrite"], cancel) is not "1")
            return false;
        try
        {
            if (await redis.CallAsync(["INFO", "persistence"], cancel) is string info && info.Contains("aof_enabled:1", StringComparison.Ordinal))
                await redis.CallAsync(["BGREWRITEAOF"], cancel);
        }
        catch (RedisRefusedException)
        {
            return false; // another is under way, or the user of this Redis may not: then it is rewritten when Redis finds it long enough
        }
        await redis.CallAsync(["HDEL", keys.Meta, "rewrite"], cancel);
        return true;
    }

    private async Task<IReadOnlyList<string>> StillThereAsync(IReadOnlyCollection<string> jobs, CancellationToken cancel)
    {
        var there = new List<string>();
        foreach (var id in jobs)
        {
            if (await redis.CallAsync(["EXISTS", keys.Job(new(id))], cancel) is 1L)
                there.Add(id);
        }
        return there;
    }

    /// <summary>The names of all keys of the queue, without its prefix and those that the bot keeps.</summary>
    private async Task<IReadOnlyList<string>> KeysAsync(CancellationToken cancel)
    {
        var (cursor, names) = ("0", new HashSet<string>()); // a scan may name a key twice
        do
        {
            if (await redis.CallAsync(["SCAN", cursor, "MATCH", keys.Prefix + "*", "COUNT", 1000], cancel) is not (object?[] and [string next, object?[] found]))
                return Unexpected<IReadOnlyList<string>>(ForgetJobsLua);
            names.UnionWith(found.OfType<string>().Select(key => key[keys.Prefix.Length..]).Where(name => !name.StartsWith("bot:", StringComparison.Ordinal)));
            cursor = next;
        }
        while (cursor != "0");
        return [.. names];
    }

    private static Forgetting? Read(string user, string text) =>
        text.Split(' ', 2) is [var at, var mark] && long.TryParse(at, CultureInfo.InvariantCulture, out var ms)
            ? new Forgetting(user, mark, DateTimeOffset.FromUnixTimeMilliseconds(ms))
            : null;
}
