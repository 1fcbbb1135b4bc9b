using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Rest;

namespace ChatVideoBot.Discord.Tests.Gateway;

public sealed class DecisionTests
{
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Theory]
    [InlineData(null, "Resume")]
    [InlineData(1006, "Resume")]
    [InlineData(1002, "Resume")]
    [InlineData(1011, "Resume")]
    [InlineData(1012, "Resume")]
    [InlineData(1000, "Identify")]
    [InlineData(1001, "Identify")]
    [InlineData(4000, "Resume")]
    [InlineData(4001, "Resume")]
    [InlineData(4002, "Resume")]
    [InlineData(4003, "Identify")]
    [InlineData(4004, "Stop")]
    [InlineData(4005, "Identify")]
    [InlineData(4007, "Identify")]
    [InlineData(4008, "Identify")]
    [InlineData(4009, "Identify")]
    [InlineData(4010, "Stop")]
    [InlineData(4011, "Stop")]
    [InlineData(4012, "Stop")]
    [InlineData(4013, "Stop")]
    [InlineData(4014, "Stop")]
    [InlineData(4999, "Resume")]
    public void Each_close_code_has_its_step(int? code, string expected)
    {
        Assert.Equal(expected, CloseCode.Decide(code).ToString());
        Assert.NotEmpty(CloseCode.Explain(code, GatewayIntents.Guilds));
    }

    [Fact]
    public void Refused_intents_are_named_as_the_portal_names_them()
    {
        var sentence = CloseCode.Explain(4014, GatewayIntents.Guilds | GatewayIntents.MessageContent | GatewayIntents.GuildMembers);

        Assert.Contains("\"Server Members Intent\" and \"Message Content Intent\"", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("Presence", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Backoff_doubles_up_to_its_bound_and_spreads()
    {
        Assert.Equal(Seconds(1), Backoff.Delay(1, Seconds(1), Seconds(60), 1));
        Assert.Equal(Seconds(0.5), Backoff.Delay(1, Seconds(1), Seconds(60), 0));
        Assert.Equal(Seconds(8), Backoff.Delay(4, Seconds(1), Seconds(60), 1));
        Assert.Equal(Seconds(60), Backoff.Delay(7, Seconds(1), Seconds(60), 1));
        Assert.Equal(Seconds(30), Backoff.Delay(int.MaxValue, Seconds(1), Seconds(60), 0));
    }

    [Fact]
    public void The_first_reconnect_of_a_stable_connection_is_immediate_and_later_ones_wait()
    {
        var pace = new GatewayPace();
        var end = new ConnectionEnd(NextStep.Resume, "");

        Assert.Equal(TimeSpan.Zero, ReconnectPause.Of(end, 0, pace, 0.5));
        Assert.Equal(Seconds(1), ReconnectPause.Of(end, 1, pace, 1));
        Assert.Equal(Seconds(60), ReconnectPause.Of(end, 9, pace, 1));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 5)]
    public void An_ended_session_waits_one_to_five_seconds_before_the_next(double random, double seconds)
    {
        var ended = new ConnectionEnd(NextStep.Identify, "") { IsInvalidSession = true };

        Assert.Equal(Seconds(seconds), ReconnectPause.Of(ended, 0, new(), random));
        Assert.Equal(TimeSpan.Zero, ReconnectPause.Of(ended with { Next = NextStep.Resume }, 0, new(), random));
    }

    [Fact]
    public void A_minute_holds_120_sends_ten_of_them_for_heartbeats()
    {
        var budget = new SendBudget();
        for (var i = 0; i < 110; i++)
            Assert.Equal(TimeSpan.Zero, budget.TryTake(Seconds(i * 0.1), isHeartbeat: false));

        Assert.Equal(Seconds(40), budget.TryTake(Seconds(20), isHeartbeat: false));
        for (var i = 0; i < 10; i++)
            Assert.Equal(TimeSpan.Zero, budget.TryTake(Seconds(20), isHeartbeat: true));
        Assert.Equal(Seconds(40), budget.TryTake(Seconds(20), isHeartbeat: true));
        Assert.Equal(TimeSpan.Zero, budget.TryTake(Seconds(60), isHeartbeat: true));
    }

    [Fact]
    public void Identifies_wait_for_the_daily_budget_and_keep_their_distance()
    {
        var none = new SessionStartLimit { Remaining = 0, ResetAfter = 90_000 };

        Assert.Equal(Seconds(90), IdentifyBudget.Wait(none, null, Seconds(5)));
        Assert.Equal(TimeSpan.Zero, IdentifyBudget.Wait(none with { Remaining = 1 }, null, Seconds(5)));
        Assert.Equal(Seconds(3), IdentifyBudget.Wait(none with { Remaining = 1 }, Seconds(2), Seconds(5)));
        Assert.Equal(TimeSpan.Zero, IdentifyBudget.Wait(null, Seconds(5), Seconds(5)));
    }

    [Theory]
    [InlineData("wss://gateway.discord.gg", "wss://gateway.discord.gg/?v=10&encoding=json")]
    [InlineData("wss://gateway.discord.gg/", "wss://gateway.discord.gg/?v=10&encoding=json")]
    [InlineData("ws://127.0.0.1:81/x?old=1", "ws://127.0.0.1:81/x?v=10&encoding=json")]
    [InlineData("ws://gateway.discord.gg/", null)]
    [InlineData("ws://127.0.0.1.evil.example/", null)]
    [InlineData("http://127.0.0.1/", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_address_gets_our_query_and_must_be_safe(string? given, string? expected) =>
        Assert.Equal(expected, GatewayAddress.Complete(given)?.AbsoluteUri);

    [Fact]
    public void Recent_ids_are_bounded()
    {
        var recent = new RecentIds(2);

        Assert.True(recent.Add(1));
        Assert.False(recent.Add(1));
        Assert.True(recent.Add(2));
        Assert.True(recent.Add(3));
        Assert.True(recent.Add(1)); // forgotten
    }
}
