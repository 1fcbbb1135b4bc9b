using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Interactions;

/// <summary>Buttons and forms.</summary>
public sealed class ComponentTests
{
    private static JsonObject Ping => new() { ["name"] = "ping", ["description"] = "d" };

    private static JsonObject Input => new() { ["type"] = 4, ["custom_id"] = "words", ["style"] = 1 };

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

    [Theory]
    [InlineData(8, "channel", 1, 200)]
    [InlineData(8, "user", 1, 400)]
    [InlineData(8, "channel", 2, 400)]
    [InlineData(5, "user", 1, 200)]
    [InlineData(7, "role", 1, 200)]
    [InlineData(7, "channel", 1, 400)]
    public async Task What_a_select_begins_with_is_of_its_kind_and_no_more_than_can_be_chosen(int type, string kind, int count, int status)
    {
        await using var box = await Box.StartAsync();

        var sent = await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject
        {
            ["content"] = "x",
            ["components"] = Row(new JsonObject
            {
                ["type"] = type,
                ["custom_id"] = "pick",
                ["default_values"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => (JsonNode)new JsonObject { ["id"] = $"11900000000000000{i:00}", ["type"] = kind })]),
            }),
        });

        Assert.Equal(status, sent.Status);
        if (status == 200) Assert.Equal(kind, sent.Json["components"]![0]!["components"]![0]!["default_values"]![0]!["type"]!.ToString());
    }

    [Fact]
    public async Task Numbers_said_as_strings_are_numbers_and_nulls_are_left_out()
    {
        await using var box = await Box.StartAsync();
        box.Agreement.ChecksBodies = false; // which Discord takes, the document not
        using var bot = await box.LoginAsync();

        var sent = await box.BotAsync("POST", $"/channels/{box.General}/messages", JsonNode.Parse("""
            {"content":"x","components":[{"type":"1","components":[{"type":"3","id":"7","custom_id":"pick","min_values":"1","max_values":"2","placeholder":null,
            "options":[{"label":"a","value":"a","emoji":null,"description":null},{"label":"b","value":"b"}]}]}]}
            """));
        var pick = await box.PageAsync("POST", "sandbox/interactions", new JsonObject
        {
            ["type"] = 3,
            ["channel_id"] = box.General,
            ["message_id"] = sent.Text("id"),
            ["data"] = new JsonObject { ["component_type"] = 3, ["custom_id"] = "pick", ["values"] = new JsonArray("a", "b") },
        });

        var select = sent.Json["components"]![0]!["components"]![0]!;
        Assert.Equal("""{"type":3,"id":7,"min_values":1,"max_values":2}""",
            new JsonObject(((string[])["type", "id", "min_values", "max_values"]).Select(n => KeyValuePair.Create(n, select[n]?.DeepClone()))).ToJsonString());
        Assert.Equal(["label", "value"], select["options"]![0]!.AsObject().Select(field => field.Key));
        Assert.Equal(200, pick.Status);
        Assert.Equal(3, (await bot.EventAsync("INTERACTION_CREATE"))["data"]!["component_type"]!.GetValue<int>());
    }

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

    private static Task<Reply> PressAsync(Box box, string message, string customId) => box.PageAsync("POST", "sandbox/interactions", new JsonObject
    {
        ["type"] = 3,
        ["channel_id"] = box.General,
        ["message_id"] = message,
        ["data"] = new JsonObject { ["component_type"] = 2, ["custom_id"] = customId },
    });

    private static JsonArray Row(params JsonNode[] components) =>
        new(new JsonObject { ["type"] = 1, ["components"] = new JsonArray(components) });
}
