using System.Net.WebSockets;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Gateway;

public sealed class GatewayTests
{
    [Fact]
    public async Task A_bot_that_identifies_gets_ready_and_its_guild()
    {
        await using var box = await Box.StartAsync();
        using var bot = await Peer.ConnectAsync(box.Server);

        var hello = await bot.OpAsync(10);
        await bot.IdentifyAsync(box.Server.Token);
        var ready = await bot.EventAsync("READY");
        var guild = await bot.EventAsync("GUILD_CREATE");

        Assert.Equal(41250, hello["d"]!["heartbeat_interval"]!.GetValue<int>());
        Assert.Equal(box.Server.ApplicationId, ready["user"]!["id"]!.ToString());
        Assert.Equal(box.Server.GuildId, ready["guilds"]![0]!["id"]!.ToString());
        Assert.StartsWith("ws://127.0.0.1:", ready["resume_gateway_url"]!.ToString());
        Assert.Equal(4, guild["channels"]!.AsArray().Count);
        Assert.Equal(3, guild["roles"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_heartbeat_is_acknowledged()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();

        await bot.SendAsync(1, bot.Sequence);

        Assert.Equal(11, (await bot.OpAsync(11))["op"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("wrong token", 4004)]
    [InlineData("unknown intent", 4013)]
    [InlineData("forbidden intent", 4014)]
    [InlineData("identified twice", 4005)]
    [InlineData("before identify", 4003)]
    [InlineData("unknown op", 4001)]
    [InlineData("no JSON", 4002)]
    [InlineData("too long", 4002)]
    [InlineData("bad shard", 4010)]
    public async Task A_wrong_payload_closes_with_its_code(string what, int code)
    {
        await using var box = await Box.StartAsync(o => o.AllowMessageContent = false);
        using var bot = await Peer.ConnectAsync(box.Server);
        await (what switch
        {
            "wrong token" => bot.IdentifyAsync("wrong"),
            "unknown intent" => bot.IdentifyAsync(box.Server.Token, 1 << 30),
            "forbidden intent" => bot.IdentifyAsync(box.Server.Token, 1 << 15),
            "identified twice" => Twice(bot, box.Server.Token),
            "before identify" => bot.SendAsync(3, new JsonObject()),
            "unknown op" => bot.SendAsync(99, null),
            "no JSON" => bot.SendAsync("{"),
            "too long" => bot.SendAsync(1, new string('x', 4096)),
            _ => bot.SendAsync(2, new JsonObject
            {
                ["token"] = box.Server.Token,
                ["intents"] = 1,
                ["properties"] = new JsonObject(),
                ["shard"] = new JsonArray(3, 2),
            }),
        });

        Assert.Equal(code, await bot.CloseCodeAsync());

        static async Task Twice(Peer bot, string token)
        {
            await bot.IdentifyAsync(token, 1);
            await bot.IdentifyAsync(token, 1);
        }
    }

    [Fact]
    public async Task An_unknown_version_closes_with_4012()
    {
        await using var box = await Box.StartAsync();
        using var bot = await Peer.ConnectAsync(box.Server, "v=3&encoding=json");

        Assert.Equal(4012, await bot.CloseCodeAsync());
    }

    [Fact]
    public async Task The_121st_payload_of_a_minute_closes_with_4008()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();

        for (var i = 0; i < 120; i++)
            await bot.SendAsync(1, null);

        Assert.Equal(4008, await bot.CloseCodeAsync());
    }

    [Fact]
    public async Task A_silent_client_is_closed_with_4009_and_has_to_identify_anew()
    {
        await using var box = await Box.StartAsync(o => o.HeartbeatInterval = TimeSpan.FromMilliseconds(200));
        using var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync(box.Server.Token);
        var session = (await bot.EventAsync("READY"))["session_id"]!.ToString();

        Assert.Equal(4009, await bot.CloseCodeAsync());
        using var again = await Peer.ConnectAsync(box.Server);
        await again.ResumeAsync(box.Server.Token, session, 1);
        Assert.False((await again.OpAsync(9))["d"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_resume_replays_what_was_missed_in_order()
    {
        await using var box = await Box.StartAsync();
        var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync(box.Server.Token);
        var session = (await bot.EventAsync("READY"))["session_id"]!.ToString();
        await bot.EventAsync("GUILD_CREATE");
        bot.Drop();
        await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = "one" });
        await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = "two" });

        using var again = await Peer.ConnectAsync(box.Server);
        await again.ResumeAsync(box.Server.Token, session, bot.Sequence);

        Assert.Equal("one", (await again.EventAsync("MESSAGE_CREATE"))["content"]!.ToString());
        Assert.Equal("two", (await again.EventAsync("MESSAGE_CREATE"))["content"]!.ToString());
        await again.EventAsync("RESUMED");
        Assert.Equal(bot.Sequence + 3, again.Sequence);
    }

    [Fact]
    public async Task A_session_closed_with_1000_cannot_be_resumed()
    {
        await using var box = await Box.StartAsync();
        using var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync(box.Server.Token);
        var session = (await bot.EventAsync("READY"))["session_id"]!.ToString();
        await bot.CloseAsync(1000);

        using var again = await Peer.ConnectAsync(box.Server);
        await again.ResumeAsync(box.Server.Token, session, 1);

        Assert.False((await again.OpAsync(9))["d"]!.GetValue<bool>());
        await again.IdentifyAsync(box.Server.Token); // on the same socket, as some libraries do
        await again.EventAsync("READY");
    }

    [Fact]
    public async Task A_resume_from_the_future_closes_with_4007()
    {
        await using var box = await Box.StartAsync();
        var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync(box.Server.Token);
        var session = (await bot.EventAsync("READY"))["session_id"]!.ToString();
        bot.Drop();

        using var again = await Peer.ConnectAsync(box.Server);
        await again.ResumeAsync(box.Server.Token, session, 500);

        Assert.Equal(4007, await again.CloseCodeAsync());
    }

    [Fact]
    public async Task A_bot_that_missed_more_than_is_kept_has_to_identify_anew()
    {
        await using var box = await Box.StartAsync();
        var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync(box.Server.Token);
        var session = (await bot.EventAsync("READY"))["session_id"]!.ToString();
        bot.Drop();
        for (var i = 0; i < 1005; i++)
            await box.FaultAsync(new JsonObject { ["dispatch"] = new JsonObject { ["t"] = "SOMETHING", ["d"] = new JsonObject() } });

        using var again = await Peer.ConnectAsync(box.Server);
        await again.ResumeAsync(box.Server.Token, session, 2);

        Assert.False((await again.OpAsync(9))["d"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_zlib_stream_is_one_context_over_all_messages()
    {
        await using var box = await Box.StartAsync();
        using var bot = await Peer.ConnectAsync(box.Server, "v=10&encoding=json&compress=zlib-stream");
        await bot.OpAsync(10);

        await bot.IdentifyAsync(box.Server.Token);

        await bot.EventAsync("READY");
        await bot.EventAsync("GUILD_CREATE");
    }

    [Fact]
    public async Task Members_are_sent_on_request()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync(Peer.Usual | 1 << 1);

        await bot.SendAsync(8, new JsonObject { ["guild_id"] = box.Server.GuildId, ["query"] = "", ["limit"] = 0, ["nonce"] = "n" });

        var chunk = await bot.EventAsync("GUILD_MEMBERS_CHUNK");
        Assert.Equal(4, chunk["members"]!.AsArray().Count);
        Assert.Equal("n", chunk["nonce"]!.ToString());
    }

    [Fact]
    public async Task Without_the_content_intent_only_mentions_replies_to_oneself_and_own_messages_have_content()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync(Peer.Usual & ~(1 << 15));

        await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = "secret" });
        await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = $"hi <@{box.Server.ApplicationId}>" });
        var own = await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "mine" });
        await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject
        {
            ["content"] = "a reply",
            ["message_reference"] = new JsonObject { ["message_id"] = own.Text("id") },
        });

        Assert.Equal("", (await bot.EventAsync("MESSAGE_CREATE"))["content"]!.ToString());
        Assert.StartsWith("hi", (await bot.EventAsync("MESSAGE_CREATE"))["content"]!.ToString());
        Assert.Equal("mine", (await bot.EventAsync("MESSAGE_CREATE"))["content"]!.ToString());
        var reply = await bot.EventAsync("MESSAGE_CREATE");
        Assert.Equal("a reply", reply["content"]!.ToString());
        Assert.Equal("mine", reply["referenced_message"]!["content"]!.ToString());
    }

    [Fact]
    public async Task Direct_messages_come_under_their_own_intent_and_without_a_guild()
    {
        await using var box = await Box.StartAsync();
        using var deaf = await box.LoginAsync(1 | 1 << 9);
        using var bot = await box.LoginAsync(1 | 1 << 12);
        var dm = (await box.BotAsync("POST", "/users/@me/channels", new JsonObject { ["recipient_id"] = box.Server.MemberId })).Text("id");

        await box.PageAsync("POST", $"sandbox/channels/{dm}/messages", new JsonObject { ["content"] = "psst" });
        var message = await bot.EventAsync("MESSAGE_CREATE");
        await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = "aloud" });

        Assert.Null(message["guild_id"]);
        Assert.Equal("psst", message["content"]!.ToString());
        Assert.Equal(box.General, (await deaf.EventAsync("MESSAGE_CREATE"))["channel_id"]!.ToString());
    }

    [Fact]
    public async Task Injected_faults_reach_the_socket()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();

        await box.FaultAsync(new JsonObject { ["reconnect"] = true, ["ask_heartbeat"] = true, ["unknown_fields"] = true, ["duplicate_events"] = 1 });
        await bot.OpAsync(7);
        await bot.OpAsync(1);
        await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "x" });
        var first = await bot.EventAsync("MESSAGE_CREATE");
        Assert.NotNull(first["a_field_of_tomorrow"]);
        Assert.Equal(first["id"]!.ToString(), (await bot.EventAsync("MESSAGE_CREATE"))["id"]!.ToString());

        await box.FaultAsync(new JsonObject { ["stop_acks"] = true });
        await bot.SendAsync(1, null);
        await box.FaultAsync(new JsonObject { ["close"] = 4000 });
        await Assert.ThrowsAsync<Peer.Closed>(() => bot.OpAsync(11));
    }

    [Fact]
    public async Task A_dropped_socket_ends_without_a_close_frame()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();

        await box.FaultAsync(new JsonObject { ["drop"] = true });

        await Assert.ThrowsAsync<WebSocketException>(bot.ReceiveAsync);
    }

    [Fact]
    public async Task Identifies_beyond_the_days_budget_get_an_invalid_session()
    {
        await using var box = await Box.StartAsync(o => o.SessionStarts = 1);
        using var bot = await box.LoginAsync();
        using var second = await Peer.ConnectAsync(box.Server);

        await second.IdentifyAsync(box.Server.Token);

        Assert.False((await second.OpAsync(9))["d"]!.GetValue<bool>());
        var limit = (await box.BotAsync("GET", "/gateway/bot")).Json["session_start_limit"]!;
        Assert.Equal(0, limit["remaining"]!.GetValue<int>());
        Assert.InRange(limit["reset_after"]!.GetValue<long>(), 1, 86_400_000);
    }
}
