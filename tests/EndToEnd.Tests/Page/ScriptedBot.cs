using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using ChatVideoBot.Sandbox;

namespace ChatVideoBot.EndToEnd.Tests.Page;

/// <summary>A bot that does only what a test tells it to, over the gateway and REST.</summary>
internal sealed class ScriptedBot : IAsyncDisposable
{
    private const int Intents = 1 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 15;

    private readonly SandboxServer _server;
    private readonly HttpClient _http = new();
    private readonly ClientWebSocket _socket = new();
    private readonly Channel<JsonNode> _interactions = Channel.CreateUnbounded<JsonNode>();
    private Task _listening = Task.CompletedTask;

    private ScriptedBot(SandboxServer server) => _server = server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ScriptedBot> ConnectAsync(SandboxServer server, JsonNode commands)
    {
        var bot = new ScriptedBot(server);
        bot._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bot", server.Token);
        await bot.CallAsync(HttpMethod.Put, $"applications/{server.ApplicationId}/commands", commands);
        await bot._socket.ConnectAsync(new UriBuilder(server.Page) { Scheme = "ws", Path = "/gateway", Query = "v=10&encoding=json" }.Uri, Cancel);
        await bot._socket.SendAsync(Encoding.UTF8.GetBytes(new JsonObject
        {
            ["op"] = 2,
            ["d"] = new JsonObject { ["token"] = server.Token, ["intents"] = Intents, ["properties"] = new JsonObject { ["os"] = "linux", ["browser"] = "test", ["device"] = "test" } },
        }.ToJsonString()), WebSocketMessageType.Text, true, Cancel);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bot._listening = bot.ListenAsync(ready);
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        return bot;
    }

    /// <summary>The next interaction that was not taken yet.</summary>
    public async Task<JsonNode> InteractionAsync() =>
        await _interactions.Reader.ReadAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancel);

    public Task AnswerAsync(JsonNode interaction, string answer, params (string Name, byte[] Bytes)[] files) =>
        CallAsync(HttpMethod.Post, $"interactions/{interaction["id"]}/{interaction["token"]}/callback", JsonNode.Parse(answer)!, files);

    public Task<JsonNode> EditAnswerAsync(JsonNode interaction, string message, params (string Name, byte[] Bytes)[] files) =>
        CallAsync(HttpMethod.Patch, $"webhooks/{_server.ApplicationId}/{interaction["token"]}/messages/@original", JsonNode.Parse(message)!, files);

    /// <summary>Posts a message into #general.</summary>
    /// <returns>The message's id.</returns>
    public async Task<string> SayAsync(string message, params (string Name, byte[] Bytes)[] files) =>
        (await CallAsync(HttpMethod.Post, $"channels/{_server.GeneralChannelId}/messages", JsonNode.Parse(message)!, files))["id"]!.ToString();

    public Task EditAsync(string id, string message, params (string Name, byte[] Bytes)[] files) =>
        CallAsync(HttpMethod.Patch, $"channels/{_server.GeneralChannelId}/messages/{id}", JsonNode.Parse(message)!, files);

    public Task DeleteAsync(string id) => CallAsync(HttpMethod.Delete, $"channels/{_server.GeneralChannelId}/messages/{id}", null);

    public Task ReactAsync(string id, string emoji) =>
        CallAsync(HttpMethod.Put, $"channels/{_server.GeneralChannelId}/messages/{id}/reactions/{Uri.EscapeDataString(emoji)}/@me", null);

    public Task TypeAsync() => CallAsync(HttpMethod.Post, $"channels/{_server.GeneralChannelId}/typing", null);

    /// <summary>Waits until the gateway ends the connection, and returns its close code; 0 when it was cut.</summary>
    public async Task<int> WaitForEndAsync()
    {
        await _listening.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        return (int)(_socket.CloseStatus ?? 0);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _listening;
        _socket.Dispose();
        _http.Dispose();
    }

    private async Task<JsonNode> CallAsync(HttpMethod method, string path, JsonNode? body, params (string Name, byte[] Bytes)[] files)
    {
        using var request = new HttpRequestMessage(method, $"{_server.Api}/v10/{path}");
        var json = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        if (files.Length == 0) request.Content = json;
        else
        {
            var form = new MultipartFormDataContent { { json!, "payload_json" } };
            for (var n = 0; n < files.Length; n++) form.Add(new ByteArrayContent(files[n].Bytes), $"files[{n}]", files[n].Name);
            request.Content = form;
        }
        using var response = await _http.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path} → {(int)response.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    private async Task ListenAsync(TaskCompletionSource ready)
    {
        try
        {
            var buffer = new byte[1 << 20];
            while (_socket.State == WebSocketState.Open)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close) return;
                var frame = JsonNode.Parse(buffer.AsSpan(0, length))!;
                if (frame["t"]?.ToString() == "READY") ready.TrySetResult();
                if (frame["t"]?.ToString() == "INTERACTION_CREATE") _interactions.Writer.TryWrite(frame["d"]!);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut, by the test or by a fault.
        }
        finally
        {
            ready.TrySetException(new InvalidOperationException("The gateway closed before it was ready."));
        }
    }
}
