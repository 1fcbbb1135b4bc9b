using System.Text.Json.Nodes;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Sandbox.Tests.Gateway;

/// <summary>Several bots: each has its own of everything, and sees of the others what Discord shows.</summary>
public sealed class BotsTests
{
    private static JsonObject Ping => new() { ["name"] = "ping", ["description"] = "d" };

    [Fact]
    public async Task A_command_goes_to_the_bot_that_owns_it_and_only_that_one_may_answer()
    {
        await using var box = await Box.StartAsync(o => o.Bots = 2);
        var (first, second) = (box.Server.Bots[0], box.Server.Bots[1]);
        using var one = await box.LoginAsync(bot: first);
        using var two = await box.LoginAsync(bot: second);
        var path = $"/applications/{second.Id}/guilds/{box.Server.GuildId}/commands";
        var command = (await box.BotAsync(second, "POST", path, Ping)).Text("id");

        await box.PageAsync("POST", "sandbox/interactions", new JsonObject
        {
            ["type"] = 2,
            ["channel_id"] = box.General,
            ["data"] = new JsonObject { ["id"] = command, ["type"] = 1 },
        });
        var interaction = await two.EventAsync("INTERACTION_CREATE");
        await box.AnswerAsync(interaction, new JsonObject { ["type"] = 4, ["data"] = new JsonObject { ["content"] = "pong" } });
        var answer = await box.OpenAsync("GET", $"/webhooks/{second.Id}/{interaction["token"]}/messages/@original");
        var seen = await one.EventAsync("MESSAGE_CREATE");

        Assert.Equal(second.Id, interaction["application_id"]!.ToString());
        Assert.Equal((second.Id, second.Id), (answer.Text("application_id"), answer.Json["author"]!["id"]!.ToString()));
        Assert.Equal("pong", seen["content"]!.ToString());
        Assert.Equal(0, one.Count("INTERACTION_CREATE"));
        Assert.Equal(10015, (await box.OpenAsync("GET", $"/webhooks/{first.Id}/{interaction["token"]}/messages/@original")).Code);
        Assert.Equal(20012, (await box.BotAsync(first, "GET", path)).Code);
        Assert.Equal(50005, (await box.BotAsync(first, "PATCH", $"/channels/{box.General}/messages/{answer.Text("id")}", new JsonObject { ["content"] = "x" })).Code);
        Assert.Empty((await box.BotAsync(first, "GET", $"/applications/{first.Id}/guilds/{box.Server.GuildId}/commands")).Json.AsArray());
    }

    [Fact]
    public async Task Limits_are_each_bots_own()
    {
        await using var box = await Box.StartAsync(o => (o.Bots, o.Time) = (2, new ManualTime()));
        for (var i = 0; i < 5; i++)
            await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "x" });

        Assert.Equal(429, (await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "x" })).Status);
        Assert.Equal(200, (await box.BotAsync(box.Server.Bots[1], "POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "x" })).Status);
    }

    [Fact]
    public async Task A_bot_that_comes_while_it_runs_gets_its_guild_and_one_that_is_removed_is_told()
    {
        await using var box = await Box.StartAsync();
        using var old = await box.LoginAsync(Peer.Usual | 1 << 1);
        var made = (await box.SandboxAsync("POST", "bots", new JsonObject { ["name"] = "Guest", ["permissions"] = "1024", ["guilds"] = new JsonArray() })).Json;
        var guest = box.Server.Bots[1];
        using var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync(guest.Token);

        Assert.Equal(guest.Token, made["token"]!.ToString());
        Assert.Empty((await bot.EventAsync("READY"))["guilds"]!.AsArray());
        Assert.Equal(50001, (await box.BotAsync(guest, "GET", $"/channels/{box.General}")).Code);
        Assert.Equal(10004, (await box.BotAsync(guest, "GET", $"/guilds/{box.Server.GuildId}")).Code);

        await box.SandboxAsync("PUT", $"guilds/{box.Server.GuildId}/bots/{guest.Id}");
        var joined = (await bot.EventAsync("GUILD_CREATE")).AsObject();
        Assert.Equal(box.Server.GuildId, joined["id"]!.ToString());
        Assert.False(joined.ContainsKey("unavailable")); // "false" is said of guilds that were known
        Assert.Equal("Guest", (await old.EventAsync("GUILD_MEMBER_ADD"))["user"]!["username"]!.ToString());

        await box.SandboxAsync("DELETE", $"guilds/{box.Server.GuildId}/bots/{guest.Id}");
        var gone = await bot.EventAsync("GUILD_DELETE");
        Assert.Null(gone["unavailable"]);
        Assert.Equal(guest.Id, (await old.EventAsync("GUILD_MEMBER_REMOVE"))["user"]!["id"]!.ToString());

        await box.SandboxAsync("POST", "guilds", new JsonObject { ["name"] = "Second" });
        Assert.Equal("Second", (await bot.EventAsync("GUILD_CREATE"))["name"]!.ToString());
        Assert.Equal(204, (await box.BotAsync(guest, "DELETE", $"/users/@me/guilds/{box.Server.GuildIds[1]}")).Status);
    }

    [Fact]
    public async Task An_outage_is_a_guild_that_is_unavailable_and_comes_back()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();

        await box.FaultAsync(new JsonObject { ["outage"] = new JsonObject() });
        Assert.True((await bot.EventAsync("GUILD_DELETE"))["unavailable"]!.GetValue<bool>());
        await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = "unheard" });
        await box.FaultAsync(new JsonObject { ["outage"] = new JsonObject { ["unavailable"] = false } });

        Assert.False((await bot.EventAsync("GUILD_CREATE"))["unavailable"]!.GetValue<bool>());
        Assert.Equal(0, bot.Count("MESSAGE_CREATE"));
    }

    [Fact]
    public async Task Bots_and_guilds_that_cannot_be_are_refused()
    {
        await using var box = await Box.StartAsync();

        Assert.Equal(400, (await box.SandboxAsync("POST", "bots", new JsonObject { ["guilds"] = new JsonArray("5") })).Status);
        Assert.Equal(404, (await box.SandboxAsync("PUT", $"guilds/{box.Server.GuildId}/bots/5")).Status);
        await Assert.ThrowsAsync<SandboxException>(() => SandboxServer.StartAsync(new() { Bots = 0 }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Of_an_author_who_has_left_there_is_no_member_rather_than_null()
    {
        await using var box = await Box.StartAsync(o => (o.Bots, o.BotPermissions) = (2, 8));
        var guest = box.Server.Bots[1];
        var left = (await box.BotAsync(guest, "POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = "bye" })).Json["id"]!.ToString();
        await box.SandboxAsync("DELETE", $"guilds/{box.Server.GuildId}/bots/{guest.Id}");
        using var bot = await box.LoginAsync();

        await box.BotAsync("PUT", $"/channels/{box.General}/messages/pins/{left}");
        var pinned = (await bot.EventAsync("MESSAGE_UPDATE")).AsObject();
        await box.BotAsync("POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = $"<@{guest.Id}>" });
        var mention = (await bot.EventAsync("MESSAGE_CREATE"))["mentions"]![0]!.AsObject();

        Assert.Equal(left, pinned["id"]!.ToString());
        Assert.False(pinned.ContainsKey("member"));
        Assert.Equal(guest.Id, mention["id"]!.ToString());
        Assert.False(mention.ContainsKey("member"));
    }
}
