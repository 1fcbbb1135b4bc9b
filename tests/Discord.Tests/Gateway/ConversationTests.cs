using System.Diagnostics;
using System.Text.Json.Nodes;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Tests.Server;

namespace ChatVideoBot.Discord.Tests.Gateway;

public sealed class ConversationTests
{
    private const string Interaction = """{"id":"77","application_id":"5","type":2,"token":"t","data":{"id":"3","name":"imagine","type":1}}""";

    [Fact]
    public async Task A_new_connection_identifies_with_the_bare_token_and_our_intents()
    {
        await using var bot = await RunningBot.StartAsync(options => options.Intents = GatewayIntents.Guilds | GatewayIntents.DirectMessages);
        var connection = await bot.Server.ConnectedAsync();

        var identify = await connection.WelcomeAsync(bot.Server);

        Assert.Equal("/gateway/", connection.Path);
        Assert.Equal("?v=10&encoding=json", connection.Query);
        Assert.Equal(2, identify["op"]!.GetValue<int>());
        Assert.Equal("the.token", identify["d"]!["token"]!.GetValue<string>());
        Assert.Equal(1 | 1 << 12, identify["d"]!["intents"]!.GetValue<int>());
        Assert.Equal("[0,1]", identify["d"]!["shard"]!.ToJsonString());
        Assert.Equal(["os", "browser", "device"], identify["d"]!["properties"]!.AsObject().Select(property => property.Key));
        var ready = await bot.Heard.NextAsync<ReadyEvent>();
        Assert.Equal("bot", ready.Ready.User?.Username);
        Assert.Equal(new Snowflake(9), ready.Ready.Guilds.Single().Id);
    }

    [Fact]
    public async Task A_dropped_connection_is_resumed_at_its_own_address_with_the_last_sequence_number()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.Server.ConnectedAsync();
        await first.WelcomeAsync(bot.Server);
        await first.DispatchAsync(2, "GUILD_CREATE", """{"id":"9","name":"Home"}""");
        await first.DispatchAsync(41, "SOMETHING_NEW", """{"a":1}""");
        await first.SayAsync("""{"op":99,"d":{"x":1}}""");
        await bot.Heard.NextAsync<UnknownEvent>();

        first.Drop();

        var second = await bot.Server.ConnectedAsync();
        Assert.Equal("/resume", second.Path);
        Assert.Equal("?v=10&encoding=json", second.Query);
        await second.HelloAsync();
        var resume = await second.HearAsync();
        Assert.Equal("""{"op":6,"d":{"token":"the.token","session_id":"s1","seq":41}}""", resume!.ToJsonString());
    }

    [Fact]
    public async Task A_replayed_interaction_is_handled_once()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.Server.ConnectedAsync();
        await first.WelcomeAsync(bot.Server);
        await first.DispatchAsync(2, "INTERACTION_CREATE", Interaction);
        await bot.Heard.NextAsync<InteractionCreateEvent>();
        first.Drop();
        var second = await bot.Server.ConnectedAsync();
        await second.HelloAsync();
        await second.HearAsync();

        await second.DispatchAsync(2, "INTERACTION_CREATE", Interaction);
        await second.DispatchAsync(3, "RESUMED", "{}");
        await second.DispatchAsync(4, "INTERACTION_CREATE", Interaction.Replace("77", "78", StringComparison.Ordinal));

        var next = await bot.Heard.NextAsync<InteractionCreateEvent>();
        Assert.Equal(new Snowflake(78), next.Interaction.Id);
    }

    [Fact]
    public async Task Told_to_reconnect_the_bot_keeps_the_session()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.Server.ConnectedAsync();
        await first.WelcomeAsync(bot.Server);

        await first.SayAsync("""{"op":7,"d":null}""");

        Assert.Null(await first.HearAsync());
        Assert.NotEqual(1000, first.CloseCode); // 1000 and 1001 would end it
        Assert.NotEqual(1001, first.CloseCode);
        var second = await bot.Server.ConnectedAsync();
        await second.HelloAsync();
        Assert.Equal(6, (await second.HearAsync())!["op"]!.GetValue<int>());
    }

    [Fact]
    public async Task Told_to_reconnect_before_the_hello_the_bot_comes_again()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.Server.ConnectedAsync();

        await first.SayAsync("""{"op":7,"d":null}""");

        var second = await bot.Server.ConnectedAsync();
        Assert.Equal(2, (await second.WelcomeAsync(bot.Server))["op"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("true", 6)]
    [InlineData("false", 2)]
    public async Task An_invalid_session_is_resumed_only_if_Discord_says_it_may(string resumable, int expectedOpcode)
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.Server.ConnectedAsync();
        await first.WelcomeAsync(bot.Server);
        await bot.Heard.NextAsync<ReadyEvent>();

        await first.SayAsync($$"""{"op":9,"d":{{resumable}}}""");

        var second = await bot.Server.ConnectedAsync();
        await second.HelloAsync();
        Assert.Equal(expectedOpcode, (await second.HearAsync())!["op"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_connection_that_answers_no_heartbeat_is_closed_and_resumed()
    {
        await using var bot = await RunningBot.StartAsync();
        var zombie = await bot.Server.ConnectedAsync();
        zombie.Acknowledges = false;
        await zombie.WelcomeAsync(bot.Server, heartbeatMilliseconds: 100);

        Assert.Null(await zombie.HearAsync());

        Assert.Equal(4200, zombie.CloseCode);
        var second = await bot.Server.ConnectedAsync();
        await second.HelloAsync();
        Assert.Equal(6, (await second.HearAsync())!["op"]!.GetValue<int>());
    }

    [Fact]
    public async Task Heartbeats_carry_the_last_sequence_number_and_none_at_first()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.Server.ConnectedAsync();
        await connection.HelloAsync(300);
        var frames = new List<JsonNode>();
        while (frames.Count(frame => frame["op"]!.GetValue<int>() == 1) == 0)
            frames.Add((await connection.HearAnyAsync())!);
        await connection.SayAsync("""{"op":11}""");
        await connection.DispatchAsync(7, "READY", $$"""{"session_id":"s","resume_gateway_url":"{{bot.Server.ResumeUrl}}"}""");
        await bot.Heard.NextAsync<ReadyEvent>();

        var later = (await connection.HearAnyAsync())!;
        if (later["op"]!.GetValue<int>() == 2)
            later = (await connection.HearAnyAsync())!;

        Assert.Equal("""{"op":1,"d":null}""", frames.Last().ToJsonString());
        Assert.Equal("""{"op":1,"d":7}""", later.ToJsonString());
    }

    [Fact]
    public async Task A_heartbeat_that_Discord_asks_for_is_sent_at_once_and_is_no_reason_to_give_up()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.Server.ConnectedAsync();
        await connection.WelcomeAsync(bot.Server);
        await bot.Heard.NextAsync<ReadyEvent>();

        for (var i = 0; i < 3; i++) // none of them is acknowledged
        {
            await connection.SayAsync("""{"op":1,"d":null}""");
            Assert.Equal("""{"op":1,"d":1}""", (await connection.HearAnyAsync())!.ToJsonString());
        }

        await connection.DispatchAsync(2, "GUILD_CREATE", """{"id":"9"}""");
        await bot.Heard.NextAsync<GuildCreateEvent>();
    }

    [Fact]
    public async Task A_flood_of_asked_heartbeats_does_not_make_us_exceed_the_send_limit()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.Server.ConnectedAsync();
        await connection.WelcomeAsync(bot.Server); // one identify
        for (var i = 0; i < 200; i++)
            await connection.SayAsync("""{"op":1,"d":null}""");
        await connection.DispatchAsync(2, "GUILD_CREATE", """{"id":"9"}""");
        await bot.Heard.NextAsync<GuildCreateEvent>(); // all 200 were taken
        await connection.SayAsync("""{"op":7}""");

        var heartbeats = 0;
        while (await connection.HearAnyAsync() is not null)
            heartbeats++;

        Assert.Equal(119, heartbeats);
    }

    [Fact]
    public async Task Handlers_that_block_delay_neither_heartbeats_nor_other_events()
    {
        await using var bot = await RunningBot.StartAsync();
        using var held = new ManualResetEventSlim();
        bot.Heard.Do = (e, _) =>
        {
            if (e is GuildCreateEvent)
                held.Wait(TestContext.Current.CancellationToken); // holds a thread, as a careless handler does
            return Task.CompletedTask;
        };
        var connection = await bot.Server.ConnectedAsync();
        await connection.WelcomeAsync(bot.Server, heartbeatMilliseconds: 400);
        for (var i = 0; i < 40; i++)
            await connection.DispatchAsync(2 + i, "GUILD_CREATE", """{"id":"9"}""");

        var beats = new List<TimeSpan>();
        while (beats.Count < 4)
        {
            var before = Stopwatch.GetTimestamp();
            Assert.Equal(1, (await connection.HearAnyAsync())?["op"]!.GetValue<int>());
            beats.Add(Stopwatch.GetElapsedTime(before));
            await connection.SayAsync("""{"op":11}""");
        }
        await connection.DispatchAsync(99, "INTERACTION_CREATE", Interaction);
        await bot.Heard.NextAsync<InteractionCreateEvent>();

        Assert.All(beats, beat => Assert.InRange(beat.TotalSeconds, 0, 2));
        held.Set();
        await bot.Heard.NextAsync<GuildCreateEvent>();
    }

    [Fact]
    public async Task A_handler_that_fails_is_logged_and_ends_nothing()
    {
        await using var bot = await RunningBot.StartAsync();
        bot.Heard.Do = (e, _) => e is GuildCreateEvent ? throw new InvalidOperationException("careless") : Task.CompletedTask;
        var connection = await bot.Server.ConnectedAsync();
        await connection.WelcomeAsync(bot.Server);

        await connection.DispatchAsync(2, "GUILD_CREATE", """{"id":"9"}""");
        await connection.DispatchAsync(3, "INTERACTION_CREATE", Interaction);

        await bot.Heard.NextAsync<InteractionCreateEvent>();
        await Eventually.Async(() => bot.Log.Lines.Any(line => line.Text.Contains("careless", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_handler_that_hangs_loses_its_place_after_a_while()
    {
        await using var bot = await RunningBot.StartAsync(options => (options.HandlersAtOnce, options.HandlerTimeout) = (1, TimeSpan.FromSeconds(1)));
        bot.Heard.Do = (e, cancel) => e is GuildCreateEvent ? Task.Delay(Timeout.InfiniteTimeSpan, cancel) : Task.CompletedTask;
        var connection = await bot.Server.ConnectedAsync();
        await connection.WelcomeAsync(bot.Server);

        await connection.DispatchAsync(2, "GUILD_CREATE", """{"id":"9"}""");
        await connection.DispatchAsync(3, "INTERACTION_CREATE", Interaction);

        await bot.Heard.NextAsync<InteractionCreateEvent>();
    }

    [Fact]
    public async Task More_events_than_may_wait_are_dropped_and_the_connection_lives()
    {
        await using var bot = await RunningBot.StartAsync(options => (options.HandlersAtOnce, options.EventBacklog) = (1, 4));
        var held = new TaskCompletionSource();
        bot.Heard.Do = (e, _) => e is UnknownEvent ? held.Task : Task.CompletedTask;
        var connection = await bot.Server.ConnectedAsync();
        await connection.WelcomeAsync(bot.Server);
        await bot.Heard.NextAsync<ReadyEvent>();

        for (var i = 0; i < 50; i++)
            await connection.DispatchAsync(2 + i, "SOMETHING_NEW", "{}");
        await connection.SayAsync("""{"op":1}""");

        Assert.Equal("""{"op":1,"d":51}""", (await connection.HearAnyAsync())!.ToJsonString());
        Assert.Contains(bot.Log.Lines, line => line.Text.Contains("SOMETHING_NEW is dropped", StringComparison.Ordinal));
        held.SetResult();
        await connection.DispatchAsync(99, "INTERACTION_CREATE", Interaction);
        await bot.Heard.NextAsync<UnknownEvent>();
    }

    [Fact]
    public async Task A_stale_resume_address_is_given_up_for_a_new_session()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.Server.ConnectedAsync();
        await first.WelcomeAsync(bot.Server);
        await bot.Heard.NextAsync<ReadyEvent>();
        first.Drop();

        for (var i = 0; i < 3; i++)
        {
            var stale = await bot.Server.ConnectedAsync();
            Assert.Equal("/resume", stale.Path);
            stale.Drop();
        }

        var fresh = await bot.Server.ConnectedAsync();
        Assert.Equal("/gateway/", fresh.Path);
        Assert.Equal(2, (await fresh.WelcomeAsync(bot.Server, "s2"))["op"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left()
    {
        await using var bot = await RunningBot.StartAsync(options => options.Gateway.Patience = TimeSpan.FromMilliseconds(300));
        await bot.Server.ConnectedAsync(); // no hello

        var second = await bot.Server.ConnectedAsync();
        await second.HelloAsync();
        await second.HearAsync(); // an identify, and no READY

        var third = await bot.Server.ConnectedAsync();
        await third.WelcomeAsync(bot.Server);
        await bot.Heard.NextAsync<ReadyEvent>();
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"op":"x"}""")]
    [InlineData("""{"op":10,"d":{}}""")]
    public async Task Garbage_from_the_server_is_answered_with_a_new_connection(string garbage)
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.Server.ConnectedAsync();

        await first.SayAsync(garbage);

        var second = await bot.Server.ConnectedAsync();
        await second.WelcomeAsync(bot.Server);
        await bot.Heard.NextAsync<ReadyEvent>();
    }

    [Theory]
    [InlineData(4004, "DISCORD_TOKEN")]
    [InlineData(4014, "Message Content Intent")]
    [InlineData(4013, "Discord:Intents")]
    public async Task What_only_the_owner_can_mend_stops_the_host_and_says_how(int code, string expected)
    {
        await using var bot = await RunningBot.StartAsync(options => options.Intents = GatewayIntents.Guilds | GatewayIntents.MessageContent);
        var connection = await bot.Server.ConnectedAsync();
        await connection.HelloAsync();
        await connection.HearAsync();

        await connection.CloseAsync(code);

        await Eventually.Async(() => bot.Stopped.IsCancellationRequested);
        Assert.Contains(bot.Log.Lines, line => line.Level == Microsoft.Extensions.Logging.LogLevel.Critical && line.Text.Contains(expected, StringComparison.Ordinal));
        Assert.False(bot.Server.HasConnection);
        Environment.ExitCode = 0; // it is this process, too
    }

    [Fact]
    public async Task Without_identifies_left_the_bot_waits_for_more()
    {
        var server = await FakeDiscord.StartAsync();
        var asked = 0;
        server.Identifies = () => (asked++ == 0 ? 0 : 1000, 1_000);
        await using var bot = await RunningBot.StartAsync(server: server);

        var connection = await server.ConnectedAsync();
        await connection.WelcomeAsync(server);

        Assert.Equal(2, asked);
        var times = server.Requests.Where(request => request.Path.EndsWith("/gateway/bot", StringComparison.Ordinal)).Select(request => request.At).ToArray();
        Assert.InRange(Stopwatch.GetElapsedTime(times[0], times[1]).TotalSeconds, 0.99, 10);
    }

    [Fact]
    public async Task Stopping_says_goodbye_with_1000_and_cancels_handlers()
    {
        await using var bot = await RunningBot.StartAsync();
        var cancelled = new TaskCompletionSource();
        bot.Heard.Do = async (e, cancel) =>
        {
            if (e is not GuildCreateEvent)
                return;
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancelled.SetResult();
        };
        var connection = await bot.Server.ConnectedAsync();
        await connection.WelcomeAsync(bot.Server);
        await connection.DispatchAsync(2, "GUILD_CREATE", """{"id":"9"}""");
        await bot.Heard.NextAsync<ReadyEvent>();

        var stopping = bot.StopAsync();
        Assert.Null(await connection.HearAsync());
        await stopping;

        Assert.Equal(1000, connection.CloseCode);
        Assert.DoesNotContain(bot.Log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task An_endpoint_that_takes_all_interactions_is_reported()
    {
        var server = await FakeDiscord.StartAsync();
        server.Answer = _ => new(200, """{"id":"5","name":"x","interactions_endpoint_url":"https://elsewhere.example"}""");
        await using var bot = await RunningBot.StartAsync(server: server);

        await Eventually.Async(() => bot.Log.Lines.Any(line => line.Text.Contains("https://elsewhere.example", StringComparison.Ordinal)));
    }
}
