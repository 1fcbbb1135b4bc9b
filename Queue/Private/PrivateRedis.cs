using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Queue;

/// <summary>A redis-server as a child process on a free loopback port, for one machine, tests and benchmarks.</summary>
public sealed class PrivateRedis : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30); // a large append-only file is read in first

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly int _port;
    private Process _process;
    private bool _isDisposed;

    private PrivateRedis(string folder, FileStream @lock, int port, Process process)
    {
        (_folder, _lock, _port, _process) = (folder, @lock, port, process);
        Url = new Uri($"redis://127.0.0.1:{port}");
    }

    /// <summary>Where it listens: redis://127.0.0.1:port.</summary>
    public Uri Url { get; }

    /// <summary>The server's process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts a server over the folder's data, or adopts the one that a killed parent left behind on it.</summary>
    /// <exception cref="PrivateRedisException">
    /// redis-server is not installed, does not start, or the folder is in use; the message says which.
    /// </exception>
    public static async Task<PrivateRedis> StartAsync(string dataFolder, CancellationToken cancel)
    {
        var folder = Path.GetFullPath(dataFolder);
        Directory.CreateDirectory(folder);
        var claim = PrivateRedisFolder.Claim(folder);
        try
        {
            if (await PrivateRedisFolder.FindServerAsync(folder, cancel) is ({ } left, var port))
            {
                var adopted = new PrivateRedis(folder, claim, port, left);
                await adopted.WaitUntilItServesAsync(cancel);
                return adopted;
            }
            for (var tries = 1; ; tries++)
            {
                port = FreePort();
                try
                {
                    var started = new PrivateRedis(folder, claim, port, Launch(folder, port));
                    await started.WaitUntilItServesAsync(cancel);
                    return started;
                }
                catch (PortTakenException) when (tries < 5)
                {
                    // Another program took the port between our look and Redis's: try the next.
                }
            }
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where the server of a folder listens that some program runs just now; null when there is none.</summary>
    public static async Task<Uri?> FindAsync(string dataFolder, CancellationToken cancel)
    {
        var (server, port) = await PrivateRedisFolder.FindServerAsync(Path.GetFullPath(dataFolder), cancel);
        using (server) return server is null ? null : new Uri($"redis://127.0.0.1:{port}");
    }

    /// <summary>Kills the server at once (SIGKILL), as a crash would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts it again on the same port and data.</summary>
    public async Task RestartAsync()
    {
        if (!_process.HasExited)
            await StopAsync();
        _process.Dispose();
        _process = Launch(_folder, _port);
        await WaitUntilItServesAsync(CancellationToken.None);
    }

    /// <summary>Stops the server cleanly, its data on the disk.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await StopAsync();
        _process.Dispose();
        PrivateRedisFolder.Forget(_folder);
        await _lock.DisposeAsync();
    }

    /// <summary>Leaves the server running and lets go of the folder, as a parent that is killed does; for tests.</summary>
    internal void Abandon() => _lock.Dispose();

    private async Task StopAsync()
    {
        if (_process.HasExited)
            return;
        try
        {
            await using var redis = Connect();
            await redis.CallAsync(["SHUTDOWN"], CancellationToken.None);
        }
        catch (RedisException)
        {
            // Its answer is that it is gone.
        }
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(); // what it had acknowledged is on the disk all the same
        }
    }

    private RedisConnection Connect() => new(
        new RedisOptions
        {
            Url = Url.OriginalString,
            WaitForConnection = TimeSpan.FromSeconds(2),
            CallTimeout = TimeSpan.FromSeconds(2),
            LongestBackOff = TimeSpan.FromMilliseconds(100),
        },
        NullLogger.Instance);

    private static Process Launch(string folder, int port)
    {
        var server = OnPath("redis-server")
            ?? throw new PrivateRedisException(
                "redis-server is not installed: install the package redis-server, or set REDIS_URL to a Redis that runs.");
        var start = new ProcessStartInfo(OnPath("setsid") ?? server) // a session of its own: Ctrl+C stops us first, and we stop it last
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true, // left behind, it must not hold our caller's pipes open
            RedirectStandardError = true,
        };
        if (start.FileName != server)
            start.ArgumentList.Add(server);
        // Options on the command line; a file in between would be one more thing to keep in step.
        string[] arguments =
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--protected-mode", "yes", "--dir", folder, "--daemonize", "no",
            "--appendonly", "yes", "--appendfsync", "always", "--auto-aof-rewrite-min-size", "256mb", "--save", "",
            "--maxmemory-policy", "noeviction", "--logfile", Path.Combine(folder, "redis.log"),
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new PrivateRedisException("redis-server did not start.");
        process.StandardInput.Close();
        PrivateRedisFolder.Remember(folder, process.Id, port);
        return process;
    }

    private static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private async Task WaitUntilItServesAsync(CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        await using var redis = Connect();
        while (true)
        {
            if (_process.HasExited)
            {
                var log = PrivateRedisFolder.LastWords(_folder);
                throw log.Contains("Address already in use", StringComparison.Ordinal)
                    ? new PortTakenException()
                    : new PrivateRedisException($"redis-server stopped while it started in {_folder}: {log}");
            }
            try
            {
                await redis.CallAsync(["PING"], cancel); // refused while it loads
                return;
            }
            catch (RedisException e) when (Stopwatch.GetElapsedTime(since) > StartLimit)
            {
                await KillAsync();
                throw new PrivateRedisException(
                    $"redis-server did not serve {_folder} within {StartLimit.TotalSeconds:0} s: {e.Message}", e);
            }
            catch (RedisException)
            {
                // Not yet.
            }
        }
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class PortTakenException : Exception;
}
