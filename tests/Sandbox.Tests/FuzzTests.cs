using System.Text;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests;

/// <summary>Odd input never makes the server fall over: it is taken, or refused in Discord's words.</summary>
public sealed class FuzzTests
{
    private const string Message = """
        {"content":"x","tts":false,"nonce":"n","enforce_nonce":true,"flags":4,"allowed_mentions":{"parse":["users"],"roles":["1"],"replied_user":true},
        "message_reference":{"type":0,"message_id":"5","channel_id":"6","fail_if_not_exists":false},"attachments":[{"id":"0","filename":"a","description":"d"}],
        "embeds":[{"title":"t","description":"d","url":"http://x","color":1,"timestamp":"2026-01-01T00:00:00Z","footer":{"text":"f","icon_url":"http://x"},
        "image":{"url":"http://x"},"author":{"name":"a"},"fields":[{"name":"n","value":"v","inline":true}]}],
        "components":[{"type":1,"id":1,"components":[{"type":2,"style":1,"label":"l","custom_id":"c","emoji":{"name":"x","id":"1"}}]},
        {"type":1,"components":[{"type":3,"custom_id":"s","min_values":1,"max_values":1,"options":[{"label":"l","value":"v"}]}]}]}
        """;
    private const string V2 = """
        {"flags":32768,"components":[{"type":17,"accent_color":1,"components":[{"type":9,"components":[{"type":10,"content":"t"}],
        "accessory":{"type":11,"media":{"url":"http://x"}}},{"type":12,"items":[{"media":{"url":"attachment://a"},"description":"d","spoiler":true}]},
        {"type":13,"file":{"url":"attachment://a"}},{"type":14,"divider":true,"spacing":1}]}]}
        """;
    private const string Command = """
        {"name":"a","type":1,"description":"d","name_localizations":{"de":"b"},"default_member_permissions":"8","nsfw":true,"contexts":[0],
        "integration_types":[0],"options":[{"type":3,"name":"o","description":"d","required":true,"min_length":1,"choices":[{"name":"n","value":"v"}]},
        {"type":4,"name":"i","description":"d","min_value":1,"autocomplete":true},{"type":7,"name":"c","description":"d","channel_types":[0]}]}
        """;
    private const string Modal = """
        {"type":9,"data":{"custom_id":"m","title":"t","components":[{"type":18,"label":"l","component":{"type":4,"style":1,"custom_id":"p","min_length":1}},
        {"type":18,"label":"l","component":{"type":21,"custom_id":"r","options":[{"label":"a","value":"a"},{"label":"b","value":"b"}]}}]}}
        """;
    private const string Act = """
        {"type":2,"channel_id":"CHANNEL","message_id":"5","data":{"id":"COMMAND","name":"a","type":1,"component_type":2,"custom_id":"c","values":["v"],
        "target_id":"5","components":[{"type":1,"components":[{"type":4,"custom_id":"p","value":"x"}]}],
        "options":[{"type":3,"name":"o","value":"v"},{"type":4,"name":"i","value":2,"focused":true},{"type":7,"name":"c","value":"CHANNEL"}]}}
        """;

    private const string Channel = """
        {"name":"n","type":0,"topic":"t","nsfw":false,"position":1,"rate_limit_per_user":5,"default_thread_rate_limit_per_user":5,"parent_id":"5",
        "default_auto_archive_duration":60,"permission_overwrites":[{"id":"GUILD","type":0,"allow":"8","deny":"16"},{"id":"5","type":1,"allow":0}],
        "archived":true,"locked":false,"invitable":true,"auto_archive_duration":60,"applied_tags":["1"]}
        """;
    private const string Places = """[{"id":"CHANNEL","position":1,"lock_permissions":true,"parent_id":"5"},{"id":"5","position":0}]""";

    private const string Faults = """
        {"rest":{"status":503,"route":"/zzz","times":2,"retry_after":0.5},"overwrite":{"channel":"CHANNEL","id":"5","allow":"8"},
        "dispatch":{"t":"X","d":{}},"duplicate_events":1,"skip_seconds":0.1,"stop_acks":false,"identify":{"close":4000,"times":1},
        "outage":{"guild":"GUILD","unavailable":true},"time_out":{"user":"5","seconds":1},"storm":{"seed":1,"every_seconds":3600,"faults":["drop"]},
        "reorder_events":1,"close":4000,"shard":3,"bot":"5","times":2,"clear":true}
        """;

    [Theory]
    [InlineData("POST", "/channels/CHANNEL/messages", Message)]
    [InlineData("POST", "/channels/CHANNEL/messages", V2)]
    [InlineData("PATCH", "/channels/CHANNEL/messages/MESSAGE", Message)]
    [InlineData("PATCH", "/channels/CHANNEL/messages/MESSAGE", V2)]
    [InlineData("PATCH", "/channels/CHANNEL", Channel)]
    [InlineData("PATCH", "/channels/THREAD", Channel)]
    [InlineData("PUT", "/channels/CHANNEL/permissions/GUILD", """{"type":0,"allow":"8","deny":"16"}""")]
    [InlineData("PATCH", "/guilds/GUILD/channels", Places)]
    [InlineData("POST", "/channels/CHANNEL/threads", Channel)]
    [InlineData("POST", "/applications/APPLICATION/commands", Command)]
    [InlineData("PUT", "/applications/APPLICATION/commands", $"[{Command},{Command}]")]
    [InlineData("PATCH", "/applications/APPLICATION/guilds/GUILD/commands/COMMAND", Command)]
    [InlineData("POST", "/interactions/INTERACTION/callback", Modal)]
    [InlineData("POST", "page", Act)]
    [InlineData("POST", "faults", Faults)]
    public async Task Mutated_bodies_are_answered_and_never_with_500(string method, string path, string body)
    {
        const ulong manage = 1UL << 4 | 1UL << 28 | 1UL << 34 | 1UL << 35;
        await using var box = await Box.StartAsync(o => (o.RateLimits, o.UploadLimitBytes, o.BotPermissions) = (false, 1000, o.BotPermissions | manage));
        box.Agreement.ChecksBodies = false; // what Discord reads leniently is read so here
        using var bot = await box.LoginAsync();
        var random = new Random(7);
        var interaction = await box.UseAsync(bot, new JsonObject { ["name"] = "ping", ["description"] = "d" });
        var message = (await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "x" })).Text("id");
        var command = await box.RegisterAsync(JsonNode.Parse(Command.Replace("\"contexts\":[0],", "").Replace("\"integration_types\":[0],", ""))!.AsObject());
        var thread = (await box.BotAsync("POST", $"/channels/{box.General}/threads", new JsonObject { ["name"] = "t", ["type"] = 11 })).Text("id");
        string Fill(string text) => text.Replace("CHANNEL", box.General).Replace("THREAD", thread).Replace("MESSAGE", message).Replace("APPLICATION", box.Server.ApplicationId)
            .Replace("GUILD", box.Server.GuildId).Replace("COMMAND", command).Replace("INTERACTION", $"{interaction["id"]}/{interaction["token"]}");

        for (var i = 0; i < 250; i++)
        {
            var mutated = JsonNode.Parse(Fill(body))!;
            for (var k = random.Next(1, 4); k > 0; k--)
                Mutate(mutated, random);
            var reply = path == "page" ? await Soon(box, mutated)
                : path == "faults" ? await box.SendAsync(method, "sandbox/faults", mutated, null, [])
                : await box.BotAsync(method, Fill(path), mutated, random.Next(4) == 0 ? [("files[0]", "a", [1])] : []);
            Assert.True(reply.Status is >= 200 and < 500, $"{reply.Status} for {mutated.ToJsonString()}");
            if (path.EndsWith("callback") && reply.Status == 204)
                interaction = await Next(box, bot);
        }
    }

    // An autocomplete waits for the bot: the clock is helped along.
    private static async Task<Reply> Soon(Box box, JsonNode act)
    {
        var asked = box.PageAsync("POST", "sandbox/interactions", act);
        while (!asked.IsCompleted)
        {
            box.Server.Skip(TimeSpan.FromSeconds(4));
            await Task.WhenAny(asked, Task.Delay(20, TestContext.Current.CancellationToken));
        }
        return await asked;
    }

    private static async Task<JsonNode> Next(Box box, Peer bot)
    {
        var commands = (await box.BotAsync("GET", $"/applications/{box.Server.ApplicationId}/guilds/{box.Server.GuildId}/commands")).Json.AsArray();
        await box.PageAsync("POST", "sandbox/interactions", new JsonObject
        {
            ["type"] = 2,
            ["channel_id"] = box.General,
            ["data"] = new JsonObject { ["id"] = commands.Single(c => c!["name"]!.ToString() == "ping")!["id"]!.ToString(), ["type"] = 1 },
        });
        return await bot.EventAsync("INTERACTION_CREATE");
    }

    private static void Mutate(JsonNode root, Random random)
    {
        var places = new List<(JsonNode Parent, string Name, int Index)>();
        Collect(root);
        if (places.Count == 0)
            return;
        var (parent, name, index) = places[random.Next(places.Count)];
        JsonNode? value = random.Next(12) switch
        {
            0 => null,
            1 => -1,
            2 => 1e300,
            3 => 9007199254740993,
            4 => "",
            5 => new string('x', 5000),
            6 => true,
            7 => new JsonArray(),
            8 => new JsonArray(1, "a", null, new JsonObject()),
            9 => new JsonObject(),
            10 => "\0\u202e<@0>\uFFFF",
            _ => random.Next(40),
        };
        if (parent is JsonObject json)
            json[name] = value;
        else
            parent.AsArray()[index] = value;

        void Collect(JsonNode? node)
        {
            if (node is JsonObject one)
            {
                foreach (var (key, child) in one)
                {
                    places.Add((one, key, 0));
                    Collect(child);
                }
            }
            else if (node is JsonArray list)
            {
                foreach (var (i, child) in list.Index())
                {
                    places.Add((list, "", i));
                    Collect(child);
                }
            }
        }
    }

    [Theory]
    [InlineData("{\"content\":\"\\ud800\"}")]
    [InlineData("{\"content\":\"a\",\"content\":\"b\"}")]
    [InlineData("\u0000")]
    [InlineData("[[[[[[[[")]
    public async Task Text_that_is_no_text_is_refused_as_bad_JSON(string body)
    {
        await using var box = await Box.StartAsync();
        using var bot = await Peer.ConnectAsync(box.Server);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(box.Server.Page, $"api/v10/channels/{box.General}/messages"));
        request.Headers.Add("Authorization", $"Bot {box.Server.Token}");
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        Assert.Equal(50109, (await box.SendAsync(request)).Code);
        await bot.SendAsync(body);
        Assert.Equal(4002, await bot.CloseCodeAsync());
    }

    [Fact]
    public async Task Random_gateway_payloads_end_in_a_close_code_of_Discords()
    {
        await using var box = await Box.StartAsync(o => o.SessionStarts = 100_000);
        var random = new Random(3);
        for (var i = 0; i < 60; i++)
        {
            using var bot = await Peer.ConnectAsync(box.Server);
            var identify = JsonNode.Parse("""
                {"op":2,"d":{"token":"TOKEN","intents":513,"shard":[0,1],"properties":{"os":"x"},"presence":{"status":"online"},"session_id":"x","seq":1}}
                """.Replace("TOKEN", box.Server.Token))!;
            for (var k = 0; k < 3; k++)
                Mutate(identify, random);
            await bot.SendAsync(identify.ToJsonString());
            await bot.SendAsync(99, null);

            Assert.InRange(await bot.CloseCodeAsync(), 4000, 4014);
        }
        using var fine = await box.LoginAsync();
    }

    [Fact]
    public async Task A_bot_that_reads_nothing_does_not_hold_up_the_others()
    {
        await using var box = await Box.StartAsync(o => o.RateLimits = false);
        using var silent = await box.LoginAsync();
        using var bot = await box.LoginAsync();
        var large = new JsonObject { ["content"] = new string('x', 2000), ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() } };

        for (var i = 0; i < 400; i++)
        {
            Assert.Equal(200, (await box.BotAsync("POST", $"/channels/{box.General}/messages", large)).Status);
            await bot.EventAsync("MESSAGE_CREATE");
        }
    }
}
