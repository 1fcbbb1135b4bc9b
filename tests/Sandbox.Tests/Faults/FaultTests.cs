using System.Net.WebSockets;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Faults;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Sandbox.Tests.Faults;

/// <summary>Discord misbehaves as asked, against whom it was asked, and as often.</summary>
public sealed class FaultTests
{
    private static readonly JsonObject Hello = new() { ["content"] = "hello" };

    public static TheoryData<int> Codes => [.. CloseCodes.All.Select(c => c.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Each_close_code_reaches_the_bot(int code)
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();

        await box.FaultAsync(new JsonObject { ["close"] = code });

        Assert.Equal(code, await bot.CloseCodeAsync());
    }

    [Fact]
    public async Task A_fault_hits_only_the_bot_and_the_shard_it_is_aimed_at()
    {
        await using var box = await Box.StartAsync(o => o.Bots = 2);
        using var first = await box.LoginShardAsync(0, 2);
        using var other = await box.LoginShardAsync(1, 2);
        using var foreign = await box.LoginShardAsync(1, 2, bot: box.Server.Bots[1]);

        await box.FaultAsync(new JsonObject { ["close"] = 4000, ["shard"] = 1, ["bot"] = box.Server.ApplicationId });

        Assert.Equal(4000, await other.CloseCodeAsync());
        foreach (var peer in new[] { first, foreign })
        {
            await peer.SendAsync(1, null);
            await peer.OpAsync(11);
        }
    }

    [Fact]
    public async Task Op_7_is_followed_by_a_close()
    {
        var time = new ManualTime();
        await using var box = await Box.StartAsync(o => o.SocketTime = time);
        using var bot = await box.LoginAsync();

        await box.FaultAsync(new JsonObject { ["reconnect"] = true });
        await bot.OpAsync(7);
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(4000, await bot.CloseCodeAsync());
    }

    [Fact]
    public async Task Identifies_may_be_refused_and_connections_break_or_stay_silent()
    {
        await using var box = await Box.StartAsync();
        await box.FaultAsync(new JsonObject { ["refuse_connections"] = 1 });
        await Assert.ThrowsAsync<WebSocketException>(() => Peer.ConnectAsync(box.Server));

        await box.FaultAsync(new JsonObject { ["hang_hello"] = 1, ["identify"] = new JsonObject { ["close"] = 4008 } });
        using var silent = await Peer.ConnectAsync(box.Server);
        await silent.IdentifyAsync(box.Server.Token);
        Assert.Equal(4008, await silent.CloseCodeAsync());
        Assert.False(silent.SawHello);

        await box.FaultAsync(new JsonObject { ["identify"] = new JsonObject { ["resumable"] = true } });
        using var bot = await Peer.ConnectAsync(box.Server);
        await bot.IdentifyAsync(box.Server.Token);
        Assert.True((await bot.OpAsync(9))["d"]!.GetValue<bool>());
        await bot.IdentifyAsync(box.Server.Token);
        await bot.EventAsync("READY");
    }

    [Fact]
    public async Task Heartbeats_stay_unanswered_as_often_as_asked()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        await box.FaultAsync(new JsonObject { ["stop_acks"] = true, ["times"] = 2 });

        for (var i = 0; i < 3; i++)
            await bot.SendAsync(1, null);
        await bot.OpAsync(11);
        await box.FaultAsync(new JsonObject { ["ask_heartbeat"] = true });
        await bot.OpAsync(1);

        Assert.Equal(0, bot.CountOp(11));
    }

    [Fact]
    public async Task Events_come_twice_out_of_order_and_with_what_nobody_knows()
    {
        await using var box = await Box.StartAsync();
        using var bot = await box.LoginAsync();
        await box.FaultAsync(new JsonObject { ["reorder_events"] = 1 });
        await SayAsync("one");
        await SayAsync("two");
        Assert.Equal("two", (await bot.EventAsync("MESSAGE_CREATE"))["content"]!.ToString());
        Assert.Equal("one", (await bot.EventAsync("MESSAGE_CREATE"))["content"]!.ToString());

        await box.FaultAsync(new JsonObject
        {
            ["unknown_fields"] = true,
            ["unknown_events"] = true,
            ["unknown_values"] = true,
            ["unknown_components"] = true,
            ["times"] = 1,
        });
        await SayAsync("strange");
        var strange = await bot.EventAsync("MESSAGE_CREATE");
        Assert.NotNull(strange["a_field_of_tomorrow"]);
        Assert.Equal(9999, strange["type"]!.GetValue<int>());
        Assert.Equal(99, strange["components"]!.AsArray()[^1]!["type"]!.GetValue<int>());
        Assert.Equal(1, bot.Count("EVENT_OF_TOMORROW"));
        await SayAsync("plain");
        Assert.Equal(0, (await bot.EventAsync("MESSAGE_CREATE"))["type"]!.GetValue<int>());

        Task SayAsync(string words) => box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", new JsonObject { ["content"] = words });
    }

    [Fact]
    public async Task An_event_that_nothing_overtakes_comes_after_a_second()
    {
        await using var box = await Box.StartAsync(o => o.Time = new ManualTime());
        using var bot = await box.LoginAsync();
        await box.FaultAsync(new JsonObject { ["reorder_events"] = 1 });

        await box.PageAsync("POST", $"sandbox/channels/{box.General}/messages", Hello);
        box.Server.Skip(TimeSpan.FromSeconds(1));

        await bot.EventAsync("MESSAGE_CREATE");
    }

    [Theory]
    [InlineData("request", 0)]
    [InlineData("answer", 1)]
    [InlineData("body", 1)]
    public async Task A_connection_breaks_where_it_is_asked_to(string cut, int carriedOut)
    {
        await using var box = await Box.StartAsync();
        await box.FaultAsync(new JsonObject { ["rest"] = new JsonObject { ["cut"] = cut, ["method"] = "POST", ["route"] = "/messages" } });

        await Assert.ThrowsAsync<HttpRequestException>(() => box.BotAsync("POST", $"/channels/{box.General}/messages", Hello));

        Assert.Equal(carriedOut, (await box.BotAsync("GET", $"/channels/{box.General}/messages")).Json.AsArray().Count);
    }

    [Fact]
    public async Task A_slow_answer_waits_and_is_carried_out_before()
    {
        var time = new ManualTime();
        await using var box = await Box.StartAsync(o => o.SocketTime = time);
        await box.FaultAsync(new JsonObject { ["rest"] = new JsonObject { ["delay"] = 4, ["method"] = "POST" } });

        var slow = box.BotAsync("POST", $"/channels/{box.General}/messages", Hello);
        while ((await box.BotAsync("GET", $"/channels/{box.General}/messages")).Json.AsArray().Count == 0)
            await Task.Yield();
        Assert.False(slow.IsCompleted);
        while (!slow.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(4));
            await Task.WhenAny(slow, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        Assert.Equal(200, (await slow).Status);
    }

    [Fact]
    public async Task An_error_of_any_code_comes_to_the_bot_it_is_meant_for()
    {
        await using var box = await Box.StartAsync(o => o.Bots = 2);
        await box.FaultAsync(new JsonObject
        {
            ["rest"] = new JsonObject { ["status"] = 400, ["code"] = 30046, ["message"] = "Maximum number of edits to messages older than 1 hour reached" },
            ["bot"] = box.Server.Bots[1].Id,
        });

        Assert.Equal(200, (await box.BotAsync("GET", "/users/@me")).Status);
        Assert.Equal(30046, (await box.BotAsync(box.Server.Bots[1], "GET", "/users/@me")).Code);
    }

    [Fact]
    public async Task Too_many_invalid_requests_ban_the_machine_for_ten_minutes()
    {
        await using var box = await Box.StartAsync(o => (o.InvalidRequests, o.Time) = (3, new ManualTime()));
        for (var i = 0; i < 3; i++)
            Assert.Equal(401, (await box.OpenAsync("GET", "/users/@me")).Status);

        var banned = await box.BotAsync("GET", "/users/@me");
        box.Server.Skip(TimeSpan.FromMinutes(10));

        Assert.Equal((429, "text/html; charset=UTF-8", "600"), (banned.Status, banned.ContentType, banned.Headers["Retry-After"]));
        Assert.Equal(200, (await box.BotAsync("GET", "/users/@me")).Status);
    }

    [Fact]
    public async Task The_faults_describe_themselves_and_wrong_ones_change_nothing()
    {
        await using var box = await Box.StartAsync();
        var told = (await box.SandboxAsync("GET", "faults")).Json;
        await box.FaultAsync(new JsonObject { ["stop_acks"] = true, ["shard"] = 1 });

        Assert.All(told["faults"]!.AsArray(), f => Assert.EndsWith(".", f!["sentence"]!.ToString()));
        Assert.All(told["faults"]!.AsArray().SelectMany(f => f!["fields"]?.AsArray() ?? []), f => Assert.EndsWith(".", f!["sentence"]!.ToString()));
        Assert.Contains("StopAcks of shard 1", (await box.SandboxAsync("GET", "faults")).Json["active"]![0]!.ToString());
        Assert.Equal(400, (await box.SandboxAsync("POST", "faults", new JsonObject { ["drop"] = true, ["nonsense"] = 1 })).Status);
        Assert.Equal(400, (await box.SandboxAsync("POST", "faults", new JsonObject { ["close"] = 1005 })).Status);
        Assert.Equal(400, (await box.SandboxAsync("POST", "faults", new JsonObject { ["rest"] = new JsonObject() })).Status);
        await box.FaultAsync(new JsonObject { ["clear"] = true });
        Assert.Empty((await box.SandboxAsync("GET", "faults")).Json["active"]!.AsArray());
    }
}
