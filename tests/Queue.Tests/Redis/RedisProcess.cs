using System.Diagnostics;
using ChatVideoBot.Queue.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatVideoBot.Queue.Tests.Redis;

/// <summary>A redis-server with any settings: a node of a cluster, a replica, a sentinel. Killed at the end.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly RedisAddress _address;

    private RedisProcess(DirectoryInfo folder, Process process, RedisAddress address) =>
        (_folder, _process, _address) = (folder, process, address);

    public int Port => _address.Port;

    /// <summary>Where its data lie.</summary>
    public string Folder => _folder.FullName;

    public string Host => $"127.0.0.1:{Port}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="settings">Lines of redis.conf.</param>
    /// <param name="user">user:password@ of the one who looks after it here.</param>
    public static async Task<RedisProcess> StartAsync(string[] settings, string user = "", bool isSentinel = false)
    {
        for (var tries = 1; ; tries++)
        {
            var folder = Directory.CreateTempSubdirectory("queue-test-node-");
            var port = PrivateRedis.FreePort();
            var file = Path.Combine(folder.FullName, "redis.conf");
            string[] saving = isSentinel ? [] : ["save \"\""]; // a sentinel does not know the word
            string[] all = [$"port {port}", "bind 127.0.0.1", $"dir {folder.FullName}", "logfile redis.log", .. saving, .. settings];
            await File.WriteAllLinesAsync(file, all, Cancel);
            var start = new ProcessStartInfo("redis-server", isSentinel ? [file, "--sentinel"] : [file])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            Assert.True(RedisAddress.TryParse($"redis://{user}127.0.0.1:{port}", out var address, out _));
            var node = new RedisProcess(folder, Process.Start(start)!, address);
            try
            {
                while (!node._process.HasExited)
                {
                    try
                    {
                        using var socket = new System.Net.Sockets.TcpClient("127.0.0.1", port);
                        return node;
                    }
                    catch (System.Net.Sockets.SocketException)
                    {
                        await Task.Delay(10, Cancel);
                    }
                }
            }
            catch
            {
                await node.DisposeAsync();
                throw;
            }
            var log = Path.Combine(folder.FullName, "redis.log");
            var said = File.Exists(log) ? await File.ReadAllTextAsync(log, Cancel) : "";
            await node.DisposeAsync();
            Assert.True(tries < 3, $"redis-server does not start: {said}"); // another program may have taken the port
        }
    }

    public static RedisConnection Connect(string url, string key = "", RedisGreet? greet = null, Action<RedisOptions>? change = null)
    {
        var options = new RedisOptions
        {
            Url = url,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            LongestBackOff = TimeSpan.FromMilliseconds(200),
        };
        change?.Invoke(options);
        return new RedisConnection(options, NullLogger.Instance, key, greet);
    }

    /// <summary>Asks this very server, be it a replica or a sentinel.</summary>
    public async Task<object?> AskAsync(params RedisArg[] command)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var dial = new RedisDial(new RedisOptions(), _ => { }, life.Token);
        var (link, _) = await dial.OpenAsync(_address, isAside: false, Cancel);
        try
        {
            return await new FreshLink(link, TimeSpan.FromSeconds(10)).CallAsync(command, Cancel);
        }
        finally
        {
            link.Close(new IOException("It has answered."));
        }
    }

    public async Task<string> TextAsync(params RedisArg[] command) => (string)(await AskAsync(command))!;

    /// <summary>Sends a signal: KILL, STOP, CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{_process.Id}"]);
        await kill.WaitForExitAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
