using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>One WebSocket of a bot: hello, the receive loop, the send loop and the check that heartbeats come.</summary>
/// <param name="version">Of the API, as the address says.</param>
/// <param name="compression">Null sends JSON as it is.</param>
internal sealed class GatewayConnection(WebSocket socket, House house, GatewayHub hub, int version, ICompression? compression)
{
    private const int LongestPayload = 4096;
    private const int MostSendsPerMinute = 120;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReconnectWithin = TimeSpan.FromSeconds(5);

    private readonly Channel<Outgoing> _outgoing = Channel.CreateBounded<Outgoing>(10_000);
    private readonly Queue<long> _received = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TimeProvider _time = house.Options.SocketTime;
    private bool _keepSession = true;
    private volatile bool _closing;
    private long _lastHeartbeat;

    private sealed record Outgoing(string? Payload, int CloseCode = 0, string Reason = "");

    public int Version => version;

    public GatewaySession? Session { get; set; }

    /// <summary>Who identified or resumed here; null until then.</summary>
    public Identity? Identity { get; set; }

    public void Send(string payload)
    {
        if (!_outgoing.Writer.TryWrite(new Outgoing(payload)) && !_closing)
            Drop(); // it has not read for thousands of events
    }

    /// <summary>Sends what is waiting, then closes with the code.</summary>
    public void Close(int code, string reason)
    {
        _closing = true;
        _outgoing.Writer.TryWrite(new Outgoing(null, code, reason));
        _outgoing.Writer.TryComplete();
    }

    /// <summary>Cuts the connection without a close frame, as a network failure does.</summary>
    public void Drop() => _ = Task.Run(async () => // elsewhere: whoever waits for the socket must not go on under the caller's lock
    {
        await _ended.CancelAsync();
        socket.Abort();
    });

    /// <summary>Sends op 7. Whoever stays is put out some seconds later, as on Discord.</summary>
    public void AskToReconnect()
    {
        Send("""{"t":null,"s":null,"op":7,"d":null}""");
        _ = CloseLaterAsync();

        async Task CloseLaterAsync()
        {
            try
            {
                await Task.Delay(ReconnectWithin, _time, _ended.Token);
                Close(4000, "Asked to reconnect.");
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                // It went by itself.
            }
        }
    }

    /// <param name="hello">False keeps silent after the connection: a fault.</param>
    public async Task RunAsync(bool hello, CancellationToken stopping)
    {
        using var stop = stopping.Register(() => Close(1001, "The sandbox stops."));
        lock (house.Gate)
            hub.Opened(this);
        var sending = SendLoopAsync();
        var watching = WatchHeartbeatsAsync();
        try
        {
            if (hello) Send(new JsonObject
            {
                ["t"] = null,
                ["s"] = null,
                ["op"] = 10,
                ["d"] = new JsonObject
                {
                    ["heartbeat_interval"] = (int)house.Options.HeartbeatInterval.TotalMilliseconds,
                    ["_trace"] = new JsonArray("sandbox"),
                },
            }.ToJsonString());
            await ReceiveLoopAsync();
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The network's end of it; the session waits to be resumed.
        }
        finally
        {
            lock (house.Gate)
                hub.Closed(this, _keepSession);
            _outgoing.Writer.TryComplete();
            _ended.CancelAfter(Farewell);
            await sending;
            await _ended.CancelAsync();
            await watching;
            socket.Abort();
        }
    }

    private async Task ReceiveLoopAsync()
    {
        var buffer = new byte[LongestPayload + 1];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), _ended.Token);
                length += part.Count;
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    // An answer to our own close says nothing of the session.
                    _keepSession = _closing || socket.CloseStatus is not (WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable);
                    Close((int)(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure), "");
                    return;
                }
                if (length > LongestPayload)
                    break;
            }
            while (!part.EndOfMessage);

            lock (house.Gate)
            {
                if (_closing)
                    continue; // what comes after the refusal of what came before is not read
                if (length > LongestPayload)
                    Refuse(4002, "Error while decoding payload.");
                else if (TooMany())
                    Refuse(4008, "Rate limited.");
                else
                    new GatewayOrders(house, hub, this).Handle(buffer.AsSpan(0, length));
            }
        }
    }

    /// <summary>Closes with the code; codes after which a session is gone end it.</summary>
    public void Refuse(int code, string reason)
    {
        if (code is 1000 or 1001 or 4003 or 4004 or 4007 or 4009 or >= 4010)
            hub.Detach(this, keepSession: false);
        Close(code, reason);
    }

    public void Heartbeat() => Interlocked.Exchange(ref _lastHeartbeat, _time.GetTimestamp());

    private bool TooMany()
    {
        var now = _time.GetTimestamp();
        while (_received.TryPeek(out var first) && _time.GetElapsedTime(first, now) >= TimeSpan.FromSeconds(60))
            _received.Dequeue();
        _received.Enqueue(now);
        return _received.Count > MostSendsPerMinute;
    }

    private async Task WatchHeartbeatsAsync()
    {
        Heartbeat();
        var patience = house.Options.HeartbeatInterval * 1.5;
        try
        {
            while (true)
            {
                var left = patience - _time.GetElapsedTime(Interlocked.Read(ref _lastHeartbeat));
                if (left <= TimeSpan.Zero)
                    break;
                await Task.Delay(left + TimeSpan.FromMilliseconds(1), _time, _ended.Token);
            }
            lock (house.Gate)
                Refuse(4009, "Session timed out.");
        }
        catch (OperationCanceledException)
        {
            // The connection ended first.
        }
    }

    private static bool IsEnd(Exception e) =>
        e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException;

    private async Task SendLoopAsync()
    {
        using var packing = compression;
        try
        {
            await foreach (var next in _outgoing.Reader.ReadAllAsync(_ended.Token))
            {
                if (next.Payload is null)
                {
                    await socket.CloseOutputAsync((WebSocketCloseStatus)Math.Max(1000, next.CloseCode), next.Reason, _ended.Token);
                    _ended.CancelAfter(Farewell); // a client that never answers the close
                    break;
                }
                var bytes = Encoding.UTF8.GetBytes(next.Payload);
                await (packing is null
                    ? socket.SendAsync(bytes.AsMemory(), WebSocketMessageType.Text, true, _ended.Token)
                    : socket.SendAsync(packing.Pack(bytes), WebSocketMessageType.Binary, true, _ended.Token));
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The receive loop sees the same end.
        }
    }
}
