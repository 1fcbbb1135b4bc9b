using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>One WebSocket to the gateway: frames in, frames out within the send limit.</summary>
internal sealed class GatewaySocket(TimeProvider time) : IDisposable
{
    private const int LargestSent = 4_096; // above, Discord closes with 4002
    private const int LargestReceived = 64 << 20;
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(10);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly SendBudget _budget = new();
    private readonly ArrayBufferWriter<byte> _message = new(16_384);
    private readonly long _start = time.GetTimestamp();

    /// <summary>The code the server closed with; null when it did not.</summary>
    public int? CloseCode => (int?)_socket.CloseStatus;

    public async Task ConnectAsync(Uri address, CancellationToken cancel)
    {
        _socket.Options.KeepAliveInterval = TimeSpan.Zero; // the heartbeat does that
        if (Loopback.Is(address))
            _socket.Options.Proxy = null;
        await _socket.ConnectAsync(address, cancel);
    }

    /// <summary>The next frame; null when the server closed.</summary>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    /// <exception cref="JsonException">What came is no frame.</exception>
    public async Task<GatewayFrame?> ReceiveAsync(CancellationToken cancel)
    {
        _message.ResetWrittenCount();
        while (true)
        {
            var result = await _socket.ReceiveAsync(_message.GetMemory(16_384), cancel);
            if (result.MessageType == WebSocketMessageType.Close)
                return null;
            _message.Advance(result.Count);
            if (_message.WrittenCount > LargestReceived)
                throw new JsonException($"A frame of more than {LargestReceived >> 20} MiB.");
            if (result.EndOfMessage)
                return GatewayFrame.Read(_message.WrittenMemory);
        }
    }

    /// <summary>Sends a frame.</summary>
    /// <param name="op">What it is.</param>
    /// <param name="writeData">Writes the value of "d".</param>
    /// <param name="cancel">Ends the wait and, like any cancelled send, the connection.</param>
    /// <returns>False for a heartbeat beyond the limit, which is not sent: the server asked for too many.</returns>
    public async Task<bool> SendAsync(Opcode op, Action<Utf8JsonWriter> writeData, CancellationToken cancel)
    {
        var frame = Write(op, writeData);
        using var patience = new CancellationTokenSource(SendPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        while (true)
        {
            await _sending.WaitAsync(cancel);
            TimeSpan wait;
            try
            {
                wait = _budget.TryTake(time.GetElapsedTime(_start), op == Opcode.Heartbeat);
                if (wait == TimeSpan.Zero)
                {
                    await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, either.Token);
                    return true;
                }
            }
            finally
            {
                _sending.Release();
            }
            if (op == Opcode.Heartbeat)
                return false;
            await Task.Delay(wait, time, cancel);
        }
    }

    /// <summary>Sends a close frame, within a second; the server's own then ends <see cref="ReceiveAsync"/>.</summary>
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
    }

    private static ReadOnlyMemory<byte> Write(Opcode op, Action<Utf8JsonWriter> writeData)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("op", (int)op);
            json.WritePropertyName("d");
            writeData(json);
            json.WriteEndObject();
        }
        return buffer.WrittenCount <= LargestSent
            ? buffer.WrittenMemory
            : throw new InvalidOperationException($"A frame of {buffer.WrittenCount} bytes: Discord takes {LargestSent}.");
    }
}
