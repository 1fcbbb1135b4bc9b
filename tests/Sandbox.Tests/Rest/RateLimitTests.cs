using System.Globalization;
using System.Text.Json.Nodes;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Sandbox.Tests.Rest;

public sealed class RateLimitTests
{
    private static readonly JsonObject Hello = new() { ["content"] = "hello" };

    [Fact]
    public async Task The_sixth_message_in_five_seconds_is_429_and_waiting_helps()
    {
        await using var box = await Box.StartAsync(o => o.Time = new ManualTime());
        var first = await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello);
        for (var i = 0; i < 4; i++)
            await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello);
        var sixth = await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello);
        var elsewhere = await box.BotAsync("POST", $"/channels/{box.Server.AdultsChannelId}/messages", Hello);
        box.Server.Skip(TimeSpan.FromSeconds(5));
        var later = await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello);

        Assert.Equal(("5", "4"), (first.Headers["X-RateLimit-Limit"], first.Headers["X-RateLimit-Remaining"]));
        Assert.Equal(5, double.Parse(first.Headers["X-RateLimit-Reset-After"], CultureInfo.InvariantCulture));
        Assert.Equal(429, sixth.Status);
        Assert.Equal("user", sixth.Headers["X-RateLimit-Scope"]);
        Assert.Equal("5", sixth.Headers["Retry-After"]);
        Assert.False(sixth.Json["global"]!.GetValue<bool>());
        Assert.Equal(200, elsewhere.Status);
        Assert.Equal(first.Headers["X-RateLimit-Bucket"], elsewhere.Headers["X-RateLimit-Bucket"]);
        Assert.Equal(200, later.Status);
    }

    [Fact]
    public async Task Fifty_requests_a_second_are_the_global_limit_and_interactions_do_not_count()
    {
        await using var box = await Box.StartAsync(o => o.Time = new ManualTime());
        using var bot = await box.LoginAsync();
        var interaction = await box.UseAsync(bot, new JsonObject { ["name"] = "ping", ["description"] = "d" }); // one request
        for (var i = 0; i < 49; i++)
            Assert.NotEqual(429, (await box.BotAsync("GET", $"/channels/{(i % 2 == 0 ? box.General : box.Server.AdultsChannelId)}")).Status);

        var over = await box.BotAsync("GET", "/users/@me");
        var answer = await box.AnswerAsync(interaction, new JsonObject { ["type"] = 5 });

        Assert.Equal((429, "global", "true"), (over.Status, over.Headers["X-RateLimit-Scope"], over.Headers["X-RateLimit-Global"]));
        Assert.True(over.Json["global"]!.GetValue<bool>());
        Assert.Equal(204, answer.Status);
        Assert.DoesNotContain("X-RateLimit-Limit", answer.Headers.Keys);
    }

    [Fact]
    public async Task Injected_answers_come_once_each_and_only_to_their_route()
    {
        await using var box = await Box.StartAsync();
        await box.FaultAsync(new JsonObject { ["rest"] = new JsonObject { ["status"] = 429, ["scope"] = "shared", ["retry_after"] = 0.5, ["route"] = "/messages" } });
        await box.FaultAsync(new JsonObject { ["rest"] = new JsonObject { ["status"] = 429, ["html"] = true, ["route"] = "/messages" } });
        await box.FaultAsync(new JsonObject { ["rest"] = new JsonObject { ["status"] = 503, ["route"] = "/messages", ["after_handling"] = true } });

        Assert.Equal(200, (await box.BotAsync("GET", "/users/@me")).Status);
        var shared = await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello);
        var html = await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello);
        var lost = await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello);
        var history = await box.BotAsync("GET", $"/channels/{box.General}/messages");

        Assert.Equal((429, "shared"), (shared.Status, shared.Headers["X-RateLimit-Scope"]));
        Assert.Equal(0.5, shared.Json["retry_after"]!.GetValue<double>());
        Assert.Equal((429, "text/html; charset=UTF-8"), (html.Status, html.ContentType));
        Assert.Equal(503, lost.Status);
        Assert.Single(history.Json.AsArray()); // the lost one was carried out
    }
}
