using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Bench.Queues;

namespace ChatVideoBot.Bench.Rounds;

/// <summary>
/// What the server can do at most, by its own benchmark program: EVALSHA at that many connections, not pipelined. "The floor of the same
/// number of calls" is a job in two lean scripts, one that adds it and one that ends a running job and claims the next: a lease, an
/// outbox and a stream of events, but no fairness, no limits, no fencing, no estimates and no statistics.
/// </summary>
internal static class Floor
{
    private const string Nothing = "return 1";

    private const string Add = """
        local p, id = KEYS[1], ARGV[1]
        redis.call('HSET', p .. 'j:' .. id, 'state', 'waiting', 'user', ARGV[2], 'guild', ARGV[3], 'clip', ARGV[4], 'origin', ARGV[5])
        redis.call('ZADD', p .. 'w', id, id)
        redis.call('XADD', p .. 'events', 'MAXLEN', '~', '10000', '*', 'k', 'queued', 'id', id)
        return 1
        """;

    private const string CompleteAndClaim = """
        local p = KEYS[1]
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local done = redis.call('ZPOPMIN', p .. 'act')
        if done[1] then
          redis.call('HSET', p .. 'j:' .. done[1], 'state', 'delivering', 'ended', now, 'made', ARGV[1])
          redis.call('ZADD', p .. 'out', now, done[1])
          redis.call('XADD', p .. 'events', 'MAXLEN', '~', '10000', '*', 'k', 'made', 'id', done[1])
        end
        local next = redis.call('ZPOPMIN', p .. 'w')
        if not next[1] then return false end
        redis.call('HSET', p .. 'j:' .. next[1], 'state', 'claimed', 'worker', 'bench', 'started', now)
        redis.call('ZADD', p .. 'act', now + 30000, next[1])
        return redis.call('HMGET', p .. 'j:' .. next[1], 'clip', 'origin')
        """;

    // The same bytes as our job's.
    private const string Clip = """{"Prompt":"a red ball bouncing in the desert","Negative":"","Seconds":2,"Aspect":"","Seed":1,"Model":""}""";
    private const string Info = """{"WidthPixels":256,"HeightPixels":256,"Frames":17,"FramesPerSecond":8,"Model":"pocket","Took":"00:00:01"}""";

    /// <summary>Calls a second of a script that does nothing, and of the two that make a job.</summary>
    public static async Task<(double Nothing, double Add, double CompleteAndClaim)> MeasureAsync(
        Uri redis, int connections, double seconds, CancellationToken cancel)
    {
        var prefix = BenchQueue.PrefixOf(BenchQueue.NewName());
        await using var plain = await PlainRedis.ConnectAsync(redis);
        try
        {
            var (calls, nothing) = await RateAsync(plain, redis, connections, seconds, 0, Nothing, [prefix], cancel);
            string[] add = [prefix, "__rand_int__", "user1", "guild1", Clip, "{}"];
            (calls, var added) = await RateAsync(plain, redis, connections, seconds, 0, Add, add, cancel);
            var (_, ended) = await RateAsync(plain, redis, connections, seconds, calls, CompleteAndClaim, [prefix, Info], cancel);
            return (nothing, added, ended);
        }
        finally
        {
            await PlainRedis.CleanAsync(redis, prefix);
        }
    }

    /// <summary>Jobs a second of two calls each.</summary>
    public static double PerJob(double add, double completeAndClaim) => 1 / (1 / add + 1 / completeAndClaim);

    /// <param name="calls">0: as many as fill the seconds.</param>
    private static async Task<(int Calls, double PerSecond)> RateAsync(PlainRedis plain, Uri redis, int connections, double seconds, int calls,
        string script, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var sha = (string)(await plain.CallAsync(["SCRIPT", "LOAD", script]))!;
        if (calls == 0)
            calls = (int)(seconds * await BenchmarkAsync(redis, connections, Math.Max(2000, 20 * connections), sha, arguments, cancel)) + 1;
        return (calls, await BenchmarkAsync(redis, connections, calls, sha, arguments, cancel));
    }

    private static async Task<double> BenchmarkAsync(
        Uri redis, int connections, int calls, string sha, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("redis-benchmark") { RedirectStandardOutput = true };
        string[] words =
        [
            .. Address(redis), "--csv", "-c", Text(connections), "-n", Text(calls), "-r", "2000000000", "EVALSHA", sha, "1", .. arguments,
        ];
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        using var stop = cancel.Register(() => process.Kill());
        var rows = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        cancel.ThrowIfCancellationRequested();
        // "EVALSHA …","38759.69","0.022",…: the number behind the command is requests a second. The command itself may hold quotes and commas.
        var fields = rows.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var last] ? last.Split("\",\"") : [];
        return process.ExitCode == 0 && fields.Length >= 8
            ? double.Parse(fields[^7], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"redis-benchmark ended with code {process.ExitCode}: {rows}");
    }

    private static IEnumerable<string> Address(Uri redis)
    {
        var words = new List<string> { "-h", redis.IdnHost.Trim('[', ']'), "-p", Text(redis.Port > 0 ? redis.Port : 6379) };
        if (redis.UserInfo.Split(':') is [.. var user, var password] && redis.UserInfo.Length > 0)
        {
            words.AddRange(["-a", Uri.UnescapeDataString(password)]);
            foreach (var name in user.Where(name => name.Length > 0))
                words.AddRange(["--user", Uri.UnescapeDataString(name)]);
        }
        if (redis.AbsolutePath.Trim('/') is { Length: > 0 } database)
            words.AddRange(["--dbnum", database]);
        return words;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
