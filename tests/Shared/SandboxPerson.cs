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

    /// <summary>In place of a channel's name: the direct messages with the bot.</summary>
    public const string Direct = "@direct";

    public string Channel(string name) => name == Direct
        ? State["dms"]![0]!["id"]!.GetValue<string>()
        : State["channels"]!.AsArray().Single(channel => channel!["name"]!.GetValue<string>() == name)!["id"]!.GetValue<string>();

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
    /// <param name="command">Its name, and its subcommand's behind a space.</param>
    /// <param name="options">By name; a byte array is a file, named by <paramref name="fileName"/>.</param>
    /// <returns>The interaction's id.</returns>
    public async Task<string> UseAsync(string channel, string command, IReadOnlyDictionary<string, object> options, CancellationToken cancel, string fileName = "picture.png")
    {
        var (first, second) = command.Split(' ') is [var before, var after] ? (before, after) : (command, null);
        var registered = Registered(first);
        var used = second is null ? registered : registered["options"]!.AsArray().Single(option => option!["name"]!.GetValue<string>() == second)!;
        using var form = new MultipartFormDataContent();
        var values = new JsonArray();
        foreach (var (name, value) in options)
        {
            var type = used["options"]!.AsArray().Single(option => option!["name"]!.GetValue<string>() == name)!["type"]!.GetValue<int>();
            if (value is byte[] bytes) form.Add(FileContent(bytes), "files[0]", fileName);
            values.Add(new JsonObject { ["name"] = name, ["type"] = type, ["value"] = value is byte[]? 0 : JsonSerializer.SerializeToNode(value) });
        }
        return await InteractAsync(form, new JsonObject
        {
            ["type"] = 2,
            ["channel_id"] = Channel(channel),
            ["data"] = new JsonObject
            {
                ["id"] = registered["id"]!.DeepClone(),
                ["name"] = first,
                ["type"] = 1,
                ["options"] = second is null ? values : new JsonArray(new JsonObject { ["type"] = 1, ["name"] = second, ["options"] = values }),
            },
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

    /// <summary>Fills in an open form and sends it.</summary>
    /// <param name="fields">By custom id: a text, or what is picked in a select.</param>
    public async Task<string> SubmitAsync(string channel, string customId, IReadOnlyDictionary<string, string> fields, CancellationToken cancel)
    {
        using var form = new MultipartFormDataContent();
        var components = fields.Select(field => (JsonNode)new JsonObject
        {
            ["type"] = 18,
            ["component"] = new JsonObject { ["custom_id"] = field.Key, ["value"] = field.Value, ["values"] = new JsonArray(field.Value) },
        });
        return await InteractAsync(form, new JsonObject
        {
            ["type"] = 5,
            ["channel_id"] = Channel(channel),
            ["data"] = new JsonObject { ["custom_id"] = customId, ["components"] = new JsonArray([.. components]) },
        }, cancel);
    }

    /// <summary>Picks from a select on a message.</summary>
    public async Task<string> PickAsync(string channel, string message, string customId, string value, CancellationToken cancel)
    {
        using var form = new MultipartFormDataContent();
        return await InteractAsync(form, new JsonObject
        {
            ["type"] = 3,
            ["channel_id"] = Channel(channel),
            ["message_id"] = message,
            ["data"] = new JsonObject { ["component_type"] = 3, ["custom_id"] = customId, ["values"] = new JsonArray(value) },
        }, cancel);
    }

    /// <summary>Sends a form that stands open.</summary>
    /// <param name="fields">By custom id: a string, or the array of what is picked.</param>
    public async Task<string> SendFormAsync(string channel, string customId, IReadOnlyDictionary<string, object> fields, CancellationToken cancel)
    {
        using var form = new MultipartFormDataContent();
        var components = new JsonArray([.. fields.Select(field => (JsonNode)new JsonObject
        {
            ["type"] = 18,
            ["component"] = new JsonObject
            {
                ["custom_id"] = field.Key,
                [field.Value is string ? "value" : "values"] = JsonSerializer.SerializeToNode(field.Value),
            },
        })]);
        return await InteractAsync(form, new JsonObject
        {
            ["type"] = 5,
            ["channel_id"] = Channel(channel),
            ["data"] = new JsonObject { ["custom_id"] = customId, ["components"] = components },
        }, cancel);
    }

    /// <summary>Types in an option that offers choices; what is offered, as Discord gets it.</summary>
    public async Task<IReadOnlyList<JsonNode>> OfferedAsync(string channel, string command, string option, string typed, CancellationToken cancel)
    {
        using var form = new MultipartFormDataContent();
        var payload = new JsonObject
        {
            ["type"] = 4,
            ["channel_id"] = Channel(channel),
            ["data"] = new JsonObject
            {
                ["id"] = Registered(command)["id"]!.DeepClone(),
                ["name"] = command,
                ["type"] = 1,
                ["options"] = new JsonArray(new JsonObject { ["name"] = option, ["type"] = 3, ["value"] = typed, ["focused"] = true }),
            },
        };
        form.Add(new StringContent(payload.ToJsonString()), "payload_json");
        using var answer = await _http.PostAsync($"sandbox/interactions?user={_user}", form, cancel);
        return [.. (await ReadAsync(answer, cancel))["choices"]!.AsArray().Select(choice => choice!)];
    }

    /// <summary>Deletes a message: one's own, or as a moderator.</summary>
    public async Task DeleteAsync(string channel, string message, CancellationToken cancel) =>
        (await _http.DeleteAsync($"sandbox/messages/{Channel(channel)}/{message}?user={_user}", cancel)).EnsureSuccessStatusCode();

    /// <param name="replyTo">The message that is answered; its author is pinged, as by Discord's own client.</param>
    /// <param name="files">More files than one.</param>
    public async Task<JsonNode> SayAsync(
        string channel, string content, CancellationToken cancel, byte[]? file = null, string fileName = "picture.png", string? replyTo = null, IReadOnlyList<byte[]>? files = null)
    {
        var said = new JsonObject { ["content"] = content };
        if (replyTo is not null) said["message_reference"] = new JsonObject { ["message_id"] = replyTo };
        using var form = new MultipartFormDataContent { { new StringContent(said.ToJsonString()), "payload_json" } };
        if (file is not null) form.Add(FileContent(file), "files[0]", fileName);
        for (var i = 0; i < (files?.Count ?? 0); i++) form.Add(FileContent(files![i]), $"files[{i}]", $"{i}-{fileName}");
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
