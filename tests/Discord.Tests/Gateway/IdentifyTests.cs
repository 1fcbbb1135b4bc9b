using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Tests.Server;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Discord.Tests.Gateway;

public sealed class IdentifyTests
{
    [Fact]
    public async Task A_new_connection_identifies_with_the_bare_token_our_intents_and_its_shard()
    {
        await using var bot = await RunningBot.StartAsync(options => options.Intents = GatewayIntents.Guilds | GatewayIntents.DirectMessages);
        var connection = await bot.Server.ConnectedAsync();

        var identify = await connection.WelcomeAsync(bot.Server);

        Assert.Equal("/gateway/", connection.Path);
        Assert.StartsWith("?v=10&encoding=json", connection.Query, StringComparison.Ordinal);
        Assert.Equal(2, identify["op"]!.GetValue<int>());
        Assert.Equal("the.token", identify["d"]!["token"]!.GetValue<string>());
        Assert.Equal(1 | 1 << 12, identify["d"]!["intents"]!.GetValue<int>());
        Assert.Equal("[0,1]", identify["d"]!["shard"]!.ToJsonString());
        Assert.Equal(["os", "browser", "device"], identify["d"]!["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal(["token", "intents", "properties", "shard"], identify["d"]!.AsObject().Select(property => property.Key)); // no "compress" of payloads
        var ready = await bot.Heard.NextAsync<ReadyEvent>();
        Assert.Equal("bot", ready.Ready.User?.Username);
        Assert.Equal(new Snowflake(9), ready.Ready.Guilds.Single().Id);
    }

    [Fact]
    public async Task A_second_hello_brings_no_second_identify()
    {
        await using var bot = await RunningBot.StartAsync();
        var connection = await bot.WelcomedAsync();

        await connection.HelloAsync();
        await connection.SayAsync("""{"op":1}""");

        Assert.Equal("""{"op":1,"d":1}""", (await connection.HearAnyAsync())!.ToJsonString());
    }

    [Fact]
    public async Task Without_identifies_left_the_bot_waits_for_more()
    {
        var time = new ManualTime();
        var server = await FakeDiscord.StartAsync();
        server.Identifies = () => (server.TimesAsked == 1 ? 0 : 1000, 15_000);
        await using var bot = await RunningBot.StartAsync(server: server, time: time);
        await Eventually.Async(() => bot.Log.Lines.Any(line => line.Text.Contains("grants no new session", StringComparison.Ordinal)));
        var before = time.GetUtcNow();

        await Eventually.Async(time, TimeSpan.FromMilliseconds(500), () => server.HasConnection);

        Assert.True(time.GetUtcNow() - before >= TimeSpan.FromSeconds(15));
        Assert.Equal(2, server.TimesAsked);
        await bot.WelcomedAsync();
    }

    [Fact]
    public async Task The_address_is_asked_for_again_only_when_it_could_not_be_connected_to()
    {
        var server = await FakeDiscord.StartAsync();
        server.Gateway = () => server.TimesAsked < 3 ? "ws://127.0.0.1:9/" : server.GatewayUrl; // nobody listens at port 9
        await using var bot = await RunningBot.StartAsync(server: server);
        var connection = await bot.WelcomedAsync();
        Assert.Equal(3, server.TimesAsked);

        await connection.SayAsync("""{"op":9,"d":false}""");
        await bot.WelcomedAsync("s2");

        Assert.Equal(3, server.TimesAsked);
    }

    [Fact]
    public async Task Refused_because_another_process_identifies_the_bot_waits_its_pace_before_it_tries_again()
    {
        var time = new ManualTime();
        await using var bot = await RunningBot.StartAsync(options => options.Gateway.IdentifyEvery = TimeSpan.FromSeconds(5.5), time: time);
        for (var i = 0; i < 3; i++)
        {
            var refused = await bot.Server.ConnectedAsync();
            Assert.Equal(2, (await refused.GreetAsync())["op"]!.GetValue<int>());
            var before = time.GetUtcNow();

            await refused.SayAsync("""{"op":9,"d":false}""");
            Assert.Null(await refused.HearAsync());

            await Eventually.Async(time, TimeSpan.FromMilliseconds(100), () => bot.Server.HasConnection);
            Assert.True(time.GetUtcNow() - before >= TimeSpan.FromSeconds(5.5));
        }
        await bot.WelcomedAsync();
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left()
    {
        var time = new ManualTime();
        await using var bot = await RunningBot.StartAsync(options => options.Gateway.Patience = TimeSpan.FromSeconds(10), time: time);
        await bot.Server.ConnectedAsync(); // no hello
        await Eventually.Async(time, TimeSpan.FromMilliseconds(100), () => bot.Server.HasConnection);

        await (await bot.Server.ConnectedAsync()).GreetAsync(600_000); // an identify, and no READY
        await Eventually.Async(time, TimeSpan.FromMilliseconds(100), () => bot.Server.HasConnection);

        await bot.WelcomedAsync();
    }

    [Fact]
    public async Task The_bot_comes_back_after_the_API_was_away()
    {
        var server = await FakeDiscord.StartAsync();
        server.Gateway = () => server.TimesAsked < 3 ? "http://not.a.gateway/" : server.GatewayUrl;
        await using var bot = await RunningBot.StartAsync(server: server);

        await bot.WelcomedAsync();
    }

    [Theory]
    [InlineData(4_000, true)]
    [InlineData(4_096, false)]
    [InlineData(20_000, false)]
    public void A_payload_longer_than_Discord_takes_is_refused_before_it_is_sent(int characters, bool fits)
    {
        var write = () => GatewayPayload.Write(Opcode.Identify, json => json.WriteStringValue(new string('x', characters)));

        if (fits)
        {
            Assert.InRange(write().Length, characters, 4_096);
            return;
        }
        var e = Assert.Throws<DiscordException>(() => { write(); });
        Assert.Equal(DiscordFault.TooLarge, e.Fault);
        Assert.Contains("at most 4,096", e.Message, StringComparison.Ordinal);
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
