using System.Globalization;
using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue;

/// <summary>Looks whether a Redis is set up to keep jobs.</summary>
/// <param name="Problems">What loses jobs, a sentence each that says what to set, by the setting's name.</param>
/// <param name="MaxMemory">Bytes that it may hold; 0 for no limit or not known.</param>
internal sealed record RedisCheck(IReadOnlyList<(string Setting, string Sentence)> Problems, long MaxMemory)
{
    private const int OldestVersion = 7;

    /// <summary>The settings that an owner may tolerate: <see cref="QueueOptions.Tolerate"/>.</summary>
    public static readonly string[] Tolerable = ["appendonly", "appendfsync", "maxmemory-policy"];

    /// <exception cref="RedisException">It is away.</exception>
    public static async Task<RedisCheck> OfAsync(RedisConnection redis, CancellationToken cancel)
    {
        var info = await InfoAsync(redis, cancel);
        var (appendOnly, fsync, policy, most) = ("", "", "", "");
        try
        {
            (appendOnly, fsync) = (await ConfigAsync("appendonly"), await ConfigAsync("appendfsync"));
            (policy, most) = (await ConfigAsync("maxmemory-policy"), await ConfigAsync("maxmemory"));
        }
        catch (RedisRefusedException e) when (!IsOfQueue(e))
        {
            // CONFIG is not for everyone: a hosted Redis tells some of it in INFO.
            appendOnly = info.GetValueOrDefault("aof_enabled") switch { "1" => "yes", "0" => "no", _ => "" };
            (policy, most) = (info.GetValueOrDefault("maxmemory_policy", ""), info.GetValueOrDefault("maxmemory", ""));
        }
        var problems = new List<(string, string)>();
        var version = info.GetValueOrDefault("redis_version", "");
        if (int.TryParse(version.Split('.')[0], CultureInfo.InvariantCulture, out var major) && major < OldestVersion)
            problems.Add(("version", $"it is version {version}: version {OldestVersion} or later is needed."));
        if (appendOnly == "no")
            problems.Add(("appendonly", "it forgets jobs when it restarts (appendonly is no): set appendonly to yes in it."));
        else if (fsync.Length > 0 && fsync != "always")
            problems.Add(("appendfsync", $"it may forget the last jobs when its machine fails (appendfsync is {fsync}): set appendfsync to always in it."));
        if (policy.Length > 0 && policy != "noeviction")
            problems.Add(("maxmemory-policy", $"it throws jobs away when it is full (maxmemory-policy is {policy}): set maxmemory-policy to noeviction in it."));
        return new RedisCheck(problems, long.TryParse(most, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0);

        async Task<string> ConfigAsync(string option) =>
            await redis.CallAsync(["CONFIG", "GET", option], cancel) is object[] and [_, string value] ? value : "";
    }

    /// <summary>The queue itself refuses, not the Redis: no setting of that helps.</summary>
    internal static bool IsOfQueue(RedisRefusedException e) => e.Code is "NEWER" or "CLOSED";

    /// <summary>The sentence with which this Redis is refused; null when it may be used.</summary>
    public string? Refusal(RedisOptions redis, QueueOptions queue)
    {
        var tolerated = queue.Tolerated();
        if (Problems.FirstOrDefault(problem => !tolerated.Contains(problem.Setting)) is not { Sentence: { } sentence, Setting: var setting })
            return null;
        var otherwise = Tolerable.Contains(setting) ? $" Or set Queue:Tolerate to {setting}, if lost jobs do not matter." : "";
        return $"The Redis at {redis.Shown()} cannot be trusted with jobs: {sentence}{otherwise}";
    }

    internal static async Task<Dictionary<string, string>> InfoAsync(RedisConnection redis, CancellationToken cancel)
    {
        try
        {
            var text = await redis.CallAsync(["INFO"], cancel) as string ?? "";
            return text.Split('\n').Select(row => row.Trim().Split(':', 2)).Where(row => row.Length == 2)
                .DistinctBy(row => row[0]).ToDictionary(row => row[0], row => row[1]);
        }
        catch (RedisRefusedException e) when (!IsOfQueue(e))
        {
            return [];
        }
    }
}
