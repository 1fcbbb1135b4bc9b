using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Rest;

/// <summary>What a bot without MESSAGE_CONTENT may read (docs: events/gateway, "Message Content Intent").</summary>
public sealed class ContentTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task REST_shows_others_messages_hollow_where_the_application_lacks_the_intent(bool allowed)
    {
        await using var box = await Box.StartAsync(o => (o.AllowMessageContent, o.BotPermissions) = (allowed, o.BotPermissions | 1UL << 51));
        var said = await SayAsync(box, "secret");
        var named = await SayAsync(box, $"hey <@{box.Server.ApplicationId}>");
        var own = await ReplyAsync(box, said);
        await box.BotAsync("PUT", $"/channels/{box.General}/messages/pins/{said}");

        var read = (await box.BotAsync("GET", $"/channels/{box.General}/messages/{said}")).Json;
        var list = (await box.BotAsync("GET", $"/channels/{box.General}/messages?limit=3")).Json.AsArray();
        var pin = (await box.BotAsync("GET", $"/channels/{box.General}/messages/pins")).Json["items"]![0]!["message"]!;

        foreach (var message in (JsonNode[])[read, list[2]!, pin, list[0]!["referenced_message"]!, own.Json["referenced_message"]!])
        {
            Assert.Equal(said, message["id"]!.ToString());
            Assert.Equal(allowed ? "secret" : "", message["content"]!.ToString());
            Assert.Equal(allowed ? 1 : 0, message["attachments"]!.AsArray().Count);
        }
        Assert.Equal(named, list[1]!["id"]!.ToString());
        Assert.StartsWith("hey", list[1]!["content"]!.ToString());
        Assert.Single(list[1]!["attachments"]!.AsArray());
        Assert.Equal("an answer", list[0]!["content"]!.ToString());
        Assert.Single(list[0]!["components"]!.AsArray());
    }

    [Fact]
    public async Task Direct_messages_are_whole_whatever_the_intent()
    {
        await using var box = await Box.StartAsync(o => o.AllowMessageContent = false);
        var dm = (await box.BotAsync("POST", "/users/@me/channels", new JsonObject { ["recipient_id"] = box.Server.MemberId })).Text("id");
        await box.PageAsync("POST", $"sandbox/channels/{dm}/messages", new JsonObject { ["content"] = "psst" });

        Assert.Equal("psst", (await box.BotAsync("GET", $"/channels/{dm}/messages")).Json[0]!["content"]!.ToString());
    }

    [Fact]
    public async Task An_interaction_brings_the_message_and_not_what_it_quotes()
    {
        await using var box = await Box.StartAsync(o => o.AllowMessageContent = false);
        using var bot = await box.LoginAsync(Peer.Usual & ~(1 << 15));
        var own = await ReplyAsync(box, await SayAsync(box, "secret"));

        await box.PageAsync("POST", "sandbox/interactions", new JsonObject
        {
            ["type"] = 3,
            ["channel_id"] = box.General,
            ["message_id"] = own.Text("id"),
            ["data"] = new JsonObject { ["component_type"] = 2, ["custom_id"] = "again" },
        });
        var interaction = await bot.EventAsync("INTERACTION_CREATE");
        await box.AnswerAsync(interaction, new JsonObject { ["type"] = 6 });
        var original = await box.OpenAsync("GET", box.Webhook(interaction, "/messages/@original"));

        Assert.NotNull(interaction["channel"]!["permissions"]);
        foreach (var message in (JsonNode[])[interaction["message"]!, original.Json])
        {
            Assert.Equal("an answer", message["content"]!.ToString());
            Assert.Equal("", message["referenced_message"]!["content"]!.ToString());
        }
    }

    [Fact]
    public async Task An_event_hides_what_a_mention_quotes_and_the_page_sees_all()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync(Peer.Usual & ~(1 << 15));
        await using var page = await PageEvents.OpenAsync(box);

        var said = await SayAsync(box, "secret");
        await SayAsync(box, $"<@{box.Server.ApplicationId}> that one", said);

        Assert.Equal("", (await bot.EventAsync("MESSAGE_CREATE"))["content"]!.ToString());
        var reply = await bot.EventAsync("MESSAGE_CREATE");
        Assert.EndsWith("that one", reply["content"]!.ToString());
        Assert.Equal((said, ""), (reply["referenced_message"]!["id"]!.ToString(), reply["referenced_message"]!["content"]!.ToString()));
        Assert.Equal("secret", (await page.EventAsync("MESSAGE_CREATE"))["content"]!.ToString());
        Assert.Equal("secret", (await page.EventAsync("MESSAGE_CREATE"))["referenced_message"]!["content"]!.ToString());
    }

    // A person's message with a file; its id.
    private static async Task<string> SayAsync(Box box, string content, string? replyTo = null)
    {
        var body = new JsonObject { ["content"] = content };
        if (replyTo is not null)
            body["message_reference"] = new JsonObject { ["message_id"] = replyTo };
        return (await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", body, null, ("files[0]", "p.png", Pictures.Png(2, 2)))).Text("id");
    }

    private static Task<Reply> ReplyAsync(Box box, string to) => box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject
    {
        ["content"] = "an answer",
        ["message_reference"] = new JsonObject { ["message_id"] = to },
        ["components"] = new JsonArray(new JsonObject
        {
            ["type"] = 1,
            ["components"] = new JsonArray(new JsonObject { ["type"] = 2, ["style"] = 1, ["label"] = "a", ["custom_id"] = "again" }),
        }),
    });
}
