using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>One connection from its hello to its end. Its loop only parses, keeps the sequence number and hands events over.</summary>
/// <param name="shard">Whose it is.</param>
/// <param name="session">The session to resume; null to begin one.</param>
/// <param name="pass">The leave to begin one; null to resume.</param>
/// <param name="room">What all shards share.</param>
internal sealed partial class GatewayConnection(ShardId shard, GatewaySession? session, IdentifyPass? pass, ShardRoom room) : IDisposable
{
    private const long None = -1;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BriefFarewell = TimeSpan.FromSeconds(0.2); // who comes back at once has more to lose by waiting

    private readonly GatewaySocket _socket = new(room.Time, room.Options.Gateway.Compress);
    // For the connection, the hello and the session, each.
    private readonly CancellationTokenSource _patience = new(room.Options.Gateway.Patience, room.Time);
    private readonly CancellationTokenSource _ended = new();
    private readonly ILogger _logger = room.Logger;
    private readonly TaskCompletionSource<bool> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GatewaySession? _session = session;
    private long _sequence = session?.Sequence ?? None;
    private long? _stoodSince;
    private long _beatAt;
    private volatile bool _awaitsAck;
    private bool _greeted;
    private volatile ConnectionEnd? _end; // set by whoever ends the connection

    /// <summary>Connects, talks until the connection ends, and says how it did.</summary>
    /// <param name="address">Complete with its query.</param>
    /// <param name="cancel">Closes with 1000, which ends the session and shows the bot offline.</param>
    public async Task<ConnectionEnd> RunAsync(Uri address, CancellationToken cancel)
    {
        await using var impatience = _patience.Token.UnsafeRegister(_ => _ended.Cancel(), null);
        // Not by cancelling what receives: that could say no goodbye.
        await using var stop = cancel.UnsafeRegister(_ => _ = EndAsync(new(NextStep.Resume, "the bot stops"), CloseCode.Goodbye), null);
        var heart = Task.CompletedTask;
        ConnectionEnd end;
        try
        {
            await _socket.ConnectAsync(address, _ended.Token);
            Renew();
            while (_end is null && await _socket.ReceiveAsync(_ended.Token) is { } frame)
            {
                if (frame.Op == Opcode.Hello && !_greeted)
                {
                    _greeted = true;
                    Renew();
                    heart = BeatAsync(IntervalOf(frame.Data.Span));
                    await GreetAsync();
                }
                else
                {
                    await TakeAsync(frame, address);
                }
            }
            end = ClosedByServer();
            if (_end is not null && await _closed.Task)
                await _socket.DrainAsync(_ended.Token);
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException)
        {
            end = _socket.CloseCode is null ? new(NextStep.Resume, e.Message) : ClosedByServer();
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or IOException) // IOException: what zlib cannot inflate
        {
            end = new(NextStep.Resume, $"Discord sent what cannot be read: {e.Message}");
        }
        catch (DiscordException e)
        {
            end = new(NextStep.Stop, e.Message);
        }
        catch (OperationCanceledException)
        {
            end = new(NextStep.Resume, "Discord kept silent");
        }
        var stood = _stoodSince is { } since ? room.Time.GetElapsedTime(since) : (TimeSpan?)null;
        await EndAsync(end, CloseCode.Ours); // unless somebody else ended it
        await _closed.Task;
        await _ended.CancelAsync();
        await heart;
        end = _end!;
        return end with { Session = end.Next == NextStep.Resume ? _session : null, Stood = stood };
    }

    public void Dispose()
    {
        _socket.Dispose();
        _patience.Dispose();
        _ended.Dispose();
    }

    private ConnectionEnd ClosedByServer() =>
        new(CloseCode.Decide(_socket.CloseCode), CloseCode.Explain(_socket.CloseCode, room.Options.Intents, shard)) { Code = _socket.CloseCode };

    private static TimeSpan IntervalOf(ReadOnlySpan<byte> hello) =>
        JsonSerializer.Deserialize(hello, GatewayJson.Default.Hello) is { HeartbeatInterval: >= 1 and <= 600_000 } said
            ? TimeSpan.FromMilliseconds(said.HeartbeatInterval)
            : throw new JsonException("A hello without heartbeat_interval.");

    private Task GreetAsync()
    {
        if (_session is { } known)
            return _socket.SendAsync(GatewayPayload.Resume(room.Options.Token, known), SendKind.Command, _ended.Token);
        var identify = GatewayPayload.Identify(room.Options.Token, room.Options.Intents, shard);
        pass?.Spend();
        return _socket.SendAsync(identify, SendKind.Command, _ended.Token);
    }

    private async ValueTask TakeAsync(GatewayFrame frame, Uri address)
    {
        switch (frame.Op)
        {
            case Opcode.Dispatch:
                Dispatch(frame, address);
                break;
            case Opcode.Heartbeat: // asked for: answered at once, and no reason to expect an ACK by the next beat
                await SendHeartbeatAsync(SendKind.AskedHeartbeat);
                break;
            case Opcode.HeartbeatAck:
                if (_awaitsAck)
                    room.Health.Measured(shard.Index, room.Time.GetElapsedTime(Interlocked.Read(ref _beatAt)));
                _awaitsAck = false;
                break;
            case Opcode.Reconnect:
                await EndAsync(new(NextStep.Resume, "Discord asks to connect anew"), CloseCode.Ours);
                break;
            case Opcode.InvalidSession when frame.Data.Span.SequenceEqual("true"u8):
                await EndAsync(new(NextStep.Resume, "Discord wants the session resumed") { IsInvalidSession = true }, CloseCode.Ours);
                break;
            case Opcode.InvalidSession:
                await EndAsync(new(NextStep.Identify, "Discord has ended the session") { IsInvalidSession = true }, CloseCode.Ours);
                break;
            default:
                break; // what is new is not ours
        }
    }

    private void Dispatch(GatewayFrame frame, Uri address)
    {
        if (frame.Sequence is { } sequence && sequence > _sequence)
        {
            Interlocked.Exchange(ref _sequence, sequence);
            _session?.Advance(sequence);
        }
        if (frame.Name is not { } name)
            return;
        if (name == EventReader.Ready)
            Begin(frame, address);
        else if (name == EventReader.Resumed)
            Stand();
        else if (_stoodSince is null)
            _patience.CancelAfter(room.Options.Gateway.Patience); // a long replay is no silence
        room.Dispatcher.Offer(name, frame.Data.Span, shard.Index);
    }

    private void Begin(GatewayFrame frame, Uri address)
    {
        Ready? ready = null;
        string? id, url;
        try
        {
            ready = JsonSerializer.Deserialize(frame.Data.Span, DiscordJson.Default.Ready);
            (id, url) = (ready?.SessionId, ready?.ResumeGatewayUrl);
        }
        catch (JsonException) // some other part of it is new to us: the session stands all the same
        {
            var grant = JsonSerializer.Deserialize(frame.Data.Span, GatewayJson.Default.SessionGrant);
            (id, url) = (grant?.SessionId, grant?.ResumeGatewayUrl);
        }
        if (string.IsNullOrEmpty(id))
            return; // the patience for a session goes on
        Interlocked.Exchange(ref _sequence, frame.Sequence ?? 0);
        _session = new(id, GatewayAddress.Complete(url, room.Options.Gateway.Compress) ?? address);
        _session.Advance(_sequence);
        Stand();
        LogReady(shard, ready?.User?.Username, ready?.Guilds.Count ?? 0);
    }

    private void Stand()
    {
        _patience.CancelAfter(Timeout.InfiniteTimeSpan);
        if (_stoodSince is not null)
            return;
        _stoodSince = room.Time.GetTimestamp();
        room.Health.Enter(shard.Index, ShardState.Connected);
        if (pass is null)
            LogResumed(shard);
    }

    /// <summary>Patience begins anew. Fails when it had ended.</summary>
    private void Renew()
    {
        _ended.Token.ThrowIfCancellationRequested();
        _patience.CancelAfter(room.Options.Gateway.Patience);
    }

    /// <summary>
    /// Sends a heartbeat each interval, the first after a random part of it; a beat without an answer by the next ends the connection.
    /// </summary>
    private async Task BeatAsync(TimeSpan interval)
    {
        try
        {
            var rest = interval * room.Options.Gateway.Jitter();
            while (true)
            {
                await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, room.Time, _ended.Token);
                if (_awaitsAck)
                {
                    await EndAsync(new(NextStep.Resume, "Discord did not answer a heartbeat"), CloseCode.Ours);
                    return;
                }
                var now = room.Time.GetTimestamp();
                Interlocked.Exchange(ref _beatAt, now);
                _awaitsAck = true;
                if (!await SendHeartbeatAsync(SendKind.Heartbeat))
                    _awaitsAck = false; // not sent, no answer
                rest = interval - room.Time.GetElapsedTime(now);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            await _ended.CancelAsync(); // the connection is over, or this send took too long: the loop says why
        }
    }

    /// <summary>Closes, and gives the server a little time to answer that. Only the first end counts.</summary>
    private async Task EndAsync(ConnectionEnd end, int code)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is not null)
            return;
        var open = await _socket.SayGoodbyeAsync(code);
        _ended.CancelAfter(!open ? TimeSpan.Zero : code == CloseCode.Goodbye ? Farewell : BriefFarewell); // not disposed before _closed is set
        _closed.SetResult(open);
    }

    private Task<bool> SendHeartbeatAsync(SendKind kind)
    {
        var sequence = Interlocked.Read(ref _sequence);
        return _socket.SendAsync(GatewayPayload.Heartbeat(sequence == None ? null : sequence), kind, _ended.Token);
    }

    [LoggerMessage(LogLevel.Information, "Connected to Discord as {User}, shard {Shard}, in {Guilds} guilds.")]
    private partial void LogReady(ShardId shard, string? user, int guilds);

    [LoggerMessage(LogLevel.Information, "Shard {Shard}: the session at Discord goes on.")]
    private partial void LogResumed(ShardId shard);
}
