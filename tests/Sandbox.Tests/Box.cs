using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests;

/// <summary>A sandbox of one test's own, with a bot's and a person's hands on it: plain HTTP, no client library.</summary>
internal sealed class Box : IAsyncDisposable
{
    private readonly HttpClient _http = new();

    private Box(SandboxServer server, Agreement agreement) => (Server, Agreement) = (server, agreement);

    /// <summary>What every answer is held against; a disagreement fails the test at its end.</summary>
    public Agreement Agreement { get; }

    public SandboxServer Server { get; }

    public string General => Server.GeneralChannelId;

    public static async Task<Box> StartAsync(Action<SandboxOptions>? set = null)
    {
        var agreement = new Agreement();
        var options = new SandboxOptions { Answered = agreement.Hear };
        set?.Invoke(options);
        return new Box(await SandboxServer.StartAsync(options, TestContext.Current.CancellationToken), agreement);
    }

    /// <summary>A request of the bot to /api/v10.</summary>
    public Task<Reply> BotAsync(string method, string path, JsonNode? body = null, params (string Name, string FileName, byte[] Bytes)[] files) =>
        SendAsync(method, $"api/v10{path}", body, Server.Token, files);

    /// <summary>A request of somebody without a token to /api/v10: answers to interactions.</summary>
    public Task<Reply> OpenAsync(string method, string path, JsonNode? body = null, params (string Name, string FileName, byte[] Bytes)[] files) =>
        SendAsync(method, $"api/v10{path}", body, null, files);

    /// <summary>A request of the page.</summary>
    public Task<Reply> PageAsync(string method, string path, JsonNode? body = null, string? user = null, params (string Name, string FileName, byte[] Bytes)[] files) =>
        SendAsync(method, $"{path}{(path.Contains('?') ? '&' : '?')}user={user ?? Server.MemberId}", body, null, files, alwaysForm: body is not null);

    public async Task<Reply> SendAsync(string method, string path, JsonNode? body, string? token, (string Name, string FileName, byte[] Bytes)[] files, bool alwaysForm = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Server.Page, path));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bot", token);
        if (files.Length > 0 || alwaysForm)
        {
            var form = new MultipartFormDataContent();
            if (body is not null)
                form.Add(new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), "payload_json");
            foreach (var (name, fileName, bytes) in files)
                form.Add(new ByteArrayContent(bytes), name, fileName);
            request.Content = form;
        }
        else if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await SendAsync(request);
    }

    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, bytes, response.Content.Headers.ContentType?.ToString(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Switches faults on.</summary>
    public async Task FaultAsync(JsonObject faults)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server.Page, "sandbox/faults"));
        request.Content = new StringContent(faults.ToJsonString());
        Assert.Equal(204, (await SendAsync(request)).Status);
    }

    /// <summary>Registers a guild command and returns its id.</summary>
    public async Task<string> RegisterAsync(JsonObject command)
    {
        var reply = await BotAsync("POST", $"/applications/{Server.ApplicationId}/guilds/{Server.GuildId}/commands", command);
        Assert.Equal(201, reply.Status);
        return reply.Text("id");
    }

    /// <summary>A request of another bot than the first.</summary>
    public Task<Reply> BotAsync(SandboxBot bot, string method, string path, JsonNode? body = null) => SendAsync(method, $"api/v10{path}", body, bot.Token, []);

    /// <summary>A request to the sandbox itself, with plain JSON.</summary>
    public async Task<Reply> SandboxAsync(string method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Server.Page, $"sandbox/{path}"));
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString());
        return await SendAsync(request);
    }

    /// <summary>A shard that has identified and has its READY.</summary>
    public async Task<Peer> LoginShardAsync(int shard, int shards, int intents = Peer.Usual, SandboxBot? bot = null)
    {
        var peer = await Peer.ConnectAsync(Server);
        await peer.IdentifyAsync(bot?.Token ?? Server.Token, intents, shard, shards);
        await peer.EventAsync("READY");
        return peer;
    }

    /// <summary>A gateway connection that has identified and has its guild.</summary>
    public async Task<Peer> LoginAsync(int intents = Peer.Usual, SandboxBot? bot = null)
    {
        var peer = await Peer.ConnectAsync(Server);
        await peer.IdentifyAsync(bot?.Token ?? Server.Token, intents);
        await peer.EventAsync("READY");
        if ((intents & 1) != 0)
            await peer.EventAsync("GUILD_CREATE");
        return peer;
    }

    /// <summary>Uses a command at the page and returns what the bot gets.</summary>
    public async Task<JsonNode> UseAsync(Peer bot, JsonObject command, JsonArray? options = null, string? channel = null, string? user = null,
        params (string Name, string FileName, byte[] Bytes)[] files)
    {
        var id = await RegisterAsync(command);
        var reply = await PageAsync("POST", "sandbox/interactions", new JsonObject
        {
            ["type"] = 2,
            ["channel_id"] = channel ?? General,
            ["data"] = new JsonObject { ["id"] = id, ["name"] = command["name"]!.DeepClone(), ["type"] = 1, ["options"] = options ?? [] },
        }, user, files);
        Assert.Equal(200, reply.Status);
        return await bot.EventAsync("INTERACTION_CREATE");
    }

    public Task<Reply> AnswerAsync(JsonNode interaction, JsonObject answer, string query = "", params (string Name, string FileName, byte[] Bytes)[] files) =>
        OpenAsync("POST", $"/interactions/{interaction["id"]}/{interaction["token"]}/callback{query}", answer, files);

    public string Webhook(JsonNode interaction, string rest = "") => $"/webhooks/{Server.ApplicationId}/{interaction["token"]}{rest}";

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
        if (TestContext.Current.TestState?.Result != TestResult.Failed) // its own failure says more
            Assert.Equal("", string.Join('\n', Agreement.Problems));
    }
}

/// <summary>An answer, read.</summary>
internal sealed record Reply(int Status, byte[] Bytes, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Bytes)!;
    public int Code => Json["code"]!.GetValue<int>();

    public string Text(string name) => Json[name]!.ToString();

    /// <summary>The codes of the form errors at a path such as <c>embeds.0.title</c>.</summary>
    public string[] ErrorsAt(string path)
    {
        var node = Json["errors"];
        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            node = node?[step];
        return [.. (node?["_errors"]?.AsArray() ?? []).Select(e => e!["code"]!.ToString())];
    }
}
