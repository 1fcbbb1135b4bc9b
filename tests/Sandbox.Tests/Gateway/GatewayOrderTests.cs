using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Gateway;

/// <summary>What bots send over the gateway beside identify and heartbeat, and where they may open it.</summary>
public sealed class GatewayOrderTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(31)]
    [InlineData(43)]
    public async Task An_order_without_an_object_closes_with_4002(int op)
    {
        await using var box = await Box.StartAsync();
        using var bot = op is 2 or 6 ? await Peer.ConnectAsync(box.Server) : await box.LoginAsync();

        await bot.SendAsync(op, new JsonArray(1));

        Assert.Equal(4002, await bot.CloseCodeAsync());
    }

    [Theory]
    [InlineData("""{"token":TOKEN,"properties":{}}""", 4013)]
    [InlineData("""{"token":TOKEN,"intents":-1,"properties":{}}""", 4013)]
    [InlineData("""{"token":TOKEN,"intents":1}""", 4002)]
    [InlineData("""{"intents":1,"properties":{}}""", 4004)]
    [InlineData("""{"token":TOKEN,"intents":1,"properties":{},"shard":[1,1]}""", 4010)]
    [InlineData("""{"token":TOKEN,"intents":1,"properties":{},"shard":"0,1"}""", 4010)]
    public async Task A_wrong_identify_closes_with_its_code(string identify, int code)
    {
        await using var box = await Box.StartAsync();
        using var bot = await Peer.ConnectAsync(box.Server);

        await bot.SendAsync(2, JsonNode.Parse(identify.Replace("TOKEN", $"\"{box.Server.Token}\"")));

        Assert.Equal(code, await bot.CloseCodeAsync());
    }

    [Fact]
    public async Task What_comes_after_a_refused_payload_is_not_obeyed()
    {
        await using var box = await Box.StartAsync(o => o.SessionStarts = 1);
        using var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync("wrong");
        await bot.IdentifyAsync(box.Server.Token);
        Assert.Equal(4004, await bot.CloseCodeAsync());
        await bot.CloseAsync(4000); // both are read once this is answered

        Assert.Equal(1, (await box.BotAsync("GET", "/gateway/bot")).Json["session_start_limit"]!["remaining"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_heartbeat_is_answered_before_the_identify()
    {
        await using var box = await Box.StartAsync();
        using var bot = await Peer.ConnectAsync(box.Server);

        await bot.SendAsync(1, null);
        await bot.OpAsync(11);
        await bot.IdentifyAsync(box.Server.Token);

        await bot.EventAsync("READY");
    }

    [Theory]
    [InlineData("v=10&encoding=json", 10)]
    [InlineData("v=9&encoding=json", 9)]
    public async Task Ready_names_the_version_that_was_asked_for(string query, int version)
    {
        await using var box = await Box.StartAsync();
        using var bot = await Peer.ConnectAsync(box.Server, query, "/"); // with the host alone, too

        await bot.IdentifyAsync(box.Server.Token);

        Assert.Equal(version, (await bot.EventAsync("READY"))["v"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"query":"","limit":0}""", 0, "")] // all: that needs GUILD_MEMBERS
    [InlineData("""{"query":"","limit":1}""", 0, "")]
    [InlineData("""{"query":"m","limit":0}""", 0, "member,moderator")]
    [InlineData("""{"query":"M","limit":1}""", 0, "moderator")]
    [InlineData("""{"query":"nobody","limit":5}""", 0, "nobody at all")]
    [InlineData("""{"user_ids":["MEMBER","5"]}""", 0, "member")]
    [InlineData("""{"user_ids":"MEMBER"}""", 0, "member")]
    [InlineData("""{"query":"","limit":0}""", 1 << 1, "ChatVideoBot,member,moderator,owner")]
    public async Task Members_are_found_by_name_or_id_and_all_only_with_the_intent(string request, int intent, string found)
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync(1 | intent);
        var order = JsonNode.Parse(request.Replace("MEMBER", box.Server.MemberId))!;
        (order["guild_id"], order["nonce"]) = (box.Server.GuildId, "n");

        await bot.SendAsync(8, order);
        await bot.SendAsync(1, null);
        await bot.OpAsync(11); // whatever it answers has come by now

        if (found.Length == 0)
        {
            Assert.Equal(0, bot.Count("GUILD_MEMBERS_CHUNK"));
            return;
        }
        var chunk = await bot.EventAsync("GUILD_MEMBERS_CHUNK");
        var names = chunk["members"]!.AsArray().Select(m => m!["user"]!["username"]!.ToString()).Order(StringComparer.Ordinal);
        Assert.Equal(found == "nobody at all" ? "" : found, string.Join(',', names));
        Assert.Equal(request.Contains("\"5\"") ? ["5"] : [], chunk["not_found"]!.AsArray().Select(id => id!.ToString()));
        Assert.Equal("n", chunk["nonce"]!.ToString());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1 | 1 << 8, true)]
    public async Task Presences_come_with_their_intent_and_a_long_nonce_does_not_come_back(int intents, bool presences)
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync(intents);

        await bot.SendAsync(8, new JsonObject
        {
            ["guild_id"] = box.Server.GuildId,
            ["user_ids"] = new JsonArray(box.Server.MemberId),
            ["presences"] = true,
            ["nonce"] = new string('é', 17), // 34 bytes
        });

        var chunk = await bot.EventAsync("GUILD_MEMBERS_CHUNK");
        Assert.Equal(presences, chunk["presences"] is JsonArray);
        Assert.Null(chunk["nonce"]);
    }

    [Fact]
    public async Task Sounds_and_voice_channels_are_told_on_request_though_there_are_none()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();

        await bot.SendAsync(31, new JsonObject { ["guild_ids"] = new JsonArray("5", box.Server.GuildId) });
        await bot.SendAsync(43, new JsonObject { ["guild_id"] = box.Server.GuildId, ["fields"] = new JsonArray("status") });
        await bot.SendAsync(3, new JsonObject { ["since"] = null, ["activities"] = new JsonArray(), ["status"] = "idle", ["afk"] = false });

        var sounds = await bot.EventAsync("SOUNDBOARD_SOUNDS");
        var channels = await bot.EventAsync("CHANNEL_INFO");
        Assert.Equal((box.Server.GuildId, 0), (sounds["guild_id"]!.ToString(), sounds["soundboard_sounds"]!.AsArray().Count));
        Assert.Equal((box.Server.GuildId, 0), (channels["guild_id"]!.ToString(), channels["channels"]!.AsArray().Count));
        await bot.SendAsync(1, null);
        await bot.OpAsync(11);
        Assert.Equal(0, bot.Count("SOUNDBOARD_SOUNDS")); // not of a guild that it is not in
    }

    [Theory]
    [InlineData("zlib-stream")]
    [InlineData("zstd-stream")]
    public async Task A_compressed_stream_carries_long_and_foreign_texts_whole(string compression)
    {
        await using var box = await Box.StartAsync();
        using var bot = await Peer.ConnectAsync(box.Server, $"v=10&encoding=json&compress={compression}");
        await bot.IdentifyAsync(box.Server.Token);
        await bot.EventAsync("READY");
        await bot.EventAsync("GUILD_CREATE");
        var text = string.Concat(Enumerable.Repeat("é€x", 50_000)); // 300,000 bytes: more than two blocks of zstd

        await box.FaultAsync(new JsonObject { ["dispatch"] = new JsonObject { ["t"] = "LONG", ["d"] = new JsonObject { ["text"] = text } } });

        Assert.Equal(text, (await bot.EventAsync("LONG"))["text"]!.ToString());
        await bot.SendAsync(1, null);
        await bot.OpAsync(11);
    }

    [Theory]
    [InlineData("v=10&encoding=etf")]
    [InlineData("v=10&encoding=json&compress=brotli")]
    public async Task What_the_sandbox_does_not_speak_closes_with_4002(string query)
    {
        await using var box = await Box.StartAsync();
        using var bot = await Peer.ConnectAsync(box.Server, query);

        Assert.Equal(4002, await bot.CloseCodeAsync());
    }
}
