using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Rest;

/// <summary>Whom a message pings.</summary>
public sealed class MentionTests
{
    [Fact]
    public async Task Mentions_ping_only_whom_they_may()
    {
        await using var box = await Box.StartAsync();
        var member = box.Server.MemberId;

        var free = await Post(new JsonObject { ["content"] = $"<@{member}> @everyone" });
        var none = await Post(new JsonObject { ["content"] = $"<@{member}> @everyone", ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() } });
        var listed = await Post(new JsonObject { ["content"] = $"<@{member}>", ["allowed_mentions"] = new JsonObject { ["users"] = new JsonArray(member) } });

        Assert.Single(free["mentions"]!.AsArray());
        Assert.False(free["mention_everyone"]!.GetValue<bool>()); // the bot may not
        Assert.Empty(none["mentions"]!.AsArray());
        Assert.Single(listed["mentions"]!.AsArray());

        async Task<JsonNode> Post(JsonObject body) => (await box.BotAsync("POST", $"/channels/{box.General}/messages", body)).Json;
    }

    [Fact]
    public async Task Texts_among_components_mention_as_content_does()
    {
        await using var box = await Box.StartAsync(o => o.BotPermissions |= 1UL << 17);
        using var bot = await box.LoginAsync();
        var (member, owner) = (box.Server.MemberId, box.Server.OwnerId);

        var sent = (await Post(Texts($"hi <@{member}>", "@everyone"))).Json;
        var none = (await Post(Texts($"<@{member}> @here", "", new JsonObject { ["parse"] = new JsonArray() }))).Json;
        var one = (await Post(Texts($"<@{member}> <@{owner}>", "", new JsonObject { ["users"] = new JsonArray(owner) }))).Json;
        var told = await bot.EventAsync("MESSAGE_CREATE");

        Assert.Equal([member], Mentioned(sent));
        Assert.True(sent["mention_everyone"]!.GetValue<bool>());
        Assert.Equal(member, told["mentions"]![0]!["id"]!.ToString());
        Assert.NotNull(told["mentions"]![0]!["member"]!["joined_at"]);
        Assert.Empty(Mentioned(none));
        Assert.False(none["mention_everyone"]!.GetValue<bool>());
        Assert.Equal([owner], Mentioned(one));

        Task<Reply> Post(JsonObject body) => box.BotAsync("POST", $"/channels/{box.General}/messages", body);
    }

    [Fact]
    public async Task An_edit_of_components_mentions_anew_and_one_of_flags_does_not()
    {
        await using var box = await Box.StartAsync();
        var (member, owner) = (box.Server.MemberId, box.Server.OwnerId);
        var sent = await box.BotAsync("POST", $"/channels/{box.General}/messages", Texts($"<@{member}>", "x", new JsonObject { ["users"] = new JsonArray(member) }));
        var path = $"/channels/{box.General}/messages/{sent.Text("id")}";

        var flags = await box.BotAsync("PATCH", path, new JsonObject { ["flags"] = 32768 | 4 });
        var edited = await box.BotAsync("PATCH", path, Texts("x", $"<@{owner}>"));
        var silent = await box.BotAsync("PATCH", path, Texts("x", $"<@{owner}>", new JsonObject { ["parse"] = new JsonArray() }));

        Assert.Equal([member], Mentioned(flags.Json));
        Assert.Equal([owner], Mentioned(edited.Json));
        Assert.Empty(Mentioned(silent.Json));
    }

    // The first text within a section within a container, the second on top.
    private static JsonObject Texts(string inside, string onTop, JsonObject? allowed = null)
    {
        var body = new JsonObject
        {
            ["flags"] = 32768,
            ["components"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = 17,
                    ["components"] = new JsonArray(new JsonObject
                    {
                        ["type"] = 9,
                        ["components"] = new JsonArray(new JsonObject { ["type"] = 10, ["content"] = inside }),
                        ["accessory"] = new JsonObject { ["type"] = 2, ["style"] = 1, ["label"] = "a", ["custom_id"] = "a" },
                    }),
                },
                new JsonObject { ["type"] = 10, ["content"] = onTop.Length > 0 ? onTop : "-" }),
        };
        if (allowed is not null)
            body["allowed_mentions"] = allowed;
        return body;
    }

    private static string[] Mentioned(JsonNode message) => [.. message["mentions"]!.AsArray().Select(user => user!["id"]!.ToString())];
}
