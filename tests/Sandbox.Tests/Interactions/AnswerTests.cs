using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Interactions;

/// <summary>How a bot answers: once, in time, and what follows.</summary>
public sealed class AnswerTests
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
}
