using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ChatVideoBot.Discord.Tests.Server;

/// <summary>The server's end of one gateway connection.</summary>
public sealed class FakeConnection(WebSocket socket, HttpContext context)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer = new byte[65_536];
    private readonly SemaphoreSlim _speaking = new(1, 1);
    private readonly MemoryStream _compressed = new();
    private ZLibStream? _zlib;

    public string Path { get; } = context.Request.Path.Value!;

    public string Query { get; } = context.Request.QueryString.Value!;

    /// <summary>The code the client closed with; null when it did not, or just dropped the connection.</summary>
    public int? CloseCode { get; private set; }

    /// <summary>Answer heartbeats, while waiting for something else.</summary>
    public bool Acknowledges { get; set; } = true;

    internal Task Over => _over.Task;

    /// <summary>Whether the client is still there, as far as we heard.</summary>
    public bool IsOver => _over.Task.IsCompleted;

    /// <summary>The shard of the last identify that was heard; null before.</summary>
    public int? Shard { get; private set; }

    /// <summary>Says a frame, compressed when the client asked for that.</summary>
    public async Task SayAsync(string json)
    {
        await _speaking.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (Query.Contains("compress=zlib-stream", StringComparison.Ordinal))
                await SendAsync(Compress(json), WebSocketMessageType.Binary);
            else
                await SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text);
        }
        finally
        {
            _speaking.Release();
        }
    }

    /// <summary>Sends a WebSocket message as it is.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, bool endOfMessage = true) =>
        socket.SendAsync(bytes, type, endOfMessage, TestContext.Current.CancellationToken).AsTask();

    /// <summary>The next piece of this connection's zlib stream.</summary>
    public byte[] Compress(string text)
    {
        _zlib ??= new(_compressed, CompressionLevel.Fastest, leaveOpen: true);
        _compressed.SetLength(0);
        _zlib.Write(Encoding.UTF8.GetBytes(text));
        _zlib.Flush(); // ends with 00 00 FF FF
        return _compressed.ToArray();
    }

    public Task HelloAsync(int heartbeatMilliseconds = 60_000) =>
        SayAsync($$$"""{"op":10,"d":{"heartbeat_interval":{{{heartbeatMilliseconds}}},"_trace":["x"]},"s":null,"t":null}""");

    public Task DispatchAsync(int sequence, string name, string data) => SayAsync($$$"""{"op":0,"s":{{{sequence}}},"t":"{{{name}}}","d":{{{data}}}}""");

    /// <summary>
    /// The next frame that is no heartbeat (those are acknowledged, unless told otherwise); null when the client is gone.
    /// </summary>
    public async Task<JsonNode?> HearAsync()
    {
        while (await HearAnyAsync() is { } frame)
        {
            if (frame["op"]!.GetValue<int>() != 1)
                return frame;
            if (Acknowledges)
                await SayAsync("""{"op":11,"d":null}""");
        }
        return null;
    }

    /// <summary>The next frame, heartbeats too; null when the client is gone.</summary>
    public async Task<JsonNode?> HearAnyAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            var result = await socket.ReceiveAsync(_buffer, patience.Token);
            Assert.True(result.EndOfMessage, "A frame of more than 64 KiB.");
            if (result.MessageType != WebSocketMessageType.Close)
            {
                var frame = JsonNode.Parse(_buffer.AsSpan(0, result.Count));
                Shard = frame?["op"]?.GetValue<int>() == 2 ? frame["d"]!["shard"]![0]!.GetValue<int>() : Shard;
                return frame;
            }
            CloseCode = (int?)result.CloseStatus;
            if (socket.State == WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(result.CloseStatus ?? WebSocketCloseStatus.Empty, null, patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException)
        {
            // Dropped.
        }
        _over.TrySetResult();
        return null;
    }

    /// <summary>Says hello, takes the identify, says READY.</summary>
    /// <returns>The identify.</returns>
    public async Task<JsonNode> WelcomeAsync(FakeDiscord server, string session = "s1", int heartbeatMilliseconds = 60_000)
    {
        await HelloAsync(heartbeatMilliseconds);
        var identify = await HearAsync();
        await ReadyAsync(server, session);
        return identify!;
    }

    public Task ReadyAsync(FakeDiscord server, string session = "s1") => DispatchAsync(1, "READY", $$$"""
        {"v":10,"user":{"id":"1","username":"bot","bot":true},"guilds":[{"id":"9","unavailable":true}],"session_id":"{{{session}}}",
         "resume_gateway_url":"{{{server.ResumeUrl}}}","application":{"id":"5","flags":0},"shard":[0,1],"new_field":{"a":[1]}}
        """);

    /// <summary>Says hello and hears what the client answers: an identify or a resume.</summary>
    public async Task<JsonNode> GreetAsync(int heartbeatMilliseconds = 60_000)
    {
        await HelloAsync(heartbeatMilliseconds);
        var answer = await HearAsync();
        Assert.NotNull(answer);
        return answer;
    }

    internal async Task LetGoAsync()
    {
        try
        {
            while (!_over.Task.IsCompleted && await HearAnyAsync() is not null)
            {
            }
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            // Somebody else hears, or the test is over.
        }
    }

    public async Task CloseAsync(int code)
    {
        await socket.CloseOutputAsync((WebSocketCloseStatus)code, null, TestContext.Current.CancellationToken);
        _ = HearAnyAsync();
    }

    /// <summary>As a network failure does.</summary>
    public void Drop()
    {
        if (_over.Task.IsCompleted)
            return;
        socket.Abort();
        context.Abort();
        _over.TrySetResult();
    }
}
