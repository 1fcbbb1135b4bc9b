using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Rest;

/// <summary>What a bot may change of members.</summary>
public sealed class MemberTests
{
    private const ulong Moderate = 1UL << 40, Roles = 1UL << 28, Nicks = 1UL << 27, ChangeNick = 1UL << 26;
    private const string Moderator = "1190000000000000001"; // its role stands above the first bot's and below the second's

    [Fact]
    public async Task Roles_are_set_whole_and_the_member_is_answered_and_told()
    {
        await using var box = await Box.StartAsync(o => (o.Bots, o.BotPermissions) = (2, o.BotPermissions | Roles));
        var high = box.Server.Bots[1];
        using var bot = await box.LoginAsync(Peer.Usual | 1 << 1, high);

        var given = await box.BotAsync(high, "PATCH", Member(box), Set(Moderator, box.Server.GuildId)); // discord.js names @everyone, too
        var told = await bot.EventAsync("GUILD_MEMBER_UPDATE");
        var taken = await box.BotAsync(high, "PATCH", Member(box), Set());

        Assert.Equal((200, box.Server.MemberId), (given.Status, given.Json["user"]!["id"]!.ToString()));
        Assert.Equal([Moderator], given.Json["roles"]!.AsArray().Select(r => r!.ToString()));
        Assert.Equal([Moderator], told["roles"]!.AsArray().Select(r => r!.ToString()));
        Assert.Empty(taken.Json["roles"]!.AsArray());
    }

    [Fact]
    public async Task Roles_need_the_permission_a_lower_place_and_to_be_there()
    {
        await using var box = await Box.StartAsync(o => (o.Bots, o.BotPermissions, o.RateLimits) = (2, o.BotPermissions | Roles | Nicks, false));
        var high = box.Server.Bots[1];
        var powerless = (await box.SandboxAsync("POST", "bots", new JsonObject { ["name"] = "Guest", ["permissions"] = "1024" })).Json;
        var guest = box.Server.Bots.Single(b => b.Id == powerless["id"]!.ToString());

        Assert.Equal(50013, (await box.BotAsync(guest, "PATCH", Member(box), Set())).Code); // not allowed at all
        Assert.Equal(50013, (await box.BotAsync("PATCH", Member(box), Set(Moderator))).Code); // higher than its own
        Assert.Equal(50013, (await box.BotAsync(high, "PATCH", Member(box), Set(BotRole))).Code); // another bot's
        Assert.True(await box.BotAsync(high, "PATCH", Member(box), Set("5")) is { Status: 404, Code: 10011 });
        Assert.Equal(["NUMBER_TYPE_COERCE"], (await box.BotAsync(high, "PATCH", Member(box), Set(Moderator, "x"))).ErrorsAt("roles.1"));
        var half = Set("5");
        half["nick"] = "never";
        Assert.Equal(10011, (await box.BotAsync(high, "PATCH", Member(box), half)).Code);

        var now = (await box.BotAsync("GET", Member(box))).Json;
        Assert.Empty(now["roles"]!.AsArray());
        Assert.Null(now["nick"]); // all or nothing
        Assert.Equal(200, (await box.BotAsync("PATCH", $"/guilds/{box.Server.GuildId}/members/{box.Server.ModeratorId}", Set(Moderator))).Status); // as it is
    }

    [Fact]
    public async Task Names_and_time_outs_reach_only_those_who_stand_lower()
    {
        await using var box = await Box.StartAsync(o => (o.Bots, o.BotPermissions) = (2, o.BotPermissions | Moderate | Nicks | ChangeNick));
        var (low, high) = (box.Server.Bots[0], box.Server.Bots[1]);
        var moderator = $"/guilds/{box.Server.GuildId}/members/{box.Server.ModeratorId}";
        var until = new JsonObject { ["communication_disabled_until"] = DateTimeOffset.UtcNow.AddHours(1).ToString("O") };
        var nick = new JsonObject { ["nick"] = "Mo" };

        Assert.Equal(50013, (await box.BotAsync(low, "PATCH", moderator, nick)).Code);
        Assert.Equal(50013, (await box.BotAsync(low, "PATCH", moderator, until)).Code);
        Assert.Equal("Mo", (await box.BotAsync(high, "PATCH", moderator, nick)).Text("nick"));
        Assert.NotNull((await box.BotAsync(high, "PATCH", moderator, until)).Json["communication_disabled_until"]);
        Assert.Null((await box.BotAsync(high, "PATCH", moderator, new JsonObject { ["communication_disabled_until"] = null })).Json["communication_disabled_until"]);
        Assert.Equal(50013, (await box.BotAsync(high, "PATCH", $"/guilds/{box.Server.GuildId}/members/{box.Server.OwnerId}", nick)).Code);
    }

    [Fact]
    public async Task Of_itself_a_bot_changes_its_name_by_both_addresses()
    {
        await using var box = await Box.StartAsync(o => o.BotPermissions |= ChangeNick);
        var me = $"/guilds/{box.Server.GuildId}/members/@me";

        Assert.Equal("Filmer", (await box.BotAsync("PATCH", me, new JsonObject { ["nick"] = "Filmer" })).Text("nick"));
        Assert.Equal("Cutter", (await box.BotAsync("PATCH", $"{me}/nick", new JsonObject { ["nick"] = "Cutter" })).Text("nick"));
        Assert.Null((await box.BotAsync("PATCH", me, new JsonObject { ["nick"] = "" })).Json["nick"]);
    }

    [Fact]
    public async Task Nobody_is_in_voice_to_be_muted_or_moved()
    {
        await using var box = await Box.StartAsync(o => o.BotPermissions |= 1UL << 22 | 1UL << 24);

        Assert.True(await box.BotAsync("PATCH", Member(box), new JsonObject { ["mute"] = true }) is { Status: 400, Code: 40032 });
        Assert.Equal(40032, (await box.BotAsync("PATCH", Member(box), new JsonObject { ["channel_id"] = null })).Code);
        Assert.Equal(50013, (await box.BotAsync("PATCH", Member(box), new JsonObject { ["deaf"] = true })).Code);
    }

    [Fact]
    public async Task Who_has_left_is_told_without_a_member_and_only_bots_roles_have_tags()
    {
        await using var box = await Box.StartAsync(o => (o.Bots, o.BotPermissions) = (2, o.BotPermissions | 1UL << 13));
        using var bot = await box.LoginAsync();
        var (stays, leaves) = (box.Server.Bots[0], box.Server.Bots[1]);
        var sent = await box.BotAsync(leaves, "POST", $"/channels/{box.General}/messages", new JsonObject { ["content"] = $"I am <@{leaves.Id}>, not <@{stays.Id}>" });
        await box.SandboxAsync("DELETE", $"guilds/{box.Server.GuildId}/bots/{leaves.Id}");

        await box.BotAsync("PATCH", $"/channels/{box.General}/messages/{sent.Text("id")}", new JsonObject { ["flags"] = 4 });
        var before = (await bot.EventAsync("MESSAGE_CREATE")).AsObject();
        var after = (await bot.EventAsync("MESSAGE_UPDATE")).AsObject();
        var roles = (await box.BotAsync("GET", $"/guilds/{box.Server.GuildId}/roles")).Json.AsArray();

        Assert.True(before.ContainsKey("member"));
        Assert.False(after.ContainsKey("member"));
        Assert.False(after["mentions"]![0]!.AsObject().ContainsKey("member"));
        Assert.True(after["mentions"]![1]!.AsObject().ContainsKey("member"));
        Assert.All(roles, role => Assert.Equal(role!["managed"]!.GetValue<bool>(), role.AsObject().ContainsKey("tags")));
    }

    private const string BotRole = "1190000000000000002";

    private static string Member(Box box) => $"/guilds/{box.Server.GuildId}/members/{box.Server.MemberId}";

    private static JsonObject Set(params string[] roles) => new() { ["roles"] = new JsonArray([.. roles.Select(r => (JsonNode)r)]) };
}
