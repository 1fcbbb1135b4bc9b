using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using ChatVideoBot.Inference.Tests.Worker;
using ChatVideoBot.Queue;

[assembly: AssemblyFixture(typeof(RedisServer))]

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>A real redis-server: one for the whole run, or one of a test's own where the test is to harm it.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("worker-tests-").FullName;

    public PrivateRedis Redis { get; private set; } = null!;

    public static async Task<RedisServer> StartOwnAsync()
    {
        var server = new RedisServer();
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync() => Redis = await PrivateRedis.StartAsync(_folder, TestContext.Current.CancellationToken);

    /// <summary>Stops its process without ending it: connections stay and nothing answers.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Asks it something on a connection of its own.</summary>
    /// <param name="isWhole">Whether all of the answer, in Redis' own protocol, is there.</param>
    public async Task<string> AskAsync(string command, Func<string, bool> isWhole)
    {
        using var tcp = await AskAsync(command);
        var answer = new byte[16_384];
        for (var length = 0; ;)
        {
            length += await tcp.GetStream().ReadAsync(answer.AsMemory(length), TestContext.Current.CancellationToken);
            var text = Encoding.UTF8.GetString(answer, 0, length);
            if (isWhole(text)) return text;
        }
    }

    /// <summary>All that Redis does from now on, a command a line; what a script does is marked "lua" and follows the script's own line.</summary>
    public async Task<StreamReader> MonitorAsync()
    {
        var reader = new StreamReader((await AskAsync("MONITOR")).GetStream());
        Assert.Equal("+OK", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        return reader;
    }

    private async Task<TcpClient> AskAsync(string command)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(Redis.Url.Host, Redis.Url.Port);
        await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"));
        return tcp;
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private int _pid;

    private async Task SignalAsync(string signal)
    {
        if (_pid == 0) _pid = await AskPidAsync();
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", _pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private async Task<int> AskPidAsync()
    {
        var answer = await AskAsync("INFO server", text => Pid(text).Success);
        return int.Parse(Pid(answer).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static Match Pid(string info) => Regex.Match(info, @"process_id:(\d+)\r");
}
