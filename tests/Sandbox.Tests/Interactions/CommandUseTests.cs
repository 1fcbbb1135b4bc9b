using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Interactions;

/// <summary>What people may put into a command, and what of it reaches the bot.</summary>
public sealed class CommandUseTests
{
    [Fact]
    public async Task Options_are_checked_and_resolved()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        var command = new JsonObject
        {
            ["name"] = "make",
            ["description"] = "d",
            ["options"] = new JsonArray(Option(3, "prompt", true), Option(4, "seconds"), Option(6, "who"), Option(11, "picture"), Option(7, "where"), Option(5, "loop")),
        };

        var interaction = await box.UseAsync(bot, command, new JsonArray(
            Value(3, "prompt", "a balloon"), Value(4, "seconds", 4), Value(6, "who", box.Server.OwnerId), Value(11, "picture", 0),
            Value(7, "where", box.General), Value(5, "loop", true)), files: ("files[0]", "p.png", Pictures.Png(8, 4)));

        var data = interaction["data"]!;
        var file = data["resolved"]!["attachments"]!.AsObject().Single();
        Assert.Equal(file.Key, data["options"]![3]!["value"]!.ToString());
        Assert.Equal(8, file.Value!["width"]!.GetValue<int>());
        Assert.True(file.Value["ephemeral"]!.GetValue<bool>());
        Assert.Equal(4, data["options"]![1]!["value"]!.GetValue<int>());
        Assert.Equal("owner", data["resolved"]!["users"]![box.Server.OwnerId]!["username"]!.ToString());
        Assert.Equal("general", data["resolved"]!["channels"]![box.General]!["name"]!.ToString());
        Assert.Equal(10 << 20, interaction["attachment_size_limit"]!.GetValue<int>());
        Assert.NotNull(interaction["member"]!["permissions"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Value["url"]!.ToString());
        Assert.Equal(Pictures.Png(8, 4), (await box.SendAsync(request)).Bytes);
    }

    [Theory]
    [InlineData("""[]""", "The option prompt is required.")]
    [InlineData("""[{"type":3,"name":"prompt","value":"x"},{"type":4,"name":"seconds","value":"many"}]""", "seconds must be a whole number.")]
    [InlineData("""[{"type":3,"name":"prompt","value":"x"},{"type":4,"name":"seconds","value":9}]""", "seconds must be at most 8.")]
    [InlineData("""[{"type":3,"name":"nothing","value":"x"}]""", "The command has no option nothing.")]
    [InlineData("""[{"type":3,"name":"prompt","value":"toolong"}]""", "prompt must have at most 5 characters.")]
    [InlineData("""[{"type":3,"name":"prompt","value":"🎬🎬🎬🎬🎬🎬"}]""", "prompt must have at most 5 characters.")]
    [InlineData("""[{"type":3,"name":"prompt","value":"🎬🎬🎬🎬🎬"},{"type":4,"name":"seconds","value":9}]""", "seconds must be at most 8.")]
    public async Task A_wrong_option_is_refused_at_the_page(string options, string message)
    {
        await using var box = await Box.StartAsync();
        var prompt = Option(3, "prompt", true);
        prompt["max_length"] = 5;
        var seconds = Option(4, "seconds");
        seconds["max_value"] = 8;
        var id = await box.RegisterAsync(new JsonObject { ["name"] = "make", ["description"] = "d", ["options"] = new JsonArray(prompt, seconds) });

        var reply = await box.PageAsync("POST", "sandbox/interactions", new JsonObject
        {
            ["type"] = 2,
            ["channel_id"] = box.General,
            ["data"] = new JsonObject { ["id"] = id, ["name"] = "make", ["type"] = 1, ["options"] = JsonNode.Parse(options) },
        });

        Assert.Equal((400, message), (reply.Status, reply.Text("message")));
    }

    [Fact]
    public async Task Autocomplete_returns_the_bots_choices_or_says_that_none_came()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        var option = Option(3, "model");
        option["autocomplete"] = true;
        var id = await box.RegisterAsync(new JsonObject { ["name"] = "make", ["description"] = "d", ["options"] = new JsonArray(option) });
        Task<Reply> Ask() => box.PageAsync("POST", "sandbox/interactions", new JsonObject
        {
            ["type"] = 4,
            ["channel_id"] = box.General,
            ["data"] = new JsonObject
            {
                ["id"] = id,
                ["name"] = "make",
                ["type"] = 1,
                ["options"] = new JsonArray(new JsonObject { ["type"] = 3, ["name"] = "model", ["value"] = "po", ["focused"] = true }),
            },
        });

        var asked = Ask();
        var interaction = await bot.EventAsync("INTERACTION_CREATE");
        await box.AnswerAsync(interaction, new JsonObject
        {
            ["type"] = 8,
            ["data"] = new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["name"] = "Pocket", ["value"] = "pocket" }) },
        });
        var answered = await asked;
        var again = Ask();
        await bot.EventAsync("INTERACTION_CREATE");
        box.Server.Skip(TimeSpan.FromSeconds(4));

        Assert.True(interaction["data"]!["options"]![0]!["focused"]!.GetValue<bool>());
        Assert.Equal("pocket", answered.Json["choices"]![0]!["value"]!.ToString());
        Assert.Equal(408, (await again).Status);
    }

    [Fact]
    public async Task A_message_command_carries_its_target_whatever_the_intents()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync(1);
        var message = await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = "look" }, null, ("files[0]", "p.png", Pictures.Png(5, 5)));
        var id = await box.RegisterAsync(new JsonObject { ["name"] = "Animate this", ["type"] = 3 });

        await box.PageAsync("POST", "sandbox/interactions", new JsonObject
        {
            ["type"] = 2,
            ["channel_id"] = box.General,
            ["data"] = new JsonObject { ["id"] = id, ["name"] = "Animate this", ["type"] = 3, ["target_id"] = message.Text("id") },
        });
        var interaction = await bot.EventAsync("INTERACTION_CREATE");

        var target = interaction["data"]!["resolved"]!["messages"]![message.Text("id")]!;
        Assert.Equal("look", target["content"]!.ToString());
        Assert.Equal(5, target["attachments"]![0]!["width"]!.GetValue<int>());
        await box.AnswerAsync(interaction, new JsonObject { ["type"] = 4, ["data"] = new JsonObject { ["content"] = "x" } });
        var answer = await box.OpenAsync("GET", box.Webhook(interaction, "/messages/@original"));
        Assert.Equal(23, answer.Json["type"]!.GetValue<int>());
        Assert.Equal(message.Text("id"), answer.Json["interaction_metadata"]!["target_message_id"]!.ToString());
        Assert.Equal(message.Text("id"), answer.Json["message_reference"]!["message_id"]!.ToString());
        Assert.Equal("look", answer.Json["referenced_message"]!["content"]!.ToString());
        Assert.Empty(answer.Json["mentions"]!.AsArray()); // quoted, not replied to
    }

    [Fact]
    public async Task Subcommands_permissions_and_age_limits_hold_at_the_page()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        var queue = await box.RegisterAsync(new JsonObject
        {
            ["name"] = "queue",
            ["description"] = "d",
            ["default_member_permissions"] = (1 << 13).ToString(),
            ["options"] = new JsonArray(new JsonObject { ["type"] = 1, ["name"] = "pause", ["description"] = "d" }),
        });
        var adult = await box.RegisterAsync(new JsonObject { ["name"] = "adult", ["description"] = "d", ["nsfw"] = true });

        Assert.Equal(403, (await Use(queue, box.Server.MemberId, box.General)).Status);
        Assert.Equal(200, (await Use(queue, box.Server.ModeratorId, box.General)).Status);
        Assert.Equal("pause", (await bot.EventAsync("INTERACTION_CREATE"))["data"]!["options"]![0]!["name"]!.ToString());
        Assert.Equal(403, (await Use(adult, box.Server.MemberId, box.General)).Status);
        Assert.Equal(200, (await Use(adult, box.Server.MemberId, box.Server.AdultsChannelId)).Status);

        Task<Reply> Use(string id, string user, string channel) => box.PageAsync("POST", "sandbox/interactions", new JsonObject
        {
            ["type"] = 2,
            ["channel_id"] = channel,
            ["data"] = new JsonObject
            {
                ["id"] = id,
                ["name"] = "x",
                ["type"] = 1,
                ["options"] = id == queue ? new JsonArray(new JsonObject { ["type"] = 1, ["name"] = "pause" }) : [],
            },
        }, user);
    }

    private static JsonObject Option(int type, string name, bool required = false) =>
        new() { ["type"] = type, ["name"] = name, ["description"] = "d", ["required"] = required };

    private static JsonObject Value(int type, string name, JsonNode value) => new() { ["type"] = type, ["name"] = name, ["value"] = value };
}
