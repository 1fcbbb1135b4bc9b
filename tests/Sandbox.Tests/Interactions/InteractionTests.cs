using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Interactions;

public sealed class InteractionTests
{
    private static JsonObject Ping => new() { ["name"] = "ping", ["description"] = "d" };

    [Fact]
    public async Task A_deferred_answer_is_edited_and_followed_up()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        var interaction = await box.UseAsync(bot, Ping);

        var first = await box.AnswerAsync(interaction, new JsonObject { ["type"] = 5 }, "?with_response=true");
        var edited = await box.OpenAsync("PATCH", box.Webhook(interaction, "/messages/%40original"), new JsonObject { ["content"] = "done" });
        var further = await box.OpenAsync("POST", box.Webhook(interaction), new JsonObject { ["content"] = "more" });
        var read = await box.OpenAsync("GET", box.Webhook(interaction, $"/messages/{further.Text("id")}"));

        Assert.Equal(200, first.Status);
        Assert.Equal(128, first.Json["resource"]!["message"]!["flags"]!.GetValue<int>());
        Assert.True(first.Json["interaction"]!["response_message_loading"]!.GetValue<bool>());
        Assert.Equal(first.Json["interaction"]!["response_message_id"]!.ToString(), edited.Text("id"));
        Assert.Equal((20, 0, "done"), (edited.Json["type"]!.GetValue<int>(), edited.Json["flags"]!.GetValue<int>(), edited.Text("content")));
        Assert.Null(edited.Json["edited_timestamp"]);
        Assert.Equal(interaction["id"]!.ToString(), edited.Json["interaction_metadata"]!["id"]!.ToString());
        Assert.Equal(edited.Text("id"), further.Json["message_reference"]!["message_id"]!.ToString());
        Assert.Equal("more", read.Text("content"));
        Assert.Equal(204, (await box.OpenAsync("DELETE", box.Webhook(interaction, "/messages/@original"))).Status);
        Assert.Equal(10008, (await box.OpenAsync("GET", box.Webhook(interaction, "/messages/@original"))).Code);
    }

    [Fact]
    public async Task After_three_seconds_the_interaction_is_unknown_and_the_page_is_told()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        await using var page = await PageEvents.OpenAsync(box);
        var interaction = await box.UseAsync(bot, Ping);

        box.Server.Skip(TimeSpan.FromSeconds(3.1));
        var late = await box.AnswerAsync(interaction, new JsonObject { ["type"] = 5 });
        var failure = await page.EventAsync("INTERACTION_FAILURE");

        Assert.Equal((404, 10062), (late.Status, late.Code));
        Assert.Equal(interaction["id"]!.ToString(), failure["id"]!.ToString());
        Assert.Equal("The application did not respond", failure["reason"]!.ToString());
    }

    [Fact]
    public async Task A_second_first_answer_is_40060()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        var interaction = await box.UseAsync(bot, Ping);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => box.AnswerAsync(interaction, new JsonObject { ["type"] = 5 })));

        Assert.Single(answers, a => a.Status == 204);
        Assert.All(answers.Where(a => a.Status != 204), a => Assert.Equal((400, 40060), (a.Status, a.Code)));
    }

    [Fact]
    public async Task After_fifteen_minutes_the_token_is_dead_with_401_and_50027()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        await using var page = await PageEvents.OpenAsync(box);
        var interaction = await box.UseAsync(bot, Ping);
        await box.AnswerAsync(interaction, new JsonObject { ["type"] = 5 });

        box.Server.Skip(TimeSpan.FromMinutes(14.9));
        Assert.Equal(200, (await box.OpenAsync("GET", box.Webhook(interaction, "/messages/@original"))).Status);
        box.Server.Skip(TimeSpan.FromMinutes(0.2));
        var edit = await box.OpenAsync("PATCH", box.Webhook(interaction, "/messages/@original"), new JsonObject { ["content"] = "late" });

        Assert.Equal((401, 50027), (edit.Status, edit.Code));
        Assert.Equal(interaction["id"]!.ToString(), (await page.EventAsync("INTERACTION_FAILURE"))["id"]!.ToString());
        await bot.SendAsync(1, null); // the socket did not notice
        await bot.OpAsync(11);
    }

    [Fact]
    public async Task Wrong_tokens_and_early_webhooks_are_unknown()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        var interaction = await box.UseAsync(bot, Ping);

        Assert.Equal(10015, (await box.OpenAsync("POST", box.Webhook(interaction), new JsonObject { ["content"] = "early" })).Code);
        Assert.Equal(10015, (await box.OpenAsync("POST", $"/webhooks/{box.Server.ApplicationId}/wrong", new JsonObject { ["content"] = "x" })).Code);
        Assert.Equal(10062, (await box.OpenAsync("POST", $"/interactions/{interaction["id"]}/wrong/callback", new JsonObject { ["type"] = 5 })).Code);
        Assert.Equal(50035, (await box.AnswerAsync(interaction, new JsonObject { ["type"] = 8, ["data"] = new JsonObject { ["choices"] = new JsonArray() } })).Code);
        Assert.Equal(50035, (await box.AnswerAsync(interaction, new JsonObject { ["type"] = 4 })).Code);
        Assert.Equal(50006, (await box.AnswerAsync(interaction, new JsonObject { ["type"] = 4, ["data"] = new JsonObject() })).Code);
        Assert.Equal(204, (await box.AnswerAsync(interaction, new JsonObject { ["type"] = 4, ["data"] = new JsonObject { ["content"] = "x" } })).Status);
    }

    [Fact]
    public async Task The_first_answer_decides_what_is_ephemeral()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        var interaction = await box.UseAsync(bot, Ping);

        await box.AnswerAsync(interaction, new JsonObject { ["type"] = 5, ["data"] = new JsonObject { ["flags"] = 64 } });
        var edited = await box.OpenAsync("PATCH", box.Webhook(interaction, "/messages/@original"), new JsonObject { ["content"] = "for you", ["flags"] = 0 });
        var aloud = await box.OpenAsync("POST", box.Webhook(interaction), new JsonObject { ["content"] = "for all" });
        var hers = (await box.PageAsync("GET", $"sandbox/channels/{box.General}/messages")).Json.AsArray();
        var others = (await box.PageAsync("GET", $"sandbox/channels/{box.General}/messages", user: box.Server.OwnerId)).Json.AsArray();
        var told = await bot.EventAsync("MESSAGE_CREATE");

        Assert.Equal(64, edited.Json["flags"]!.GetValue<int>());
        Assert.Equal(0, aloud.Json["flags"]!.GetValue<int>());
        Assert.Equal(["for you", "for all"], hers.Select(m => m!["content"]!.ToString()));
        Assert.Equal(box.Server.MemberId, hers[0]!["ephemeral_for"]!.ToString());
        Assert.Equal("for all", others.Single()!["content"]!.ToString());
        Assert.Null(told["guild_id"]); // a guild's channel, and yet
        Assert.Equal(10008, (await box.BotAsync("GET", $"/channels/{box.General}/messages/{edited.Text("id")}")).Code);
        Assert.Single((await box.BotAsync("GET", $"/channels/{box.General}/messages")).Json.AsArray());
    }

    [Fact]
    public async Task A_follow_up_straight_after_a_deferral_becomes_the_answer()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        var interaction = await box.UseAsync(bot, Ping);
        await box.AnswerAsync(interaction, new JsonObject { ["type"] = 5 });

        await box.OpenAsync("POST", box.Webhook(interaction), new JsonObject { ["content"] = "x", ["flags"] = 64 });

        var original = await box.OpenAsync("GET", box.Webhook(interaction, "/messages/@original"));
        Assert.Equal(("x", 0), (original.Text("content"), original.Json["flags"]!.GetValue<int>()));
    }

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
    public async Task A_button_updates_its_message_and_disabled_or_foreign_ones_do_nothing()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        var sent = await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject
        {
            ["content"] = "x",
            ["components"] = Row(new JsonObject { ["type"] = 2, ["style"] = 1, ["label"] = "a", ["custom_id"] = "again" },
                new JsonObject { ["type"] = 2, ["style"] = 1, ["label"] = "b", ["custom_id"] = "off", ["disabled"] = true }),
        });

        var pressed = await PressAsync(box, sent.Text("id"), "again");
        var interaction = await bot.EventAsync("INTERACTION_CREATE");
        await box.AnswerAsync(interaction, new JsonObject { ["type"] = 6 });
        await box.OpenAsync("PATCH", box.Webhook(interaction, "/messages/@original"), new JsonObject { ["content"] = "y", ["components"] = new JsonArray() });

        Assert.Equal(200, pressed.Status);
        Assert.Equal(3, interaction["type"]!.GetValue<int>());
        Assert.Equal((2, "again"), (interaction["data"]!["component_type"]!.GetValue<int>(), interaction["data"]!["custom_id"]!.ToString()));
        Assert.Equal(sent.Text("id"), interaction["message"]!["id"]!.ToString());
        var now = await box.BotAsync("GET", $"/channels/{box.General}/messages/{sent.Text("id")}");
        Assert.Equal("y", now.Text("content"));
        Assert.Empty(now.Json["components"]!.AsArray());
        Assert.Equal(404, (await PressAsync(box, sent.Text("id"), "again")).Status);
        Assert.Equal(404, (await PressAsync(box, sent.Text("id"), "nothing")).Status);
    }

    [Fact]
    public async Task A_text_input_has_its_label_from_the_Label_around_it_and_in_a_row_its_own()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        var interaction = await box.UseAsync(bot, Ping);

        var bare = await OpenAsync(new JsonObject { ["type"] = 18, ["component"] = Input });
        var row = await OpenAsync(new JsonObject { ["type"] = 1, ["components"] = new JsonArray(Input) });
        var label = await OpenAsync(new JsonObject { ["type"] = 18, ["label"] = "Words", ["component"] = Input });

        Assert.Equal(["BASE_TYPE_REQUIRED"], bare.ErrorsAt("data.components.0.label"));
        Assert.Equal(["BASE_TYPE_REQUIRED"], row.ErrorsAt("data.components.0.components.0.label"));
        Assert.Equal(204, label.Status);

        Task<Reply> OpenAsync(JsonObject component) => box.AnswerAsync(interaction, new JsonObject
        {
            ["type"] = 9,
            ["data"] = new JsonObject { ["custom_id"] = "f", ["title"] = "Form", ["components"] = new JsonArray(component) },
        });
    }

    private static JsonObject Input => new() { ["type"] = 4, ["custom_id"] = "words", ["style"] = 1 };

    [Fact]
    public async Task A_form_opens_and_comes_back_and_a_form_cannot_open_another()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        await using var page = await PageEvents.OpenAsync(box);
        var interaction = await box.UseAsync(bot, Ping);
        var form = new JsonObject
        {
            ["custom_id"] = "f",
            ["title"] = "Remix",
            ["components"] = new JsonArray(new JsonObject
            {
                ["type"] = 18,
                ["label"] = "Prompt",
                ["component"] = new JsonObject { ["type"] = 4, ["custom_id"] = "prompt", ["style"] = 2, ["max_length"] = 10 },
            }, new JsonObject
            {
                ["type"] = 18,
                ["label"] = "Picture",
                ["component"] = new JsonObject { ["type"] = 19, ["custom_id"] = "picture", ["min_values"] = 0, ["required"] = false },
            }),
        };

        Assert.Equal(204, (await box.AnswerAsync(interaction, new JsonObject { ["type"] = 9, ["data"] = form })).Status);
        var shown = await page.EventAsync("INTERACTION_MODAL");
        var tooLong = await SubmitAsync(new string('x', 11));
        var submitted = await SubmitAsync("at night", ("files[0]", "p.png", Pictures.Png(2, 2)));
        var answer = await bot.EventAsync("INTERACTION_CREATE");

        Assert.Equal("Remix", shown["title"]!.ToString());
        Assert.Equal(400, tooLong.Status);
        Assert.Equal(200, submitted.Status);
        Assert.Equal(5, answer["type"]!.GetValue<int>());
        Assert.Equal("at night", answer["data"]!["components"]![0]!["component"]!["value"]!.ToString());
        var upload = answer["data"]!["components"]![1]!["component"]!["values"]![0]!.ToString();
        Assert.Equal("p.png", answer["data"]!["resolved"]!["attachments"]![upload]!["filename"]!.ToString());
        Assert.Equal(50035, (await box.AnswerAsync(answer, new JsonObject { ["type"] = 9, ["data"] = form.DeepClone() })).Code);
        Assert.Equal(50035, (await box.AnswerAsync(answer, new JsonObject { ["type"] = 6 })).Code); // not opened from a component
        Assert.Equal(404, (await SubmitAsync("twice")).Status);

        Task<Reply> SubmitAsync(string prompt, params (string, string, byte[])[] files) => box.PageAsync("POST", "sandbox/interactions", new JsonObject
        {
            ["type"] = 5,
            ["channel_id"] = box.General,
            ["data"] = new JsonObject
            {
                ["custom_id"] = "f",
                ["components"] = new JsonArray(
                    new JsonObject { ["type"] = 18, ["component"] = new JsonObject { ["type"] = 4, ["custom_id"] = "prompt", ["value"] = prompt } },
                    new JsonObject
                    {
                        ["type"] = 18,
                        ["component"] = new JsonObject { ["type"] = 19, ["custom_id"] = "picture", ["values"] = files.Length > 0 ? new JsonArray(0) : [] },
                    }),
            },
        }, files: files);
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

    private static Task<Reply> PressAsync(Box box, string message, string customId) => box.PageAsync("POST", "sandbox/interactions", new JsonObject
    {
        ["type"] = 3,
        ["channel_id"] = box.General,
        ["message_id"] = message,
        ["data"] = new JsonObject { ["component_type"] = 2, ["custom_id"] = customId },
    });

    private static JsonArray Row(params JsonNode[] components) =>
        new(new JsonObject { ["type"] = 1, ["components"] = new JsonArray(components) });

    private static JsonObject Option(int type, string name, bool required = false) =>
        new() { ["type"] = type, ["name"] = name, ["description"] = "d", ["required"] = required };

    private static JsonObject Value(int type, string name, JsonNode value) => new() { ["type"] = type, ["name"] = name, ["value"] = value };
}
