using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests;

/// <summary>The page's line of events, as the member unless told otherwise.</summary>
internal sealed class PageEvents : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonNode> _seen = [];

    public static async Task<PageEvents> OpenAsync(Box box, string? user = null)
    {
        var events = new PageEvents();
        await events._socket.ConnectAsync(
            new UriBuilder(box.Server.Page) { Scheme = "ws", Path = "/sandbox/events", Query = $"user={user ?? box.Server.MemberId}" }.Uri,
            TestContext.Current.CancellationToken);
        return events;
    }

    /// <summary>The <c>d</c> of the next event of this type; others are kept.</summary>
    public async Task<JsonNode> EventAsync(string type)
    {
        while (true)
        {
            if (_seen.Find(e => e["t"]!.ToString() == type) is { } found)
            {
                _seen.Remove(found);
                return found["d"]!;
            }
            _seen.Add(await ReceiveAsync());
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        soon.CancelAfter(TimeSpan.FromSeconds(60));
        var message = new MemoryStream();
        var buffer = new byte[1 << 16];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), soon.Token);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(message.ToArray())!;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
