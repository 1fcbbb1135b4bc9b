namespace ChatVideoBot.Queue.Tests.Redis;

/// <summary>A redis-server of one test's own, to be killed, stopped and filled.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private OwnServer(DirectoryInfo folder, PrivateRedis redis) => (_folder, Redis) = (folder, redis);

    public PrivateRedis Redis { get; }

    public Uri Url => Redis.Url;

    public static async Task<OwnServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("queue-test-own-");
        return new OwnServer(folder, await PrivateRedis.StartAsync(folder.FullName, TestContext.Current.CancellationToken));
    }

    /// <summary>Sends a signal: STOP makes it silent, CONT lets it go on.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", ["-" + signal, $"{Redis.ProcessId}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
