using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Tests;

/// <summary>Somebody at the sandbox's page, without the browser: the same web API, the same events.</summary>
public sealed class SandboxPerson : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _user;

    private SandboxPerson(Uri page, string user)
    {
        _http = new HttpClient { BaseAddress = page };
        _user = user;
    }

    /// <summary>The page's own state: users, channels, commands …</summary>
    public JsonNode State { get; private set; } = new JsonObject();

    /// <param name="role">Which of the three: "owner", "moderator" or "member".</param>
    public static async Task<SandboxPerson> SitDownAsync(Uri page, string role, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = page };
        var state = await http.GetFromJsonAsync<JsonNode>("sandbox/state", cancel);
        var user = state!["users"]!.AsArray().Single(user => user!["username"]!.GetValue<string>() == role)!["id"]!.GetValue<string>();
        var person = new SandboxPerson(page, user);
        await person.LookAsync(cancel);
        return person;
    }

    public string Id => _user;

    public string Channel(string name) =>
        State["channels"]!.AsArray().Single(channel => channel!["name"]!.GetValue<string>() == name)!["id"]!.GetValue<string>();

    /// <summary>Reads the state again, until the bot's commands are there.</summary>
    public async Task WaitForCommandsAsync(CancellationToken cancel)
    {
        while (State["commands"]!.AsArray().Count == 0 || !State["application"]!["online"]!.GetValue<bool>())
        {
            await Task.Delay(50, cancel);
            await LookAsync(cancel);
        }
    }

    /// <summary>Uses a slash command.</summary>
    /// <param name="options">By name; a byte array is a file, named by <paramref name="fileName"/>.</param>
    /// <returns>The interaction's id.</returns>
    public async Task<string> UseAsync(string channel, string command, IReadOnlyDictionary<string, object> options, CancellationToken cancel, string fileName = "picture.png")
    {
        var registered = Registered(command);
        using var form = new MultipartFormDataContent();
        var values = new JsonArray();
        foreach (var (name, value) in options)
        {
            var type = registered["options"]!.AsArray().Single(option => option!["name"]!.GetValue<string>() == name)!["type"]!.GetValue<int>();
            if (value is byte[] bytes) form.Add(FileContent(bytes), "files[0]", fileName);
            values.Add(new JsonObject { ["name"] = name, ["type"] = type, ["value"] = value is byte[]? 0 : JsonSerializer.SerializeToNode(value) });
        }
        return await InteractAsync(form, new JsonObject
        {
            ["type"] = 2,
            ["channel_id"] = Channel(channel),
            ["data"] = new JsonObject { ["id"] = registered["id"]!.DeepClone(), ["name"] = command, ["type"] = 1, ["options"] = values },
        }, cancel);
    }

    /// <summary>Right-clicks a message and picks a message command.</summary>
    public async Task<string> UseOnMessageAsync(string channel, string command, string message, CancellationToken cancel)
    {
        using var form = new MultipartFormDataContent();
        return await InteractAsync(form, new JsonObject
        {
            ["type"] = 2,
            ["channel_id"] = Channel(channel),
            ["data"] = new JsonObject { ["id"] = Registered(command)["id"]!.DeepClone(), ["name"] = command, ["type"] = 3, ["target_id"] = message },
        }, cancel);
    }

    public async Task<string> PressAsync(string channel, string message, string customId, CancellationToken cancel)
    {
        using var form = new MultipartFormDataContent();
        return await InteractAsync(form, new JsonObject
        {
            ["type"] = 3,
            ["channel_id"] = Channel(channel),
            ["message_id"] = message,
            ["data"] = new JsonObject { ["component_type"] = 2, ["custom_id"] = customId },
        }, cancel);
    }

    public async Task<JsonNode> SayAsync(string channel, string content, CancellationToken cancel, byte[]? file = null, string fileName = "picture.png")
    {
        using var form = new MultipartFormDataContent { { new StringContent(new JsonObject { ["content"] = content }.ToJsonString()), "payload_json" } };
        if (file is not null) form.Add(FileContent(file), "files[0]", fileName);
        using var answer = await _http.PostAsync($"sandbox/channels/{Channel(channel)}/messages?user={_user}", form, cancel);
        return await ReadAsync(answer, cancel);
    }

    /// <summary>The channel's messages as this person sees them, oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> ReadChannelAsync(string channel, CancellationToken cancel)
    {
        var messages = await _http.GetFromJsonAsync<JsonArray>($"sandbox/channels/{Channel(channel)}/messages?user={_user}&limit=100", cancel);
        return [.. messages!.Select(message => message!)];
    }

    /// <summary>Waits until a message that fits stands in the channel. The token is the time-out.</summary>
    public async Task<JsonNode> WaitForMessageAsync(string channel, Func<JsonNode, bool> fits, CancellationToken cancel)
    {
        while (true)
        {
            if ((await ReadChannelAsync(channel, cancel)).LastOrDefault(fits) is { } found) return found;
            await Task.Delay(50, cancel);
        }
    }

    public Task<byte[]> DownloadAsync(string url, CancellationToken cancel) => _http.GetByteArrayAsync(url, cancel);

    /// <summary>What the page is told as it happens, from when this is first read.</summary>
    public async IAsyncEnumerable<JsonNode> EventsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(_http.BaseAddress!) { Scheme = "ws", Path = "/sandbox/events", Query = $"user={_user}" }.Uri, cancel);
        yield return new JsonObject { ["t"] = "CONNECTED" };
        var buffer = new byte[1 << 16];
        var message = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancel);
            if (part.MessageType == WebSocketMessageType.Close) yield break;
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage) continue;
            var node = JsonNode.Parse(message.GetBuffer().AsSpan(0, (int)message.Length))!;
            message.SetLength(0);
            yield return node;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task LookAsync(CancellationToken cancel) =>
        State = (await _http.GetFromJsonAsync<JsonNode>($"sandbox/state?user={_user}", cancel))!;

    private JsonNode Registered(string command) => State["commands"]!.AsArray().Single(each => each!["name"]!.GetValue<string>() == command)!;

    private async Task<string> InteractAsync(MultipartFormDataContent form, JsonObject payload, CancellationToken cancel)
    {
        form.Add(new StringContent(payload.ToJsonString()), "payload_json");
        using var answer = await _http.PostAsync($"sandbox/interactions?user={_user}", form, cancel);
        return (await ReadAsync(answer, cancel))["id"]!.GetValue<string>();
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        var text = await answer.Content.ReadAsStringAsync(cancel);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new HttpRequestException(text, null, answer.StatusCode);
    }

    private static ByteArrayContent FileContent(byte[] bytes) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
}
