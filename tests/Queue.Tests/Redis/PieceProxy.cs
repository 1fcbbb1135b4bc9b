using System.Net;
using System.Net.Sockets;

namespace ChatVideoBot.Queue.Tests.Redis;

/// <summary>Stands between client and server, and hands the replies on in pieces of one to a few bytes.</summary>
internal sealed class PieceProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public PieceProxy(int serverPort, int longestPiece)
    {
        _listener.Start();
        _running = ServeAsync(serverPort, longestPiece);
    }

    public string Url => $"redis://{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync(int serverPort, int longestPiece)
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            using var server = new TcpClient("127.0.0.1", serverPort);
            client.NoDelay = true;
            var forth = client.GetStream().CopyToAsync(server.GetStream(), _stop.Token);
            var random = new Random(1);
            var buffer = new byte[4096];
            for (int got; (got = await server.GetStream().ReadAsync(buffer, _stop.Token)) > 0;)
            {
                for (var at = 0; at < got;)
                {
                    var piece = Math.Min(1 + random.Next(longestPiece), got - at);
                    await client.GetStream().WriteAsync(buffer.AsMemory(at, piece), _stop.Token);
                    at += piece;
                }
            }
            await forth.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
