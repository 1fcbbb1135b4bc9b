namespace ChatVideoBot.Queue;

/// <summary>A redis-server as a child process on a free loopback port, for one machine, tests and benchmarks.</summary>
public sealed class PrivateRedis : IAsyncDisposable
{
    /// <summary>Starts a server over the folder's data, or adopts the one that a killed parent left behind on it.</summary>
    /// <exception cref="InvalidOperationException">redis-server is not installed, or does not start; the message says which.</exception>
    public static Task<PrivateRedis> StartAsync(string dataFolder, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Where it listens: redis://127.0.0.1:port.</summary>
    public Uri Url { get; } = null!;

    /// <summary>Kills the server at once (SIGKILL), as a power cut would.</summary>
    public Task KillAsync() => throw new NotImplementedException();

    /// <summary>Starts it again on the same port and data.</summary>
    public Task RestartAsync() => throw new NotImplementedException();

    /// <summary>Stops the server cleanly.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
