using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Rest;

/// <summary>Every address that a bot like ours needs answers, with the status that Discord's documents name.</summary>
public sealed class SurfaceTests
{
    [Fact]
    public async Task What_a_bot_needs_is_all_there()
    {
        await using var box = await Box.StartAsync(o => o.RateLimits = false);
        using var bot = await box.LoginAsync();
        var interaction = await box.UseAsync(bot, new JsonObject { ["name"] = "ping", ["description"] = "d" });
        Assert.Equal(204, (await box.AnswerAsync(interaction, new JsonObject { ["type"] = 5 })).Status);
        var application = $"/applications/{box.Server.ApplicationId}";
        var message = (await box.BotAsync("POST", $"/channels/{box.General}/messages", Words)).Text("id");
        var at = $"/channels/{box.General}/messages/{message}";
        var followUp = "";

        Assert.Equal(200, (await box.OpenAsync("GET", "/gateway")).Status);
        foreach (var path in (string[])["/gateway/bot", "/users/@me", "/applications/@me", $"/guilds/{box.Server.GuildId}", $"/channels/{box.General}",
            $"/channels/{box.General}/messages", at])
            Assert.True((await box.BotAsync("GET", path)).Status == 200, path);
        foreach (var commands in (string[])[$"{application}/commands", $"{application}/guilds/{box.Server.GuildId}/commands"])
        {
            var made = await box.BotAsync("POST", commands, new JsonObject { ["name"] = "made", ["description"] = "d" });
            Assert.Equal(201, made.Status);
            Assert.Equal(200, (await box.BotAsync("GET", commands)).Status);
            Assert.Equal(200, (await box.BotAsync("PATCH", $"{commands}/{made.Text("id")}", new JsonObject { ["description"] = "e" })).Status);
            Assert.Equal(204, (await box.BotAsync("DELETE", $"{commands}/{made.Text("id")}")).Status);
            Assert.Equal(200, (await box.BotAsync("PUT", commands, new JsonArray())).Status);
        }
        foreach (var (method, status) in ((string, int)[])[("GET", 200), ("PATCH", 200), ("DELETE", 204)])
        {
            if (method == "DELETE")
                followUp = (await box.OpenAsync("POST", box.Webhook(interaction), Words)).Text("id");
            Assert.Equal(status, (await box.OpenAsync(method, box.Webhook(interaction, "/messages/@original"), method == "PATCH" ? Words : null)).Status);
        }
        Assert.Equal(200, (await box.OpenAsync("GET", box.Webhook(interaction, $"/messages/{followUp}"))).Status);
        Assert.Equal(200, (await box.OpenAsync("PATCH", box.Webhook(interaction, $"/messages/{followUp}"), Words)).Status);
        Assert.Equal(204, (await box.OpenAsync("DELETE", box.Webhook(interaction, $"/messages/{followUp}"))).Status);
        Assert.Equal(204, (await box.BotAsync("PUT", $"{at}/reactions/%F0%9F%8E%88/@me")).Status);
        Assert.Equal(204, (await box.BotAsync("DELETE", $"{at}/reactions/%F0%9F%8E%88/@me")).Status);
        Assert.Equal(200, (await box.BotAsync("PATCH", at, Words)).Status);
        Assert.Equal(204, (await box.BotAsync("DELETE", at)).Status);
        Assert.Equal(204, (await box.BotAsync("POST", $"/channels/{box.General}/typing")).Status);
        Assert.Equal(200, (await box.BotAsync("POST", "/users/@me/channels", new JsonObject { ["recipient_id"] = box.Server.MemberId })).Status);
    }

    private static JsonObject Words => new() { ["content"] = "words" };
}
