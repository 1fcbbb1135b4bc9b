using System.IO.Compression;
using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests;

/// <summary>A gateway client that does only what a test tells it to.</summary>
internal sealed class Peer : IDisposable
{
    /// <summary>Guilds, guild messages, reactions, direct messages and message content.</summary>
    public const int Usual = 1 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 15;

    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonNode> _seen = [];
    private readonly MemoryStream _packed = new();
    private ZLibStream? _zlib;
    private ZstdBlocks? _zstd;

    public long Sequence { get; private set; }

    public static async Task<Peer> ConnectAsync(SandboxServer server, string query = "v=10&encoding=json", string path = "/gateway")
    {
        var peer = new Peer();
        await peer._socket.ConnectAsync(new UriBuilder(server.Page) { Scheme = "ws", Path = path, Query = query }.Uri, Cancel);
        if (query.Contains("zlib-stream"))
            peer._zlib = new ZLibStream(peer._packed, CompressionMode.Decompress);
        if (query.Contains("zstd-stream"))
            peer._zstd = new ZstdBlocks();
        return peer;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task SendAsync(string text) =>
        _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Cancel);

    public Task SendAsync(int op, JsonNode? data) => SendAsync(new JsonObject { ["op"] = op, ["d"] = data }.ToJsonString());

    public Task IdentifyAsync(string token, int intents = Usual) => SendAsync(2, new JsonObject
    {
        ["token"] = token,
        ["intents"] = intents,
        ["properties"] = new JsonObject { ["os"] = "linux", ["browser"] = "test", ["device"] = "test" },
    });

    public Task IdentifyAsync(string token, int intents, int shard, int shards) => SendAsync(2, new JsonObject
    {
        ["token"] = token,
        ["intents"] = intents,
        ["shard"] = new JsonArray(shard, shards),
        ["properties"] = new JsonObject { ["os"] = "linux", ["browser"] = "test", ["device"] = "test" },
    });

    public Task ResumeAsync(string token, string session, long sequence) =>
        SendAsync(6, new JsonObject { ["token"] = token, ["session_id"] = session, ["seq"] = sequence });

    /// <summary>The next frame; an <see cref="Closed"/> exception with the code when the server closed.</summary>
    public async Task<JsonNode> ReceiveAsync()
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        soon.CancelAfter(TimeSpan.FromSeconds(60));
        var message = new MemoryStream();
        var buffer = new byte[1 << 16];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), soon.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new Closed((int)_socket.CloseStatus!);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        var frame = JsonNode.Parse(_zstd?.Read(message.ToArray()) ?? (_zlib is null ? message.ToArray() : Inflate(message.ToArray())))!;
        SawHello |= frame["op"]!.GetValue<int>() == 10;
        if (frame["s"] is { } sequence)
            Sequence = sequence.GetValue<long>();
        return frame;
    }

    private byte[] Inflate(byte[] part)
    {
        Assert.Equal([0, 0, 0xFF, 0xFF], part[^4..]);
        _packed.SetLength(0);
        _packed.Write(part);
        _packed.Position = 0;
        var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = _zlib!.Read(buffer)) > 0;)
            whole.Write(buffer, 0, read);
        return whole.ToArray();
    }

    /// <summary>The next frame with this op; others are kept for later questions.</summary>
    public Task<JsonNode> OpAsync(int op) => NextAsync(frame => frame["op"]!.GetValue<int>() == op);

    /// <summary>The <c>d</c> of the next event of this type.</summary>
    public async Task<JsonNode> EventAsync(string type) => (await NextAsync(frame => frame["t"]?.ToString() == type))["d"]!;

    private async Task<JsonNode> NextAsync(Predicate<JsonNode> fits)
    {
        var at = _seen.FindIndex(fits);
        if (at >= 0)
        {
            var found = _seen[at];
            _seen.RemoveAt(at);
            return found;
        }
        while (true)
        {
            var frame = await ReceiveAsync();
            if (fits(frame))
                return frame;
            _seen.Add(frame);
        }
    }

    /// <summary>The types of the events up to and without the next of this type: those that came before it.</summary>
    public async Task<string[]> EventsBeforeAsync(string type)
    {
        await NextAsync(frame => frame["t"]?.ToString() == type);
        return [.. _seen.Select(f => f["t"]?.ToString() ?? "")];
    }

    /// <summary>How many events of this type came so far and were not asked for: those up to the last answer that was awaited.</summary>
    public int Count(string type) => _seen.Count(f => f["t"]?.ToString() == type);

    public int CountOp(int op) => _seen.Count(f => f["op"]!.GetValue<int>() == op);

    /// <summary>Whether the server has greeted.</summary>
    public bool SawHello { get; private set; }

    public async Task<int> CloseCodeAsync()
    {
        try
        {
            while (true)
                await ReceiveAsync();
        }
        catch (Closed closed)
        {
            return closed.Code;
        }
    }

    public Task CloseAsync(int code) => _socket.CloseAsync((WebSocketCloseStatus)code, "", Cancel);

    /// <summary>Ends the connection as a network failure does.</summary>
    public void Drop() => _socket.Abort();

    public void Dispose() => _socket.Dispose();

    public sealed class Closed(int code) : Exception($"The server closed with {code}.")
    {
        public int Code => code;
    }
}
