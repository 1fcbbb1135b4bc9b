using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Rest;

/// <summary>Changes of channels: what is taken, what is refused, who hears of it and what it does.</summary>
public sealed class ChannelTests
{
    private const ulong ManageChannels = 1UL << 4, ManageMessages = 1UL << 13, ManageRoles = 1UL << 28;
    private static readonly JsonObject Hello = new() { ["content"] = "hello" };

    [Fact]
    public async Task A_change_is_answered_told_and_kept()
    {
        await using var box = await ManagedAsync();
        using var bot = await box.LoginAsync();

        var changed = await box.BotAsync("PATCH", $"/channels/{box.General}", new JsonObject
        {
            ["name"] = "New  Name",
            ["topic"] = "t",
            ["position"] = 7,
            ["rate_limit_per_user"] = 30,
            ["default_thread_rate_limit_per_user"] = 5,
            ["default_auto_archive_duration"] = 60,
            ["parent_id"] = null,
        });

        var told = await bot.EventAsync("CHANNEL_UPDATE");
        var read = await box.BotAsync("GET", $"/channels/{box.General}");
        Assert.Equal(200, changed.Status);
        Assert.Equal(("new-name", 7, 30), (read.Text("name"), read.Json["position"]!.GetValue<int>(), read.Json["rate_limit_per_user"]!.GetValue<int>()));
        Assert.Null(read.Json["parent_id"]);
        Assert.True(JsonNode.DeepEquals(told, read.Json) && JsonNode.DeepEquals(told, changed.Json));
        var thread = (await box.BotAsync("POST", $"/channels/{box.General}/threads", new JsonObject { ["name"] = "t", ["type"] = 11 })).Json;
        Assert.Equal((5, 60), (thread["rate_limit_per_user"]!.GetValue<int>(), thread["thread_metadata"]!["auto_archive_duration"]!.GetValue<int>()));
    }

    [Fact]
    public async Task What_changes_nothing_is_told_to_nobody()
    {
        await using var box = await ManagedAsync();
        using var bot = await box.LoginAsync();

        await box.BotAsync("PATCH", $"/channels/{box.General}", new JsonObject { ["name"] = "general", ["rate_limit_per_user"] = 0 });
        await box.BotAsync("PATCH", $"/channels/{box.General}", new JsonObject { ["topic"] = "other" });

        Assert.Equal("other", (await bot.EventAsync("CHANNEL_UPDATE"))["topic"]!.ToString());
    }

    [Theory]
    [InlineData("""{"rate_limit_per_user":21601}""", "rate_limit_per_user:NUMBER_TYPE_MAX")]
    [InlineData("""{"rate_limit_per_user":-1}""", "rate_limit_per_user:NUMBER_TYPE_MIN")]
    [InlineData("""{"rate_limit_per_user":"soon"}""", "rate_limit_per_user:NUMBER_TYPE_COERCE")]
    [InlineData("""{"position":-1}""", "position:NUMBER_TYPE_MIN")]
    [InlineData("""{"name":""}""", "name:BASE_TYPE_BAD_LENGTH")]
    [InlineData("""{"parent_id":"5"}""", "parent_id:CHANNEL_PARENT_INVALID")]
    [InlineData("""{"parent_id":"ADULTS"}""", "parent_id:CHANNEL_PARENT_INVALID_TYPE")]
    [InlineData("""{"default_auto_archive_duration":61}""", "default_auto_archive_duration:BASE_TYPE_CHOICES")]
    [InlineData("""{"permission_overwrites":[{"type":0}]}""", "permission_overwrites.0.id:BASE_TYPE_REQUIRED")]
    [InlineData("""{"permission_overwrites":[{"id":"GUILD","type":7}]}""", "permission_overwrites.0.type:BASE_TYPE_CHOICES")]
    [InlineData("""{"permission_overwrites":[{"id":"GUILD","allow":"much"}]}""", "permission_overwrites.0.allow:NUMBER_TYPE_COERCE")]
    [InlineData("""{"permission_overwrites":[5]}""", "permission_overwrites.0:DICT_TYPE_CONVERT")]
    public async Task A_wrong_change_is_refused_at_its_place_and_changes_nothing(string body, string error)
    {
        await using var box = await ManagedAsync();
        var before = (await box.BotAsync("GET", $"/channels/{box.General}")).Json;

        var reply = await box.BotAsync("PATCH", $"/channels/{box.General}",
            JsonNode.Parse(body.Replace("ADULTS", box.Server.AdultsChannelId).Replace("GUILD", box.Server.GuildId)));

        Assert.Equal((400, 50035), (reply.Status, reply.Code));
        Assert.Equal([error.Split(':')[1]], reply.ErrorsAt(error.Split(':')[0]));
        Assert.True(JsonNode.DeepEquals(before, (await box.BotAsync("GET", $"/channels/{box.General}")).Json));
    }

    [Fact]
    public async Task Overwrites_act_and_nobody_grants_what_it_does_not_have()
    {
        await using var box = await ManagedAsync();
        using var bot = await box.LoginAsync();
        JsonObject Overwrites(ulong allow, ulong deny, string? id = null) => new()
        {
            ["permission_overwrites"] = new JsonArray(new JsonObject
            {
                ["id"] = id ?? box.Server.GuildId,
                ["type"] = 0,
                ["allow"] = allow.ToString(),
                ["deny"] = deny.ToString(),
            }),
        };

        Assert.Equal(50013, (await box.BotAsync("PATCH", $"/channels/{box.General}", Overwrites(ManageMessages, 0))).Code);
        Assert.Equal((404, 10009), await CodesAsync(box.BotAsync("PATCH", $"/channels/{box.General}", Overwrites(0, 1UL << 11, "5"))));
        Assert.Equal(200, (await box.BotAsync("PATCH", $"/channels/{box.General}", Overwrites(0, 1UL << 11))).Status); // SEND_MESSAGES

        Assert.Equal("2048", (await bot.EventAsync("CHANNEL_UPDATE"))["permission_overwrites"]![0]!["deny"]!.ToString());
        Assert.Equal(403, (await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", Hello)).Status);
    }

    [Fact]
    public async Task One_overwrite_is_set_and_removed()
    {
        await using var box = await ManagedAsync();
        using var bot = await box.LoginAsync();
        var at = $"/channels/{box.General}/permissions/{box.Server.MemberId}";

        Assert.Equal((404, 10009), await CodesAsync(box.BotAsync("DELETE", at)));
        Assert.Equal(204, (await box.BotAsync("PUT", at, new JsonObject { ["type"] = 1, ["deny"] = "2048" })).Status);
        await bot.EventAsync("CHANNEL_UPDATE");
        Assert.Equal(403, (await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", Hello)).Status);
        Assert.Equal(204, (await box.BotAsync("DELETE", at)).Status);

        Assert.Empty((await bot.EventAsync("CHANNEL_UPDATE"))["permission_overwrites"]!.AsArray());
        Assert.Equal(200, (await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", Hello)).Status);
    }

    [Fact]
    public async Task Several_channels_are_arranged_at_once_or_none()
    {
        await using var box = await ManagedAsync();
        using var bot = await box.LoginAsync();
        var (at, category) = ($"/guilds/{box.Server.GuildId}/channels", (await box.BotAsync("GET", $"/channels/{box.General}")).Text("parent_id"));

        var wrong = await box.BotAsync("PATCH", at, new JsonArray(Place(box.General, 3), new JsonObject { ["id"] = box.General, ["parent_id"] = box.General }));
        Assert.Equal(["CHANNEL_PARENT_INVALID_TYPE"], wrong.ErrorsAt("1.parent_id"));
        Assert.Equal(204, (await box.BotAsync("PATCH", at, new JsonArray(Place(box.General, 1), Place(box.Server.AdultsChannelId, 0)))).Status);

        var told = new[] { await bot.EventAsync("CHANNEL_UPDATE"), await bot.EventAsync("CHANNEL_UPDATE") };
        Assert.Equal([(box.General, 1), (box.Server.AdultsChannelId, 0)], told.Select(c => (c["id"]!.ToString(), c["position"]!.GetValue<int>())));
        Assert.All(told, c => Assert.Equal(category, c["parent_id"]!.ToString()));
        var shown = (await box.PageAsync("GET", "sandbox/state")).Json["channels"]!.AsArray().Select(c => c!["id"]!.ToString());
        Assert.Equal([box.Server.AdultsChannelId, box.General], shown.Take(2));

        static JsonObject Place(string id, int position) => new() { ["id"] = id, ["position"] = position };
    }

    [Fact]
    public async Task Without_the_permission_nothing_is_changed()
    {
        await using var box = await Box.StartAsync();

        Assert.Equal(50013, (await box.BotAsync("PATCH", $"/channels/{box.General}", new JsonObject { ["rate_limit_per_user"] = 5 })).Code);
        Assert.Equal(50013, (await box.BotAsync("PATCH", $"/guilds/{box.Server.GuildId}/channels", new JsonArray())).Code);
        Assert.Equal(50013, (await box.BotAsync("PUT", $"/channels/{box.General}/permissions/{box.Server.MemberId}", new JsonObject { ["type"] = 1 })).Code);
    }

    [Fact]
    public async Task Slow_mode_holds_people_and_neither_bots_nor_moderators()
    {
        await using var box = await ManagedAsync();
        var (messages, threads) = ($"sandbox/channels/{box.General}/messages", $"sandbox/channels/{box.General}/threads");
        await box.BotAsync("PATCH", $"/channels/{box.General}", new JsonObject { ["rate_limit_per_user"] = 60 });

        Assert.Equal(400, (await box.PageAsync("POST", messages, new JsonObject { ["content"] = " " })).Status); // nothing was said: nothing is counted
        Assert.Equal(200, (await box.PageAsync("POST", messages, Hello)).Status);
        Assert.Equal(200, (await box.PageAsync("POST", threads, new JsonObject { ["name"] = "one" })).Status); // counted by itself
        Assert.Equal(429, (await box.PageAsync("POST", messages, Hello)).Status);
        Assert.Equal(429, (await box.PageAsync("POST", threads, new JsonObject { ["name"] = "two" })).Status);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(200, (await box.PageAsync("POST", messages, Hello, box.Server.ModeratorId)).Status);
            Assert.Equal(200, (await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello)).Status);
        }
        box.Server.Skip(TimeSpan.FromSeconds(60));
        Assert.Equal(200, (await box.PageAsync("POST", messages, Hello)).Status);
    }

    private static Task<Box> ManagedAsync() => Box.StartAsync(o => o.BotPermissions |= ManageChannels | ManageRoles);

    private static async Task<(int, int)> CodesAsync(Task<Reply> reply) => ((await reply).Status, (await reply).Code);
}
