using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Rest;

/// <summary>A guild's AutoMod rules, as a bot reads them.</summary>
public sealed class AutoModTests
{
    private const ulong ManageGuild = 1UL << 5;

    [Fact]
    public async Task Rules_that_somebody_makes_are_read_by_a_bot_that_may_manage_the_guild()
    {
        await using var box = await Box.StartAsync(o => o.BotPermissions |= ManageGuild);
        using var bot = await box.LoginAsync(1 | 1 << 20);
        var (guild, api) = ($"guilds/{box.Server.GuildId}/auto-moderation", $"/guilds/{box.Server.GuildId}/auto-moderation/rules");

        var made = await box.SandboxAsync("POST", guild, new JsonObject { ["name"] = "words", ["trigger_metadata"] = new JsonObject { ["keyword_filter"] = new JsonArray("cat*"), ["regex_patterns"] = new JsonArray("(b|c)at") } });
        foreach (var trigger in (int[])[3, 4, 5]) await box.SandboxAsync("POST", guild, new JsonObject { ["trigger_type"] = trigger });
        var read = (await box.BotAsync("GET", api)).Json.AsArray();

        Assert.Equal(200, made.Status);
        Assert.Equal(["1", "3", "4", "5"], read.Select(rule => rule!["trigger_type"]!.ToString()));
        Assert.Equal(made.Json.ToJsonString(), read[0]!.ToJsonString());
        Assert.Equal(made.Json.ToJsonString(), (await box.BotAsync("GET", $"{api}/{made.Text("id")}")).Json.ToJsonString());
        Assert.True((await box.BotAsync("GET", $"{api}/5")) is { Status: 404, Code: 0 });
        Assert.Equal(made.Text("id"), (await bot.EventAsync("AUTO_MODERATION_RULE_CREATE"))["id"]!.ToString());

        await box.SandboxAsync("POST", guild, new JsonObject { ["id"] = made.Text("id"), ["enabled"] = false });
        Assert.False((await bot.EventAsync("AUTO_MODERATION_RULE_UPDATE"))["enabled"]!.GetValue<bool>());
        Assert.Equal(200, (await box.SandboxAsync("DELETE", $"{guild}/{made.Text("id")}")).Status);
        await bot.EventAsync("AUTO_MODERATION_RULE_DELETE");
        Assert.Equal(3, (await box.BotAsync("GET", api)).Json.AsArray().Count);
    }

    [Fact]
    public async Task A_body_of_no_length_said_beforehand_is_read()
    {
        await using var box = await Box.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(box.Server.Page, $"sandbox/guilds/{box.Server.GuildId}/auto-moderation"));
        request.Content = new StringContent("""{"name":"in chunks"}""");
        request.Headers.TransferEncodingChunked = true;

        Assert.Equal("in chunks", (await box.SendAsync(request)).Text("name"));
    }

    [Fact]
    public async Task Without_the_permission_they_are_refused_and_wrong_ones_are_not_made()
    {
        await using var box = await Box.StartAsync();
        var guild = $"guilds/{box.Server.GuildId}/auto-moderation";

        var wrong = await box.SandboxAsync("POST", guild, new JsonObject { ["trigger_metadata"] = new JsonObject { ["keyword_filter"] = new JsonArray(new string('a', 61)) } });

        Assert.Equal(50013, (await box.BotAsync("GET", $"/guilds/{box.Server.GuildId}/auto-moderation/rules")).Code);
        Assert.Equal(50013, (await box.BotAsync("GET", $"/guilds/{box.Server.GuildId}/auto-moderation/rules/5")).Code);
        Assert.Equal(400, wrong.Status);
        Assert.NotEmpty(wrong.ErrorsAt("trigger_metadata.keyword_filter.0"));
        Assert.Empty((await box.SandboxAsync("GET", guild)).Json.AsArray());
        Assert.Equal(404, (await box.SandboxAsync("DELETE", $"{guild}/5")).Status);
        Assert.Equal(404, (await box.SandboxAsync("GET", "guilds/5/auto-moderation")).Status);
    }
}
