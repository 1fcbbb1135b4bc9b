using System.Text.Json.Nodes;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Tests.Server;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Discord.Tests.Gateway;

/// <summary>Heartbeats, on a clock that only the test moves.</summary>
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(0.5, 30)]
    [InlineData(0.25, 15)]
    public async Task The_first_heartbeat_comes_after_a_random_part_of_the_interval(double random, double seconds)
    {
        await using var bot = await StartAsync(random);
        var connection = await bot.WelcomedAsync(heartbeatMilliseconds: 60_000);

        _time.Advance(TimeSpan.FromSeconds(seconds) - Moment);
        await connection.DispatchAsync(7, "SOMETHING_NEW", "{}");
        await bot.Heard.NextAsync<UnknownEvent>();
        _time.Advance(Moment);

        Assert.Equal("""{"op":1,"d":7}""", Text(await connection.HearAnyAsync())); // a millisecond before, it would have said 1
    }

    [Fact]
    public async Task Every_interval_brings_one_as_long_as_they_are_answered()
    {
        await using var bot = await StartAsync(random: 0.5);
        var connection = await bot.WelcomedAsync(heartbeatMilliseconds: 45_000);
        _time.Advance(TimeSpan.FromSeconds(22.5));
        Assert.Equal(1, Op(await connection.HearAnyAsync()));

        for (var i = 0; i < 5; i++)
        {
            await AnswerAsync(bot, connection, 10 + i);
            _time.Advance(TimeSpan.FromSeconds(45) - Moment);
            await connection.DispatchAsync(20 + i, "SOMETHING_NEW", "{}");
            await bot.Heard.NextAsync<UnknownEvent>();
            _time.Advance(Moment);

            Assert.Equal($$"""{"op":1,"d":{{20 + i}}}""", Text(await connection.HearAnyAsync()));
        }
    }

    [Fact]
    public async Task Before_the_first_event_a_heartbeat_carries_null()
    {
        await using var bot = await StartAsync(random: 0);
        var connection = await bot.Server.ConnectedAsync();
        await connection.HelloAsync();

        JsonNode?[] frames = [await connection.HearAnyAsync(), await connection.HearAnyAsync()];

        Assert.Equal("""{"op":1,"d":null}""", Text(frames.Single(frame => Op(frame) == 1)));
    }

    [Fact]
    public async Task A_connection_that_answers_no_heartbeat_is_closed_and_resumed()
    {
        await using var bot = await StartAsync(random: 0.5);
        var zombie = await bot.WelcomedAsync();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, Op(await zombie.HearAnyAsync()));

        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Null(await zombie.HearAnyAsync());
        Assert.Equal(4200, zombie.CloseCode); // neither 1000 nor 1001: the session must live
        await Eventually.Async(_time, TimeSpan.FromMilliseconds(10), () => bot.Server.HasConnection);
        Assert.Equal(6, Op(await (await bot.Server.ConnectedAsync()).GreetAsync()));
    }

    [Fact]
    public async Task A_heartbeat_that_Discord_asks_for_is_sent_at_once_and_is_no_reason_to_give_up()
    {
        await using var bot = await StartAsync(random: 0.5);
        var connection = await bot.WelcomedAsync();

        for (var i = 0; i < 3; i++) // none of them is answered
        {
            await connection.SayAsync("""{"op":1,"d":null}""");
            Assert.Equal("""{"op":1,"d":1}""", Text(await connection.HearAnyAsync()));
        }
        _time.Advance(TimeSpan.FromSeconds(30)); // the interval's own: those asked for must not have made it a zombie

        Assert.Equal("""{"op":1,"d":1}""", Text(await connection.HearAnyAsync()));
    }

    [Fact]
    public async Task A_heartbeat_asked_for_before_the_hello_is_answered_too()
    {
        await using var bot = await StartAsync();
        var connection = await bot.Server.ConnectedAsync();

        await connection.SayAsync("""{"op":1,"d":null}""");

        Assert.Equal("""{"op":1,"d":null}""", Text(await connection.HearAnyAsync()));
        await connection.WelcomeAsync(bot.Server);
        await bot.Heard.NextAsync<ReadyEvent>();
    }

    [Fact]
    public async Task A_flood_of_asked_heartbeats_does_not_make_us_exceed_the_send_limit()
    {
        await using var bot = await StartAsync(random: 0.5);
        var connection = await bot.WelcomedAsync(); // one identify
        for (var i = 0; i < 200; i++)
            await connection.SayAsync("""{"op":1,"d":null}""");
        await connection.DispatchAsync(2, "SOMETHING_NEW", "{}");
        await bot.Heard.NextAsync<UnknownEvent>(); // all 200 were taken

        for (var i = 0; i < 115; i++)
            Assert.Equal("""{"op":1,"d":1}""", Text(await connection.HearAnyAsync()));
        _time.Advance(TimeSpan.FromSeconds(30)); // the interval's own has room kept for it
        Assert.Equal("""{"op":1,"d":2}""", Text(await connection.HearAnyAsync()));
        _time.Advance(TimeSpan.FromSeconds(31)); // and a minute later there is room again
        await connection.SayAsync("""{"op":1,"d":null}""");
        Assert.Equal("""{"op":1,"d":2}""", Text(await connection.HearAnyAsync()));
    }

    [Fact]
    public async Task The_time_until_the_answer_is_the_latency()
    {
        await using var bot = await StartAsync(random: 0.5);
        var connection = await bot.WelcomedAsync();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, Op(await connection.HearAnyAsync()));
        Assert.Null(bot.Health.Shards.Single().Latency);

        _time.Advance(TimeSpan.FromMilliseconds(123));
        await AnswerAsync(bot, connection, 2);

        Assert.Equal(TimeSpan.FromMilliseconds(123), bot.Health.Shards.Single().Latency);
    }

    /// <summary>Acknowledges, and waits until that was taken.</summary>
    private static async Task AnswerAsync(RunningBot bot, FakeConnection connection, int sequence)
    {
        await connection.SayAsync("""{"op":11}""");
        await connection.DispatchAsync(sequence, "SOMETHING_NEW", "{}");
        await bot.Heard.NextAsync<UnknownEvent>();
    }

    private Task<RunningBot> StartAsync(double random = 0.5) => RunningBot.StartAsync(options => options.Gateway.Jitter = () => random, time: _time);

    private static int? Op(JsonNode? frame) => frame?["op"]!.GetValue<int>();

    private static string? Text(JsonNode? frame) => frame?.ToJsonString();
}
