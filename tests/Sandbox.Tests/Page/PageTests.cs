using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Page;

public sealed class PageTests
{
    [Fact]
    public async Task The_state_shows_each_person_what_they_may_see()
    {
        await using var box = await Box.StartAsync();

        var member = (await box.PageAsync("GET", "sandbox/state")).Json;
        var owner = (await box.SendAsync("GET", "sandbox/state", null, null, [])).Json;

        Assert.Equal(["general", "adults"], Names(member["channels"]!));
        Assert.Equal(["general", "adults", "mods"], Names(owner["channels"]!));
        Assert.Equal("owner", owner["me"]!["username"]!.ToString());
        Assert.Equal(3, owner["users"]!.AsArray().Count);
        Assert.False(owner["application"]!["online"]!.GetValue<bool>());
        Assert.True(owner["channels"]![1]!["nsfw"]!.GetValue<bool>());
        Assert.Equal(404, (await box.PageAsync("GET", $"sandbox/channels/{box.Server.ModsChannelId}/messages")).Status);
        Assert.Equal(200, (await box.PageAsync("GET", $"sandbox/channels/{box.Server.ModsChannelId}/messages", user: box.Server.ModeratorId)).Status);
        Assert.Equal(404, (await box.PageAsync("GET", "sandbox/state", user: "1")).Status);

        static string[] Names(JsonNode channels) => [.. channels.AsArray().Select(c => c!["name"]!.ToString())];
    }

    [Fact]
    public async Task Guests_apart_are_in_one_guild_each_and_see_no_other()
    {
        await using var box = await Box.StartAsync(options => (options.Guests, options.Guilds, options.GuestsApart) = (5, 2, true));
        var state = (await box.PageAsync("GET", "sandbox/state")).Json;
        var second = state["users"]!.AsArray().Single(user => user!["username"]!.ToString() == "guest2")!["id"]!.ToString();
        var general = state["guilds"]![1]!["channels"]![0]!["id"]!.ToString();

        Assert.Equal(["guest1", "guest3", "guest5"], Guests(state["guilds"]![0]!));
        Assert.Equal(["guest2", "guest4"], Guests(state["guilds"]![1]!));
        Assert.Equal(200, (await box.PageAsync("POST", $"sandbox/channels/{general}/messages", new JsonObject { ["content"] = "hi" }, second)).Status);
        Assert.Equal(404, (await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = "hi" }, second)).Status);

        static IEnumerable<string> Guests(JsonNode guild) => guild["members"]!.AsArray().Select(m => m!["user"]!["username"]!.ToString()).Where(name => name.StartsWith("guest", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Guests_are_members_who_write_and_have_direct_messages_of_their_own()
    {
        await using var box = await Box.StartAsync(options => (options.Guests, options.Bots, options.Guilds) = (2, 2, 2));
        var users = (await box.PageAsync("GET", "sandbox/state")).Json["users"]!.AsArray();
        var guest = users[^1]!["id"]!.ToString();

        Assert.Equal(["owner", "moderator", "member", "guest1", "guest2"], users.Select(u => u!["username"]!.ToString()));
        Assert.Equal(200, (await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = "hi" }, guest)).Status);
        Assert.Equal(404, (await box.PageAsync("GET", $"sandbox/channels/{box.Server.ModsChannelId}/messages", user: guest)).Status);
        var direct = await box.BotAsync("POST", "/users/@me/channels", new JsonObject { ["recipient_id"] = guest });
        Assert.Equal(200, (await box.BotAsync("POST", $"/channels/{direct.Text("id")}/messages", new JsonObject { ["content"] = "for you" })).Status);
        Assert.Equal("for you", (await box.PageAsync("GET", $"sandbox/channels/{direct.Text("id")}/messages", user: guest)).Json[0]!["content"]!.ToString());
        Assert.Equal(404, (await box.PageAsync("GET", $"sandbox/channels/{direct.Text("id")}/messages")).Status);
    }

    [Fact]
    public async Task Pages_are_told_of_messages_commands_and_the_bot()
    {
        await using var box = await Box.StartAsync();
        await using var page = await PageEvents.OpenAsync(box);

        using (var bot = await box.LoginAsync())
            Assert.True((await page.EventAsync("BOT_STATUS"))["online"]!.GetValue<bool>());
        Assert.False((await page.EventAsync("BOT_STATUS"))["online"]!.GetValue<bool>());
        await box.RegisterAsync(new JsonObject { ["name"] = "ping", ["description"] = "d" });
        Assert.Equal("ping", (await page.EventAsync("COMMANDS_UPDATE"))["commands"]![0]!["name"]!.ToString());
        await box.BotAsync("POST", $"/channels/{box.General}/typing");
        Assert.Equal(box.Server.ApplicationId, (await page.EventAsync("TYPING_START"))["user_id"]!.ToString());

        await box.BotAsync("POST", $"/channels/{box.Server.ModsChannelId}/messages", new JsonObject { ["content"] = "for moderators" });
        var sent = await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "one" });
        Assert.Equal("one", (await page.EventAsync("MESSAGE_CREATE"))["content"]!.ToString()); // not the moderators'
        await box.BotAsync("PATCH", $"/channels/{box.General}/messages/{sent.Text("id")}", new JsonObject { ["content"] = "two" });
        Assert.Equal("two", (await page.EventAsync("MESSAGE_UPDATE"))["content"]!.ToString());
        await box.BotAsync("DELETE", $"/channels/{box.General}/messages/{sent.Text("id")}");
        Assert.Equal(sent.Text("id"), (await page.EventAsync("MESSAGE_DELETE"))["id"]!.ToString());
    }

    [Fact]
    public async Task People_delete_their_own_and_moderators_anybodys()
    {
        await using var box = await Box.StartAsync();
        var id = (await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "x" })).Text("id");

        Assert.Equal(403, (await box.PageAsync("DELETE", $"sandbox/messages/{box.General}/{id}")).Status);
        Assert.Equal(204, (await box.PageAsync("DELETE", $"sandbox/messages/{box.General}/{id}", user: box.Server.ModeratorId)).Status);
        Assert.Equal(404, (await box.PageAsync("DELETE", $"sandbox/messages/{box.General}/{id}", user: box.Server.ModeratorId)).Status);
    }

    [Fact]
    public async Task Too_large_an_upload_is_refused_in_the_clients_words()
    {
        await using var box = await Box.StartAsync(o => o.UploadLimitBytes = 1 << 20);

        var reply = await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = "" }, null, ("files[0]", "a.bin", new byte[(1 << 20) + 1]));
        var huge = await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = "" }, null, ("files[0]", "a.bin", new byte[12 << 20]));

        Assert.Equal((413, "Your files are too powerful! Max file size: 1 MiB."), (reply.Status, reply.Text("message")));
        Assert.Equal((413, reply.Text("message")), (huge.Status, huge.Text("message")));
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Origin", "http://127.0.0.1:1", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Host", "evil.example", 403)]
    [InlineData("Host", "127.0.0.1.evil.example", 403)]
    [InlineData("Host", "localhost", 200)]
    [InlineData("Origin", "own", 200)]
    [InlineData("Origin", "localhost", 200)]
    public async Task Only_this_machine_and_the_own_page_are_answered(string header, string value, int status)
    {
        await using var box = await Box.StartAsync();
        foreach (var path in (string[])["sandbox/state", "api/v10/gateway"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(box.Server.Page, path));
            request.Headers.TryAddWithoutValidation(header, value switch
            {
                "own" => $"http://127.0.0.1:{box.Server.Page.Port}",
                "localhost" when header == "Origin" => $"http://localhost:{box.Server.Page.Port}",
                _ => value,
            });

            Assert.Equal(status, (await box.SendAsync(request)).Status);
        }
    }

    [Fact]
    public async Task A_foreign_page_cannot_open_a_socket()
    {
        await using var box = await Box.StartAsync();
        foreach (var path in (string[])["/gateway", "/sandbox/events"])
        {
            using var socket = new System.Net.WebSockets.ClientWebSocket();
            socket.Options.SetRequestHeader("Origin", "http://evil.example");

            var refused = await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() =>
                socket.ConnectAsync(new UriBuilder(box.Server.Page) { Scheme = "ws", Path = path }.Uri, TestContext.Current.CancellationToken));

            Assert.Contains("403", refused.Message);
        }
    }

    [Fact]
    public async Task The_page_is_served_without_caching()
    {
        await using var box = await Box.StartAsync();

        var page = await box.SendAsync("GET", "", null, null, []);
        var avatar = await box.SendAsync("GET", $"avatars/{box.Server.MemberId}/any.png", null, null, []);

        Assert.Equal((200, "no-cache"), (page.Status, page.Headers["Cache-Control"]));
        Assert.StartsWith("text/html", page.ContentType);
        Assert.Equal("image/png", avatar.ContentType);
    }

    [Fact]
    public async Task A_taken_port_is_named_in_one_sentence()
    {
        await using var box = await Box.StartAsync();

        var e = await Assert.ThrowsAsync<SandboxException>(() => Box.StartAsync(o => o.Port = box.Server.Page.Port));

        Assert.Equal($"Port {box.Server.Page.Port} of 127.0.0.1 is taken; choose another with --port, or 0 for a free one.", e.Message);
    }

    [Fact]
    public async Task The_bare_program_says_where_it_is_and_ends_on_an_interrupt()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "ChatVideoBot.Sandbox.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "--bare", "--port", "0"]) { RedirectStandardOutput = true })!;
        var first = JsonNode.Parse((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!)!;
        using var http = new HttpClient();
        var gateway = await http.GetStringAsync(new Uri($"{first["api"]}/v10/gateway"), TestContext.Current.CancellationToken);

        using (var interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await interrupt.WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("ws://", gateway);
        Assert.Equal(["api", "token", "application_id", "guild_id", "page"], first.AsObject().Select(p => p.Key));
    }
}
