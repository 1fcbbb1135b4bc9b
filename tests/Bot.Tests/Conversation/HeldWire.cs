using System.Net;
using System.Net.Sockets;

namespace ChatVideoBot.Bot.Tests.Conversation;

/// <summary>A wire to Discord's API on which answers can be held: what was asked is done, and nobody hears of it.</summary>
internal sealed class HeldWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _pipes = [];
    private volatile TaskCompletionSource _open = new();
    private Task _accepting = Task.CompletedTask;

    public HeldWire() => _open.SetResult();

    /// <summary>The address to use in place of the other end's.</summary>
    public Uri To(Uri end)
    {
        _listener.Start();
        _accepting = AcceptAsync(end);
        return new UriBuilder(end) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
    }

    public void Hold() => _open = new();

    public void LetGo() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        LetGo();
        _listener.Stop();
        await Task.WhenAll([_accepting, .. _pipes]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task AcceptAsync(Uri end)
    {
        while (true) _pipes.Add(PipeAsync(await _listener.AcceptTcpClientAsync(_over.Token), end));
    }

    private async Task PipeAsync(TcpClient near, Uri end)
    {
        using var closing = near;
        using var far = new TcpClient();
        await far.ConnectAsync(end.Host, end.Port, _over.Token);
        await Task.WhenAny(CopyAsync(near.GetStream(), far.GetStream(), false), CopyAsync(far.GetStream(), near.GetStream(), true));
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, bool isAnswer)
    {
        var buffer = new byte[16_384];
        while (await from.ReadAsync(buffer, _over.Token) is > 0 and var length)
        {
            if (isAnswer) await _open.Task;
            await to.WriteAsync(buffer.AsMemory(0, length), _over.Token);
        }
    }
}
