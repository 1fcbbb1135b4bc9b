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
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(Redis.Url.Host, Redis.Url.Port);
        await tcp.GetStream().WriteAsync("INFO server\r\n"u8.ToArray());
        var answer = new byte[16_384];
        var length = 0;
        Match found;
        do
        {
            length += await tcp.GetStream().ReadAsync(answer.AsMemory(length));
            found = Regex.Match(Encoding.UTF8.GetString(answer, 0, length), @"process_id:(\d+)\r");
        }
        while (!found.Success);
        return int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture);
    }
}
