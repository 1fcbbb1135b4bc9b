using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue;

/// <summary>Looks whether a Redis is set up to keep jobs.</summary>
internal static class RedisCheck
{
    /// <summary>What should be changed, a sentence each; nothing where the server does not let us look.</summary>
    public static async Task<IReadOnlyList<string>> FindProblemsAsync(RedisConnection redis, CancellationToken cancel)
    {
        var problems = new List<string>();
        try
        {
            if (await AskAsync("maxmemory-policy") is { } policy && policy != "noeviction")
                problems.Add($"Redis may throw jobs away when it is full (maxmemory-policy is {policy}): set it to noeviction.");
            if (await AskAsync("appendonly") == "no")
                problems.Add("Redis forgets recent jobs when it is restarted (appendonly is no): set it to yes.");
        }
        catch (RedisRefusedException)
        {
            // CONFIG is not for everyone; jobs work without.
        }
        return problems;

        async Task<string?> AskAsync(string option) =>
            await redis.CallAsync(["CONFIG", "GET", option], cancel) is object[] and [_, string value] ? value : null;
    }
}
