using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Queue;

/// <summary>What a private Redis leaves in its data folder beside the data: who uses it, and which server serves it.</summary>
internal static class PrivateRedisFolder
{
    /// <summary>One program at a time: the lock goes with its process, however that ends.</summary>
    /// <exception cref="PrivateRedisException">Another program uses the folder.</exception>
    public static FileStream Claim(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new PrivateRedisException($"Another program runs its Redis in {folder}: stop it, or use another folder.", e);
        }
    }

    public static void Remember(string folder, int process, int port)
    {
        var whole = ServerFile(folder);
        File.WriteAllText(whole + ".new", $"{process} {port}\n");
        File.Move(whole + ".new", whole, overwrite: true); // never half a file
    }

    public static void Forget(string folder) => File.Delete(ServerFile(folder));

    /// <summary>The server that a killed parent left behind on this folder; null when there is none.</summary>
    /// <remarks>A pid may be another program's by now, and a port too: only a Redis that says it is this process counts.</remarks>
    public static async Task<(Process? Server, int Port)> FindServerAsync(string folder, CancellationToken cancel)
    {
        var note = File.Exists(ServerFile(folder)) ? await File.ReadAllTextAsync(ServerFile(folder), cancel) : "";
        if (note.Split(' ') is not [var first, var second]
            || !int.TryParse(first, CultureInfo.InvariantCulture, out var id)
            || !int.TryParse(second, CultureInfo.InvariantCulture, out var port))
        {
            return (null, 0);
        }
        Process? process = null;
        try
        {
            process = Process.GetProcessById(id);
            var options = new RedisOptions { Url = $"redis://127.0.0.1:{port}", WaitForConnection = TimeSpan.FromSeconds(1) };
            for (var tries = 0; tries < 30 && IsServer(process); tries++) // it may still load its data
            {
                await using var redis = new RedisConnection(options, NullLogger.Instance);
                try
                {
                    var info = (string?)await redis.CallAsync(["INFO", "server"], cancel) ?? "";
                    var dir = await redis.CallAsync(["CONFIG", "GET", "dir"], cancel) is object[] and [_, string path] ? path : "";
                    if (dir == folder && info.Contains($"process_id:{id}\r\n", StringComparison.Ordinal))
                        return (process, port);
                    break;
                }
                catch (RedisException)
                {
                    // Not yet, or not a Redis.
                }
            }
        }
        catch (ArgumentException)
        {
            // No process has that id.
        }
        process?.Dispose();
        return (null, 0);
    }

    /// <summary>The end of the server's log.</summary>
    public static string LastWords(string folder)
    {
        var log = Path.Combine(folder, "redis.log");
        return File.Exists(log) ? string.Join(' ', File.ReadLines(log).TakeLast(5)) : "it left no log.";
    }

    /// <summary>Redis writes its address behind its name.</summary>
    private static bool IsServer(Process process) =>
        !process.HasExited && process.ProcessName.StartsWith("redis-server", StringComparison.Ordinal);

    private static string ServerFile(string folder) => Path.Combine(folder, "server");
}
