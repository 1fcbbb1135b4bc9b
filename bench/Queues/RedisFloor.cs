using System.Diagnostics;
using System.Globalization;

namespace ChatVideoBot.Bench.Queues;

/// <summary>What the server can do at most, by its own benchmark program.</summary>
internal static class RedisFloor
{
    /// <summary>A script that does nothing.</summary>
    public const string Nothing = "return 1";

    /// <summary>A script that changes one number, and so is written to the append-only file as every script of a job is.</summary>
    public const string Write = "return redis.call('INCR', KEYS[1])";

    /// <summary>EVALSHA of a script, without pipelining, at that many connections.</summary>
    public static async Task<double> EvalShaPerSecondAsync(Uri redis, string script, int connections, CancellationToken cancel)
    {
        var sha = (await RunAsync("redis-cli", ["-h", redis.Host, "-p", Port(redis), "SCRIPT", "LOAD", script], cancel)).Trim();
        var rows = await RunAsync("redis-benchmark",
            ["-h", redis.Host, "-p", Port(redis), "--csv", "-c", Text(connections), "-n", Text(connections == 1 ? 5_000 : 50_000), "EVALSHA", sha, "1", "bench:floor"], cancel);
        // "EVALSHA …","38759.69","0.022",… : the second column is requests a second
        var row = rows.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        return double.Parse(row.Split("\",\"")[1], CultureInfo.InvariantCulture);
    }

    private static string Port(Uri redis) => Text(redis.Port > 0 ? redis.Port : 6379);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {output}");
    }
}
