using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Tests.Rest;

/// <summary>Threads: who is in one, and what changes of it.</summary>
public sealed class ThreadTests
{
    private const ulong ManageThreads = 1UL << 34;

    [Fact]
    public async Task Members_are_added_read_and_removed_and_who_is_in_none_is_unknown()
    {
        await using var box = await Box.StartAsync(o => (o.BotPermissions, o.RateLimits) = (o.BotPermissions | ManageThreads, false));
        using var bot = await box.LoginAsync(1 | 1 << 1);
        var at = $"/channels/{await OpenAsync(box)}/thread-members";

        var own = await box.BotAsync("GET", $"{at}/@me");
        Assert.Equal(box.Server.ApplicationId, own.Text("user_id"));
        Assert.Equal((404, 10007), await CodesAsync(box.BotAsync("GET", $"{at}/{box.Server.MemberId}")));
        Assert.Equal((404, 10007), await CodesAsync(box.BotAsync("DELETE", $"{at}/{box.Server.MemberId}")));
        Assert.Equal((404, 10007), await CodesAsync(box.BotAsync("PUT", $"{at}/5")));
        Assert.Equal(204, (await box.BotAsync("PUT", $"{at}/{box.Server.MemberId}")).Status);
        var added = await bot.EventAsync("THREAD_MEMBERS_UPDATE");
        var read = await box.BotAsync("GET", $"{at}/{box.Server.MemberId}?with_member=true");
        Assert.Equal(204, (await box.BotAsync("DELETE", $"{at}/{box.Server.MemberId}")).Status);
        var removed = await bot.EventAsync("THREAD_MEMBERS_UPDATE");

        Assert.Equal((box.Server.MemberId, 2), (added["added_members"]!.AsArray().Single()!["user_id"]!.ToString(), added["member_count"]!.GetValue<int>()));
        Assert.Equal("member", added["added_members"]![0]!["member"]!["user"]!["username"]!.ToString());
        Assert.True(added["added_members"]![0]!.AsObject().ContainsKey("presence"));
        Assert.Equal("member", read.Json["member"]!["user"]!["username"]!.ToString());
        Assert.Equal(box.Server.MemberId, removed["removed_member_ids"]!.AsArray().Single()!.ToString());
        Assert.Equal((404, 10007), await CodesAsync(box.BotAsync("GET", $"{at}/{box.Server.MemberId}")));
    }

    [Fact]
    public async Task Who_writes_joins_and_opens_an_archived_thread_and_bots_are_told_before_the_message()
    {
        await using var box = await Box.StartAsync(o => (o.BotPermissions, o.RateLimits) = (o.BotPermissions | ManageThreads, false));
        var thread = await OpenAsync(box);
        await box.BotAsync("PATCH", $"/channels/{thread}", new JsonObject { ["archived"] = true });
        using var bot = await box.LoginAsync(1 | 1 << 1 | 1 << 9);

        await box.PageAsync("POST", $"sandbox/channels/{thread}/messages", new JsonObject { ["content"] = "still here" });

        Assert.False((await bot.EventAsync("THREAD_UPDATE"))["thread_metadata"]!["archived"]!.GetValue<bool>());
        Assert.Equal(box.Server.MemberId, (await bot.EventAsync("THREAD_MEMBERS_UPDATE"))["added_members"]!.AsArray().Single()!["user_id"]!.ToString());
        Assert.Equal(thread, (await bot.EventAsync("MESSAGE_CREATE"))["channel_id"]!.ToString());
    }

    [Fact]
    public async Task The_list_comes_in_pages_with_members_and_needs_the_privileged_intent()
    {
        await using var box = await Box.StartAsync(o => o.RateLimits = false);
        var at = $"/channels/{await OpenAsync(box)}/thread-members";
        foreach (var user in (string[])[box.Server.MemberId, box.Server.OwnerId])
            await box.BotAsync("PUT", $"{at}/{user}");

        var all = (await box.BotAsync("GET", at)).Json.AsArray();
        var page = (await box.BotAsync("GET", $"{at}?with_member=true&limit=1&after={box.Server.OwnerId}")).Json.AsArray();

        Assert.Equal([box.Server.OwnerId, box.Server.MemberId, box.Server.ApplicationId], all.Select(m => m!["user_id"]!.ToString()));
        Assert.Null(all[0]!["member"]);
        Assert.Equal("member", page.Single()!["member"]!["user"]!["username"]!.ToString());
        Assert.Equal(["NUMBER_TYPE_MAX"], (await box.BotAsync("GET", $"{at}?with_member=true&limit=101")).ErrorsAt("limit"));
        await using var closed = await Box.StartAsync(o => o.AllowMembers = false);
        Assert.Equal(50001, (await closed.BotAsync("GET", $"/channels/{await OpenAsync(closed)}/thread-members")).Code);
    }

    [Fact]
    public async Task Adding_needs_the_permission_to_write_removing_that_to_manage_and_an_archived_thread_is_left_as_it_is()
    {
        await using var box = await Box.StartAsync(o => o.RateLimits = false);
        var thread = await OpenAsync(box);
        var at = $"/channels/{thread}/thread-members";
        await box.BotAsync("PUT", $"{at}/{box.Server.MemberId}");

        Assert.Equal(50013, (await box.BotAsync("DELETE", $"{at}/{box.Server.MemberId}")).Code);
        Assert.Equal(200, (await box.BotAsync("PATCH", $"/channels/{thread}", new JsonObject { ["archived"] = true })).Status);
        Assert.Equal((400, 50083), await CodesAsync(box.BotAsync("DELETE", $"{at}/@me")));
        Assert.Equal((400, 50083), await CodesAsync(box.BotAsync("PUT", $"{at}/{box.Server.OwnerId}")));
        Assert.Equal((400, 50083), await CodesAsync(box.BotAsync("PATCH", $"/channels/{thread}", new JsonObject { ["name"] = "late" })));
        Assert.Equal(200, (await box.BotAsync("PATCH", $"/channels/{thread}", new JsonObject { ["name"] = "in time", ["archived"] = false })).Status);
        await box.FaultAsync(new JsonObject
        {
            ["overwrite"] = new JsonObject { ["channel"] = box.General, ["id"] = box.Server.ApplicationId, ["member"] = true, ["deny"] = $"{1UL << 38}" },
        });
        Assert.Equal(50013, (await box.BotAsync("PUT", $"{at}/{box.Server.OwnerId}")).Code);
        Assert.Equal(204, (await box.BotAsync("DELETE", $"{at}/@me")).Status);
        Assert.Equal(10003, (await box.BotAsync("GET", $"/channels/{box.General}/thread-members/@me")).Code);
    }

    [Fact]
    public async Task A_change_is_answered_told_and_acts()
    {
        await using var box = await Box.StartAsync(o => (o.BotPermissions, o.RateLimits) = (o.BotPermissions | ManageThreads, false));
        using var bot = await box.LoginAsync();
        var thread = await OpenAsync(box);

        var changed = await box.BotAsync("PATCH", $"/channels/{thread}", new JsonObject
        {
            ["name"] = "Renamed",
            ["auto_archive_duration"] = 60,
            ["rate_limit_per_user"] = 10,
            ["locked"] = true,
            ["archived"] = true,
            ["applied_tags"] = new JsonArray(),
        });

        Assert.True(JsonNode.DeepEquals(changed.Json, await bot.EventAsync("THREAD_UPDATE")));
        var about = changed.Json["thread_metadata"]!;
        Assert.Equal(("Renamed", 10, 60), (changed.Text("name"), changed.Json["rate_limit_per_user"]!.GetValue<int>(), about["auto_archive_duration"]!.GetValue<int>()));
        Assert.True(about["locked"]!.GetValue<bool>() && about["archived"]!.GetValue<bool>());
        await box.BotAsync("PATCH", $"/channels/{thread}", new JsonObject { ["archived"] = false, ["locked"] = false });
        Assert.Equal(200, (await SayAsync(box, thread)).Status);
        Assert.Equal(429, (await SayAsync(box, thread)).Status);
    }

    [Theory]
    [InlineData("""{"auto_archive_duration":5}""", "auto_archive_duration:BASE_TYPE_CHOICES")]
    [InlineData("""{"auto_archive_duration":1441}""", "auto_archive_duration:BASE_TYPE_CHOICES")]
    [InlineData("""{"rate_limit_per_user":21601}""", "rate_limit_per_user:NUMBER_TYPE_MAX")]
    [InlineData("""{"name":" "}""", "name:BASE_TYPE_BAD_LENGTH")]
    [InlineData("""{"archived":"maybe"}""", "archived:BOOLEAN_TYPE_CONVERT")]
    [InlineData("""{"applied_tags":["1","2","3","4","5","6"]}""", "applied_tags:BASE_TYPE_BAD_LENGTH")]
    public async Task A_wrong_change_is_refused_at_its_place(string body, string error)
    {
        await using var box = await Box.StartAsync(o => o.BotPermissions |= ManageThreads);
        var thread = await OpenAsync(box);

        var reply = await box.BotAsync("PATCH", $"/channels/{thread}", JsonNode.Parse(body));

        Assert.Equal((400, 50035), (reply.Status, reply.Code));
        Assert.Equal([error.Split(':')[1]], reply.ErrorsAt(error.Split(':')[0]));
    }

    [Fact]
    public async Task Whoever_may_write_reopens_a_thread_that_is_not_locked_and_does_no_more()
    {
        await using var box = await Box.StartAsync(o => (o.Bots, o.RateLimits) = (2, false));
        var (thread, other) = ($"/channels/{await OpenAsync(box)}", box.Server.Bots[1]);
        await box.BotAsync("PATCH", thread, new JsonObject { ["archived"] = true });

        Assert.Equal(50013, (await box.BotAsync(other, "PATCH", thread, new JsonObject { ["archived"] = false, ["name"] = "mine" })).Code);
        Assert.Equal(200, (await box.BotAsync(other, "PATCH", thread, new JsonObject { ["archived"] = false })).Status);
        Assert.Equal(50013, (await box.BotAsync(other, "PATCH", thread, new JsonObject { ["archived"] = true })).Code);
        Assert.Equal(50013, (await box.BotAsync("PATCH", thread, new JsonObject { ["rate_limit_per_user"] = 5 })).Code); // MANAGE_THREADS, even for its owner
    }

    [Fact]
    public async Task The_archive_comes_in_pages_the_last_archived_first()
    {
        await using var box = await Box.StartAsync(o => o.RateLimits = false);
        var archive = $"/channels/{box.General}/threads/archived/public";
        var threads = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            threads.Insert(0, await OpenAsync(box));
            await box.BotAsync("PATCH", $"/channels/{threads[0]}", new JsonObject { ["archived"] = true });
            box.Server.Skip(TimeSpan.FromMinutes(1));
        }

        var first = (await box.BotAsync("GET", $"{archive}?limit=2")).Json;
        var last = first["threads"]![1]!["thread_metadata"]!["archive_timestamp"]!.ToString();
        var second = (await box.BotAsync("GET", $"{archive}?limit=2&before={Uri.EscapeDataString(last)}")).Json;

        Assert.Equal(threads.Take(2), Ids(first));
        Assert.Equal([threads[2]], Ids(second));
        Assert.True(first["has_more"]!.GetValue<bool>() && !second["has_more"]!.GetValue<bool>());
        Assert.Equal(["DATETIME_TYPE_PARSE"], (await box.BotAsync("GET", $"{archive}?before=yesterday")).ErrorsAt("before"));

        static IEnumerable<string> Ids(JsonNode page) => page["threads"]!.AsArray().Select(t => t!["id"]!.ToString());
    }

    private static async Task<string> OpenAsync(Box box) =>
        (await box.BotAsync("POST", $"/channels/{box.General}/threads", new JsonObject { ["name"] = "clips", ["type"] = 11 })).Text("id");

    private static Task<Reply> SayAsync(Box box, string channel) =>
        box.PageAsync("POST", $"sandbox/channels/{channel}/messages", new JsonObject { ["content"] = "hello" });

    private static async Task<(int, int)> CodesAsync(Task<Reply> reply) => ((await reply).Status, (await reply).Code);
}
