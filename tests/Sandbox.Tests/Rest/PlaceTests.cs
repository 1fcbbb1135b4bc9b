using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Rest;

/// <summary>Members, threads, and what a bot may where.</summary>
public sealed class PlaceTests
{
    private static readonly JsonObject Hello = new() { ["content"] = "hello" };

    [Fact]
    public async Task Who_is_timed_out_may_only_look()
    {
        await using var box = await Box.StartAsync();
        await box.FaultAsync(new JsonObject { ["time_out"] = new JsonObject { ["user"] = box.Server.ApplicationId, ["seconds"] = 60 } });
        await box.FaultAsync(new JsonObject { ["time_out"] = new JsonObject { ["user"] = box.Server.MemberId, ["seconds"] = 60 } });

        Assert.Equal(50013, (await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello)).Code);
        Assert.Equal(200, (await box.BotAsync("GET", $"/channels/{box.General}/messages")).Status);
        Assert.Equal(403, (await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", Hello)).Status);
        box.Server.Skip(TimeSpan.FromSeconds(61));
        Assert.Equal(200, (await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello)).Status);
    }

    [Fact]
    public async Task A_moderating_bot_times_members_out_but_not_the_owner()
    {
        await using var box = await Box.StartAsync(o => o.BotPermissions |= 1UL << 40);
        var until = new JsonObject { ["communication_disabled_until"] = DateTimeOffset.UtcNow.AddHours(1).ToString("O") };

        var done = await box.BotAsync("PATCH", $"/guilds/{box.Server.GuildId}/members/{box.Server.MemberId}", until);
        var owner = await box.BotAsync("PATCH", $"/guilds/{box.Server.GuildId}/members/{box.Server.OwnerId}", until);

        Assert.NotNull(done.Json["communication_disabled_until"]);
        Assert.Equal(50013, owner.Code);
    }

    [Fact]
    public async Task A_thread_follows_its_channels_overwrites_and_its_own_permission_to_write()
    {
        await using var box = await Box.StartAsync();
        var thread = await box.BotAsync("POST", $"/channels/{box.General}/threads", new JsonObject { ["name"] = "clips", ["type"] = 11 });
        var at = $"/channels/{thread.Text("id")}/messages";
        Assert.Equal(201, thread.Status);
        Assert.Equal(200, (await box.BotAsync("POST", at, Hello)).Status);

        await DenyAsync(1UL << 11); // SEND_MESSAGES: the channel only
        Assert.Equal(50013, (await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello)).Code);
        Assert.Equal(200, (await box.BotAsync("POST", at, Hello)).Status);
        await DenyAsync(1UL << 38); // SEND_MESSAGES_IN_THREADS: the thread only
        Assert.Equal(200, (await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello)).Status);
        Assert.Equal(50013, (await box.BotAsync("POST", at, Hello)).Code);
        await DenyAsync(1UL << 10); // VIEW_CHANNEL: both
        Assert.Equal(50001, (await box.BotAsync("GET", at)).Code);

        Task DenyAsync(ulong bits) => box.FaultAsync(new JsonObject
        {
            ["overwrite"] = new JsonObject { ["channel"] = box.General, ["id"] = box.Server.ApplicationId, ["member"] = true, ["deny"] = bits.ToString() },
        });
    }

    [Fact]
    public async Task A_locked_thread_in_the_archive_takes_no_message_and_an_open_one_comes_out_of_it()
    {
        await using var box = await Box.StartAsync(o => o.RateLimits = false);
        var thread = (await box.BotAsync("POST", $"/channels/{box.General}/threads", new JsonObject { ["name"] = "clips", ["type"] = 11 })).Text("id");

        await box.BotAsync("PATCH", $"/channels/{thread}", new JsonObject { ["archived"] = true });
        Assert.Equal(200, (await box.BotAsync("POST", $"/channels/{thread}/messages", Hello)).Status);
        Assert.False((await box.BotAsync("GET", $"/channels/{thread}")).Json["thread_metadata"]!["archived"]!.GetValue<bool>());
        Assert.Equal(50013, (await box.BotAsync("PATCH", $"/channels/{thread}", new JsonObject { ["locked"] = true })).Code); // MANAGE_THREADS
    }

    [Fact]
    public async Task What_there_is_nothing_of_is_empty_unknown_or_forbidden_and_never_500()
    {
        await using var box = await Box.StartAsync(o => o.RateLimits = false);
        var (guild, application) = ($"/guilds/{box.Server.GuildId}", $"/applications/{box.Server.ApplicationId}");

        foreach (var path in (string[])[$"{guild}/emojis", $"{guild}/stickers", $"{guild}/scheduled-events", $"{guild}/soundboard-sounds", $"{guild}/preview",
            $"{guild}/channels", $"{guild}/roles", $"{guild}/threads/active", $"{application}/emojis", $"{application}/entitlements", $"{application}/skus",
            $"{application}/role-connections/metadata", "/sticker-packs", "/soundboard-default-sounds", "/voice/regions", $"{guild}/members?limit=5",
            $"{guild}/members/search?query=m&limit=5", $"/channels/{box.General}/users/@me/threads/archived/private", $"/users/{box.Server.OwnerId}", application, $"{guild}?with_counts=true"])
            Assert.True((await box.BotAsync("GET", path)).Status == 200, path);
        foreach (var path in (string[])[$"{guild}/bans", $"{guild}/webhooks", $"{guild}/invites", $"{guild}/audit-logs", $"{guild}/integrations",
            $"/channels/{box.General}/webhooks", $"/channels/{box.General}/invites", $"/channels/{box.General}/threads/archived/private"])
            Assert.True((await box.BotAsync("GET", path)) is { Status: 403, Code: 50013 }, path);
        foreach (var (path, code) in ((string, int)[])[($"{guild}/emojis/5", 10014), ($"{guild}/stickers/5", 10060), ("/stickers/5", 10060), ("/invites/x", 10006),
            ("/webhooks/5", 10015), ("/users/5", 10013), ($"{guild}/members/5", 10007), ($"{guild}/roles/5", 10011), ("/guilds/5", 10004), ("/channels/5", 10003),
            ($"{guild}/voice-states/@me", 10065), ($"{guild}/voice-states/5", 10065), ("/nothing", 0)])
            Assert.True((await box.BotAsync("GET", path)) is { Status: 404 } reply && reply.Code == code, path);
        Assert.Equal(50007, (await box.BotAsync("POST", "/users/@me/channels", new JsonObject { ["recipient_id"] = box.Server.ApplicationId })).Code);
    }

    [Fact]
    public async Task Asking_for_all_members_twice_in_half_a_minute_is_rate_limited()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync(1 | 1 << 1);
        var all = new JsonObject { ["guild_id"] = box.Server.GuildId, ["query"] = "", ["limit"] = 0, ["nonce"] = "n" };

        await bot.SendAsync(8, all.DeepClone());
        await bot.EventAsync("GUILD_MEMBERS_CHUNK");
        await bot.SendAsync(8, all.DeepClone());
        var limited = await bot.EventAsync("RATE_LIMITED");
        box.Server.Skip(TimeSpan.FromSeconds(30));
        await bot.SendAsync(8, all.DeepClone());

        Assert.Equal((8, "n"), (limited["opcode"]!.GetValue<int>(), limited["meta"]!["nonce"]!.ToString()));
        await bot.EventAsync("GUILD_MEMBERS_CHUNK");
    }

    [Fact]
    public async Task Without_the_permission_for_history_there_is_none()
    {
        await using var box = await Box.StartAsync(o => o.BotPermissions |= 1UL << 51);
        var sent = (await box.BotAsync("POST", $"/channels/{box.General}/messages", Hello)).Text("id");
        await box.BotAsync("PUT", $"/channels/{box.General}/messages/pins/{sent}");

        await box.FaultAsync(new JsonObject
        {
            ["overwrite"] = new JsonObject { ["channel"] = box.General, ["id"] = box.Server.ApplicationId, ["member"] = true, ["deny"] = (1 << 16).ToString() },
        });

        Assert.Empty((await box.BotAsync("GET", $"/channels/{box.General}/messages")).Json.AsArray());
        Assert.Empty((await box.BotAsync("GET", $"/channels/{box.General}/messages/pins")).Json["items"]!.AsArray());
        Assert.Equal(50013, (await box.BotAsync("GET", $"/channels/{box.General}/messages/{sent}")).Code);
    }

    [Fact]
    public async Task Of_others_messages_a_moderator_changes_only_the_flags()
    {
        await using var box = await Box.StartAsync(o => o.BotPermissions |= 1UL << 13);
        var said = (await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", Hello)).Text("id");

        var hidden = await box.BotAsync("PATCH", $"/channels/{box.General}/messages/{said}", new JsonObject { ["flags"] = 4, ["tts"] = false }); // as discord.py does
        var changed = await box.BotAsync("PATCH", $"/channels/{box.General}/messages/{said}", new JsonObject { ["flags"] = 4, ["content"] = "x" });

        Assert.Equal((200, 4), (hidden.Status, hidden.Json["flags"]!.GetValue<int>()));
        Assert.Null(hidden.Json["edited_timestamp"]);
        Assert.Equal(50005, changed.Code);
    }
}
