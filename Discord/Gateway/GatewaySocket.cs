using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>One WebSocket to the gateway: frames in, frames out within the send limit.</summary>
internal sealed class GatewaySocket(TimeProvider time, bool compress) : IDisposable
{
    /// <summary>The most a frame may have, plain or inflated.</summary>
    public const int LargestReceived = 64 << 20;
    private const int LargestKept = 1 << 20; // a buffer that one huge guild made grow is let go
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly SendBudget _budget = new();
    private readonly NameTable _names = new();
    private readonly ZlibInflater? _inflater = compress ? new() : null;
    private readonly long _start = time.GetTimestamp();
    private ArrayBufferWriter<byte> _message = new(16_384);
    private ArrayBufferWriter<byte>? _plain;

    /// <summary>The code the server closed with; null when it did not.</summary>
    public int? CloseCode => (int?)_socket.CloseStatus;

    public async Task ConnectAsync(Uri address, CancellationToken cancel)
    {
        _socket.Options.KeepAliveInterval = TimeSpan.Zero; // the heartbeat does that
        if (Loopback.Is(address))
            _socket.Options.Proxy = null;
        await _socket.ConnectAsync(address, cancel);
    }

    /// <summary>The next frame; null when the server closed. Its data is there until the next call.</summary>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    /// <exception cref="JsonException">What came is no frame.</exception>
    /// <exception cref="InvalidDataException">What came is too large, or a damaged zlib stream.</exception>
    public async ValueTask<GatewayFrame?> ReceiveAsync(CancellationToken cancel)
    {
        Renew(ref _message);
        while (true)
        {
            var result = await _socket.ReceiveAsync(_message.GetMemory(16_384), cancel);
            if (result.MessageType == WebSocketMessageType.Close)
                return null;
            _message.Advance(result.Count);
            if (_message.WrittenCount > LargestReceived)
                throw new InvalidDataException($"A frame of more than {LargestReceived >> 20} MiB.");
            if (!result.EndOfMessage)
                continue;
            if (_inflater is null || result.MessageType == WebSocketMessageType.Text)
                return GatewayFrame.Read(_message.WrittenMemory, _names);
            if (ZlibInflater.IsWhole(_message.WrittenSpan)) // one may come in several WebSocket messages
                return GatewayFrame.Read(Inflate(_inflater), _names);
        }
    }

    /// <summary>Receives until the server closes, and forgets it: a connection that is cut with bytes unread loses our goodbye.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        var bin = new byte[4_096];
        while ((await _socket.ReceiveAsync(bin.AsMemory(), cancel)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    /// <summary>Sends a payload, as soon as the limit allows it.</summary>
    /// <param name="payload">As <see cref="GatewayPayload"/> writes it.</param>
    /// <param name="kind">Heartbeats do not wait for the limit.</param>
    /// <param name="cancel">Ends the wait and, like any cancelled send, the connection.</param>
    /// <returns>False for a heartbeat beyond the limit, which is not sent: the server asked for too many.</returns>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> payload, SendKind kind, CancellationToken cancel)
    {
        while (true)
        {
            await _sending.WaitAsync(cancel);
            TimeSpan wait;
            try
            {
                wait = _budget.TryTake(time.GetElapsedTime(_start), kind);
                if (wait == TimeSpan.Zero)
                {
                    using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                    patience.CancelAfter(SendPatience); // by the real clock, which the network goes by
                    await _socket.SendAsync(payload, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
                    return true;
                }
            }
            finally
            {
                _sending.Release();
            }
            if (kind != SendKind.Command)
                return false;
            await Task.Delay(wait, time, cancel);
        }
    }

    /// <summary>Sends a close frame, within a second; the server's own then ends what receives.</summary>
    /// <returns>False when the connection was not open, or is too broken for it.</returns>
    public async Task<bool> SayGoodbyeAsync(int code)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
                return false;
            await _sending.WaitAsync(patience.Token);
            try
            {
                await _socket.CloseOutputAsync((WebSocketCloseStatus)code, null, patience.Token);
                return true;
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or InvalidOperationException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
        _inflater?.Dispose();
    }

    private ReadOnlyMemory<byte> Inflate(ZlibInflater inflater)
    {
        _plain ??= new(16_384);
        Renew(ref _plain);
        inflater.Inflate(_message.WrittenMemory, _plain, LargestReceived);
        return _plain.WrittenMemory;
    }

    private static void Renew(ref ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > LargestKept)
            buffer = new(16_384);
        else
            buffer.ResetWrittenCount();
    }
}
