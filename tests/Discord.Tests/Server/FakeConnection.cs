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

    public string Path { get; } = context.Request.Path.Value!;

    public string Query { get; } = context.Request.QueryString.Value!;

    /// <summary>The code the client closed with; null when it did not, or just dropped the connection.</summary>
    public int? CloseCode { get; private set; }

    /// <summary>Answer heartbeats, while waiting for something else.</summary>
    public bool Acknowledges { get; set; } = true;

    internal Task Over => _over.Task;

    public Task SayAsync(string json) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

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
        patience.CancelAfter(TimeSpan.FromSeconds(15));
        try
        {
            var result = await socket.ReceiveAsync(_buffer, patience.Token);
            Assert.True(result.EndOfMessage, "A frame of more than 64 KiB.");
            if (result.MessageType != WebSocketMessageType.Close)
                return JsonNode.Parse(_buffer.AsSpan(0, result.Count));
            CloseCode = (int?)result.CloseStatus;
            if (socket.State == WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(result.CloseStatus ?? WebSocketCloseStatus.Empty, null, patience.Token);
        }
        catch (WebSocketException)
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
        await DispatchAsync(1, "READY", $$$"""
            {"v":10,"user":{"id":"1","username":"bot","bot":true},"guilds":[{"id":"9","unavailable":true}],"session_id":"{{{session}}}",
             "resume_gateway_url":"{{{server.ResumeUrl}}}","application":{"id":"5","flags":0},"shard":[0,1],"new_field":{"a":[1]}}
            """);
        return identify!;
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
