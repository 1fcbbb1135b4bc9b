using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>One connection from its hello to its end. Its loop only parses, keeps the sequence number and hands events over.</summary>
internal sealed partial class GatewayConnection(
    GatewaySession? session, DiscordOptions options, EventDispatcher dispatcher, TimeProvider time, ILogger logger)
{
    private readonly GatewaySocket _socket = new(time);
    private GatewaySession? _session = session;
    private long? _sequence = session?.Sequence;
    private long? _stoodSince;
    private volatile bool _awaitsAck;
    private bool _greeted;
    private ConnectionEnd? _end; // set by whoever ends the connection

    /// <summary>Connects, talks until the connection ends, and says how it did.</summary>
    /// <param name="address">Complete with its query.</param>
    /// <param name="cancel">Closes with 1000, which ends the session and shows the bot offline.</param>
    public async Task<ConnectionEnd> RunAsync(Uri address, CancellationToken cancel)
    {
        using var socket = _socket;
        // For the connection, the hello and the session, each.
        using var patience = new CancellationTokenSource(options.Gateway.Patience, time);
        // Not by cancel: a cancelled receive could say no goodbye.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        await using var stop = cancel.UnsafeRegister(_ => _ = EndAsync(new(NextStep.Resume, "the bot stops"), 1000, ended), null);
        var heart = Task.CompletedTask;
        var end = new ConnectionEnd(NextStep.Resume, "the connection broke");
        try
        {
            await _socket.ConnectAsync(address, ended.Token);
            patience.CancelAfter(options.Gateway.Patience);
            while (_end is null)
            {
                if (await _socket.ReceiveAsync(ended.Token) is not { } frame)
                {
                    end = new(CloseCode.Decide(_socket.CloseCode), CloseCode.Explain(_socket.CloseCode, options.Intents));
                    break;
                }
                if (frame.Op == Opcode.Hello && !_greeted)
                {
                    _greeted = true;
                    patience.CancelAfter(options.Gateway.Patience);
                    heart = BeatAsync(IntervalOf(frame.Data), ended);
                    await GreetAsync(ended.Token);
                }
                else
                {
                    await TakeAsync(frame, patience, ended.Token);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException)
        {
            end = new(
                CloseCode.Decide(_socket.CloseCode),
                _socket.CloseCode is null ? e.Message : CloseCode.Explain(_socket.CloseCode, options.Intents));
        }
        catch (JsonException e)
        {
            end = new(NextStep.Resume, $"Discord sent what is no frame: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            end = new(NextStep.Resume, "Discord kept silent");
        }
        end = _end ?? end;
        var stood = _stoodSince is { } since ? time.GetElapsedTime(since) : (TimeSpan?)null;
        await _socket.SayGoodbyeAsync(CloseCode.Ours);
        await ended.CancelAsync();
        await heart;
        return end with { Session = end.Next == NextStep.Resume ? _session : null, Stood = stood };
    }

    private static TimeSpan IntervalOf(JsonElement hello) =>
        hello.ValueKind == JsonValueKind.Object && hello.TryGetProperty("heartbeat_interval", out var interval)
        && interval.ValueKind == JsonValueKind.Number && interval.TryGetDouble(out var milliseconds) && milliseconds is >= 1 and <= 600_000
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new JsonException("A hello without heartbeat_interval.");

    private Task GreetAsync(CancellationToken cancel) => _session is { } known
        ? _socket.SendAsync(Opcode.Resume, json =>
        {
            json.WriteStartObject();
            json.WriteString("token", options.Token);
            json.WriteString("session_id", known.Id);
            json.WriteNumber("seq", known.Sequence);
            json.WriteEndObject();
        }, cancel)
        : _socket.SendAsync(Opcode.Identify, json =>
        {
            json.WriteStartObject();
            json.WriteString("token", options.Token); // without "Bot ", unlike in REST
            json.WriteNumber("intents", (int)options.Intents);
            json.WriteStartObject("properties");
            json.WriteString("os", OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : "linux");
            json.WriteString("browser", "ChatVideoBot");
            json.WriteString("device", "ChatVideoBot");
            json.WriteEndObject();
            json.WriteStartArray("shard");
            json.WriteNumberValue(0);
            json.WriteNumberValue(1);
            json.WriteEndArray();
            json.WriteEndObject();
        }, cancel);

    private async Task TakeAsync(GatewayFrame frame, CancellationTokenSource patience, CancellationToken cancel)
    {
        switch (frame.Op)
        {
            case Opcode.Dispatch:
                Dispatch(frame, patience);
                break;
            case Opcode.Heartbeat: // asked for: answered at once, and no reason to expect an ACK by the next beat
                await SendHeartbeatAsync(cancel);
                break;
            case Opcode.HeartbeatAck:
                _awaitsAck = false;
                break;
            case Opcode.Reconnect:
                _end = new(NextStep.Resume, "Discord asks to connect anew");
                break;
            case Opcode.InvalidSession:
                _end = frame.Data.ValueKind == JsonValueKind.True
                    ? new(NextStep.Resume, "Discord wants the session resumed") { IsInvalidSession = true }
                    : new(NextStep.Identify, "Discord has ended the session") { IsInvalidSession = true };
                break;
            default:
                break; // what is new is not ours
        }
    }

    private void Dispatch(GatewayFrame frame, CancellationTokenSource patience)
    {
        if (frame.Sequence is { } sequence)
        {
            _sequence = sequence;
            _session?.Sequence = sequence;
        }
        if (frame.Name is not { } name)
            return;
        if (name == "READY" && frame.Data.Deserialize(DiscordJson.Default.Ready) is { SessionId.Length: > 0 } ready)
        {
            _session = new(ready.SessionId, GatewayAddress.Complete(ready.ResumeGatewayUrl)) { Sequence = _sequence ?? 0 };
            Stand(patience);
            LogReady(ready.User?.Username, ready.Guilds.Count);
        }
        else if (name == "RESUMED")
        {
            Stand(patience);
            LogResumed();
        }
        dispatcher.Offer(name, frame.Data, time.GetTimestamp());
    }

    private void Stand(CancellationTokenSource patience)
    {
        patience.CancelAfter(Timeout.InfiniteTimeSpan);
        _stoodSince ??= time.GetTimestamp();
    }

    /// <summary>
    /// Sends a heartbeat each interval, the first after a random part of it; a beat without an answer by the next ends the connection.
    /// </summary>
    private async Task BeatAsync(TimeSpan interval, CancellationTokenSource ended)
    {
        try
        {
            await Task.Delay(interval * Random.Shared.NextDouble(), time, ended.Token);
            while (true)
            {
                if (_awaitsAck)
                {
                    await EndAsync(new(NextStep.Resume, "Discord did not answer a heartbeat"), CloseCode.Ours, ended);
                    return;
                }
                _awaitsAck = true;
                await SendHeartbeatAsync(ended.Token);
                await Task.Delay(interval, time, ended.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            await ended.CancelAsync(); // the connection is over, or this send took too long: the loop says why
        }
    }

    /// <summary>Closes, and gives the server a second to answer that.</summary>
    private async Task EndAsync(ConnectionEnd end, int code, CancellationTokenSource ended)
    {
        _end ??= end;
        var open = await _socket.SayGoodbyeAsync(code);
        try
        {
            ended.CancelAfter(open ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
        }
        catch (ObjectDisposedException)
        {
            // It ended meanwhile.
        }
    }

    private Task SendHeartbeatAsync(CancellationToken cancel) => _socket.SendAsync(Opcode.Heartbeat, json =>
    {
        if (_sequence is { } sequence)
            json.WriteNumberValue(sequence);
        else
            json.WriteNullValue();
    }, cancel);

    [LoggerMessage(LogLevel.Information, "Connected to Discord as {User}, in {Guilds} guilds.")]
    private partial void LogReady(string? user, int guilds);

    [LoggerMessage(LogLevel.Information, "The session at Discord goes on.")]
    private partial void LogResumed();
}
