using System.Text.Json.Nodes;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Tests.Server;

namespace ChatVideoBot.Discord.Tests.Gateway;

public sealed class ResumeTests
{
    [Fact]
    public async Task A_dropped_connection_is_resumed_at_its_own_address_with_the_last_sequence_number()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.WelcomedAsync();
        await first.DispatchAsync(2, "GUILD_CREATE", """{"id":"9","name":"Home"}""");
        await first.DispatchAsync(41, "SOMETHING_NEW", """{"a":1}""");
        await first.SayAsync("""{"op":99,"d":{"x":1}}""");
        await bot.Heard.NextAsync<UnknownEvent>();

        first.Drop();

        var second = await bot.Server.ConnectedAsync();
        Assert.Equal("/resume", second.Path);
        Assert.Equal(first.Query, second.Query);
        Assert.Equal("""{"op":6,"d":{"token":"the.token","session_id":"s1","seq":41}}""", (await second.GreetAsync()).ToJsonString());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\"resume_gateway_url\":null,", "")]
    [InlineData("\"resume_gateway_url\":\"ws://gateway.example/\",", "an address that would carry the token unencrypted")]
    public async Task Without_a_usable_address_of_its_own_a_session_is_resumed_where_it_began(string given, string _)
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.Server.ConnectedAsync();
        await first.GreetAsync();
        await first.DispatchAsync(1, "READY", $$"""{{{given}}"session_id":"s1"}""");
        await bot.Heard.NextAsync<ReadyEvent>();

        first.Drop();

        var second = await bot.Server.ConnectedAsync();
        Assert.Equal(first.Path, second.Path);
        Assert.Equal(6, Op(await second.GreetAsync()));
        Assert.Equal(1, bot.Server.TimesAsked);
    }

    [Fact]
    public async Task Numbers_that_repeat_or_go_back_do_not_move_what_we_resume_from()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.WelcomedAsync();
        foreach (var s in new[] { "5", "5", "3", "-1", "null", "\"9\"", "4.5", "1e400" })
            await first.SayAsync($$$"""{"op":0,"s":{{{s}}},"t":"SOMETHING_NEW","d":{"s":99}}""");
        await first.SayAsync("""{"op":11,"s":77,"t":null,"d":null}"""); // only dispatches have one
        await first.DispatchAsync(6, "GUILD_CREATE", """{"id":"9"}""");
        await bot.Heard.NextAsync<GuildCreateEvent>();

        first.Drop();

        Assert.Equal(6, (await (await bot.Server.ConnectedAsync()).GreetAsync())["d"]!["seq"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_new_session_counts_anew()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.WelcomedAsync();
        await first.DispatchAsync(500, "SOMETHING_NEW", "{}");
        await bot.Heard.NextAsync<UnknownEvent>();
        await first.SayAsync("""{"op":9,"d":false}""");
        var second = await bot.WelcomedAsync("s2");

        second.Drop();

        Assert.Equal("""{"token":"the.token","session_id":"s2","seq":1}""", (await (await bot.Server.ConnectedAsync()).GreetAsync())["d"]!.ToJsonString());
    }

    [Fact]
    public async Task A_replay_that_breaks_off_goes_on_from_where_it_came_to()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.WelcomedAsync();
        first.Drop();
        var second = await bot.Server.ConnectedAsync();
        Assert.Equal(1, (await second.GreetAsync())["d"]!["seq"]!.GetValue<int>());
        await second.DispatchAsync(2, "SOMETHING_NEW", "{}");
        await bot.Heard.NextAsync<UnknownEvent>();

        second.Drop(); // no RESUMED came

        Assert.Equal(2, (await (await bot.Server.ConnectedAsync()).GreetAsync())["d"]!["seq"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_replayed_interaction_is_handled_once_and_RESUMED_ends_the_replay()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.WelcomedAsync();
        await first.DispatchAsync(2, "INTERACTION_CREATE", DispatchTests.Interaction(77));
        await bot.Heard.NextAsync<InteractionCreateEvent>();
        first.Drop();
        var second = await bot.Server.ConnectedAsync();
        await second.GreetAsync();

        await second.DispatchAsync(2, "INTERACTION_CREATE", DispatchTests.Interaction(77));
        await second.DispatchAsync(3, "RESUMED", "{}");
        await bot.Heard.NextAsync<ResumedEvent>();
        await second.DispatchAsync(4, "INTERACTION_CREATE", DispatchTests.Interaction(78));

        Assert.Equal(new Snowflake(78), (await bot.Heard.NextAsync<InteractionCreateEvent>()).Interaction.Id);
        Assert.Equal(1, bot.Server.TimesAsked); // a resume passes no gate
    }

    [Fact]
    public async Task Told_to_reconnect_the_bot_keeps_the_session()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.WelcomedAsync();

        await first.SayAsync("""{"op":7,"d":null}""");

        Assert.Null(await first.HearAsync());
        Assert.Equal(4200, first.CloseCode); // 1000 and 1001 would end it
        Assert.Equal(6, Op(await (await bot.Server.ConnectedAsync()).GreetAsync()));
    }

    [Fact]
    public async Task Told_to_reconnect_before_the_hello_the_bot_comes_again()
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.Server.ConnectedAsync();

        await first.SayAsync("""{"op":7,"d":null}""");

        Assert.Null(await first.HearAsync());
        Assert.Equal(2, Op(await (await bot.Server.ConnectedAsync()).GreetAsync()));
    }

    [Fact]
    public async Task Told_to_reconnect_before_the_hello_of_a_resume_the_bot_still_keeps_the_session()
    {
        await using var bot = await RunningBot.StartAsync();
        (await bot.WelcomedAsync()).Drop();
        var second = await bot.Server.ConnectedAsync();

        await second.SayAsync("""{"op":7,"d":null}""");

        Assert.Null(await second.HearAsync());
        Assert.Equal("""{"token":"the.token","session_id":"s1","seq":1}""", (await (await bot.Server.ConnectedAsync()).GreetAsync())["d"]!.ToJsonString());
    }

    [Theory]
    [InlineData("true", 6)]
    [InlineData("false", 2)]
    [InlineData("null", 2)]
    [InlineData("\"true\"", 2)]
    public async Task An_invalid_session_is_resumed_only_if_Discord_says_it_may(string resumable, int expectedOpcode)
    {
        await using var bot = await RunningBot.StartAsync();
        var first = await bot.WelcomedAsync();

        await first.SayAsync($$"""{"op":9,"d":{{resumable}}}""");

        Assert.Null(await first.HearAsync());
        Assert.Equal(expectedOpcode, Op(await (await bot.Server.ConnectedAsync()).GreetAsync()));
    }

    [Fact]
    public async Task A_resume_that_is_refused_becomes_a_new_session()
    {
        await using var bot = await RunningBot.StartAsync();
        (await bot.WelcomedAsync()).Drop();
        var second = await bot.Server.ConnectedAsync();
        Assert.Equal(6, Op(await second.GreetAsync()));

        await second.SayAsync("""{"op":9,"d":false}""");

        var third = await bot.Server.ConnectedAsync();
        Assert.Equal("/gateway/", third.Path);
        Assert.Equal(2, Op(await third.GreetAsync()));
    }

    [Fact]
    public async Task A_stale_resume_address_is_given_up_for_a_new_session()
    {
        await using var bot = await RunningBot.StartAsync();
        (await bot.WelcomedAsync()).Drop();

        for (var i = 0; i < 3; i++)
        {
            var stale = await bot.Server.ConnectedAsync();
            Assert.Equal("/resume", stale.Path);
            stale.Drop();
        }

        var fresh = await bot.Server.ConnectedAsync();
        Assert.Equal("/gateway/", fresh.Path);
        Assert.Equal(2, Op(await fresh.WelcomeAsync(bot.Server, "s2")));
    }

    [Fact]
    public async Task A_replay_that_takes_longer_than_our_patience_is_not_taken_for_silence()
    {
        var time = new ChatVideoBot.Tests.ManualTime();
        await using var bot = await RunningBot.StartAsync(options => options.Gateway.Patience = TimeSpan.FromSeconds(30), time: time);
        (await bot.WelcomedAsync()).Drop();
        await Eventually.Async(time, TimeSpan.FromMilliseconds(10), () => bot.Server.HasConnection);
        var second = await bot.Server.ConnectedAsync();
        await second.GreetAsync(600_000);

        for (var i = 2; i < 6; i++)
        {
            await second.DispatchAsync(i, "SOMETHING_NEW", "{}");
            await bot.Heard.NextAsync<UnknownEvent>();
            time.Advance(TimeSpan.FromSeconds(29));
        }
        await second.DispatchAsync(6, "RESUMED", "{}");
        await bot.Heard.NextAsync<ResumedEvent>();
        time.Advance(TimeSpan.FromSeconds(100)); // silence is no fault from here on: the heartbeats watch
        await second.DispatchAsync(7, "GUILD_CREATE", """{"id":"9"}""");

        await bot.Heard.NextAsync<GuildCreateEvent>();
    }

    private static int Op(JsonNode frame) => frame["op"]!.GetValue<int>();
}
