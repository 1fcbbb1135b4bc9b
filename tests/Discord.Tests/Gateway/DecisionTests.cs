using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Rest;

namespace ChatVideoBot.Discord.Tests.Gateway;

public sealed class DecisionTests
{
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Theory]
    [InlineData(null, "Resume")]
    [InlineData(1000, "Identify")]
    [InlineData(1001, "Identify")]
    [InlineData(1002, "Resume")]
    [InlineData(1003, "Resume")]
    [InlineData(1004, "Resume")]
    [InlineData(1005, "Resume")]
    [InlineData(1006, "Resume")]
    [InlineData(1007, "Resume")]
    [InlineData(1008, "Resume")]
    [InlineData(1009, "Resume")]
    [InlineData(1010, "Resume")]
    [InlineData(1011, "Resume")]
    [InlineData(1012, "Resume")]
    [InlineData(1013, "Resume")]
    [InlineData(1014, "Resume")]
    [InlineData(1015, "Resume")]
    [InlineData(4000, "Resume")]
    [InlineData(4001, "Resume")]
    [InlineData(4002, "Resume")]
    [InlineData(4003, "Identify")]
    [InlineData(4004, "Stop")]
    [InlineData(4005, "Identify")]
    [InlineData(4006, "Resume")]
    [InlineData(4007, "Identify")]
    [InlineData(4008, "Identify")]
    [InlineData(4009, "Identify")]
    [InlineData(4010, "Stop")]
    [InlineData(4011, "Stop")]
    [InlineData(4012, "Stop")]
    [InlineData(4013, "Stop")]
    [InlineData(4014, "Stop")]
    [InlineData(4200, "Resume")]
    [InlineData(4999, "Resume")]
    [InlineData(3000, "Resume")]
    [InlineData(0, "Resume")]
    public void Each_close_code_has_its_step(int? code, string expected)
    {
        Assert.Equal(expected, CloseCode.Decide(code).ToString());
        Assert.NotEmpty(CloseCode.Explain(code, GatewayIntents.Guilds, new(0, 1)));
        Assert.Equal(code is 4001 or 4002 or 4005, CloseCode.IsOurBug(code));
    }

    [Theory]
    [InlineData(4010, "Discord refuses shard 5 of 8: correct Discord:Shards")]
    [InlineData(4011, "too many guilds for 8 shards")]
    [InlineData(4011, "leave Discord:Shards empty")]
    public void Refused_shards_name_the_setting(int code, string expected) =>
        Assert.Contains(expected, CloseCode.Explain(code, GatewayIntents.Guilds, new(5, 8)), StringComparison.Ordinal);

    [Fact]
    public void Refused_intents_are_named_as_the_portal_names_them()
    {
        var sentence = CloseCode.Explain(4014, GatewayIntents.Guilds | GatewayIntents.MessageContent | GatewayIntents.GuildMembers, new(0, 1));

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
        Assert.Equal(Seconds(15), ReconnectPause.Of(end, 9, pace, 1));
    }

    [Fact]
    public void A_session_that_stood_a_little_is_resumed_at_once_and_a_new_one_waits_until_all_is_calm()
    {
        var pace = new GatewayPace();
        var failures = new FailureCount().After(null, null, false, pace).After(null, null, false, pace).After(Seconds(4), Seconds(4), true, pace);
        Assert.Equal(new(2, 3), failures);

        failures = failures.After(Seconds(5), Seconds(9), true, pace); // a resume is free, an identify is one of a thousand a day
        Assert.Equal((0, 2), (failures.Before(resume: true), failures.Before(resume: false)));
        Assert.Equal(new(3, 0), failures.After(Seconds(50), Seconds(59), false, pace));
        Assert.Equal(new(0, 1), failures.After(Seconds(1), Seconds(60), false, pace)); // it lived, in pieces
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
    public void Who_sent_too_much_comes_back_later()
    {
        var tooFast = new ConnectionEnd(NextStep.Identify, "") { Code = 4008 };

        Assert.Equal(Seconds(8), ReconnectPause.Of(tooFast, 0, new(), 1));
        Assert.Equal(Seconds(4), ReconnectPause.Of(tooFast, 1, new(), 0));
        Assert.Equal(Seconds(15), ReconnectPause.Of(tooFast, 9, new(), 1));
    }

    [Fact]
    public void A_minute_holds_120_sends_ten_of_them_for_heartbeats_and_four_for_those_of_the_interval()
    {
        var budget = new SendBudget();
        for (var i = 0; i < 110; i++)
            Assert.Equal(TimeSpan.Zero, budget.TryTake(Seconds(i * 0.1), SendKind.Command));

        Assert.Equal(Seconds(40), budget.TryTake(Seconds(20), SendKind.Command));
        for (var i = 0; i < 6; i++)
            Assert.Equal(TimeSpan.Zero, budget.TryTake(Seconds(20), SendKind.AskedHeartbeat));
        Assert.Equal(Seconds(40), budget.TryTake(Seconds(20), SendKind.AskedHeartbeat));
        for (var i = 0; i < 4; i++)
            Assert.Equal(TimeSpan.Zero, budget.TryTake(Seconds(20), SendKind.Heartbeat));
        Assert.Equal(Seconds(40), budget.TryTake(Seconds(20), SendKind.Heartbeat));
        Assert.Equal(TimeSpan.Zero, budget.TryTake(Seconds(60), SendKind.Heartbeat));
    }

    [Fact]
    public void Identifies_of_a_bucket_keep_their_distance()
    {
        Assert.Equal(Seconds(3), IdentifyBudget.Wait(Seconds(2), Seconds(5)));
        Assert.Equal(TimeSpan.Zero, IdentifyBudget.Wait(Seconds(5), Seconds(5)));
        Assert.Equal(TimeSpan.Zero, IdentifyBudget.Wait(null, Seconds(5)));
        Assert.Equal([0, 1, 2, 3, 0], Enumerable.Range(0, 5).Select(shard => IdentifyBudget.Bucket(shard, 4)));
        Assert.Equal(0, IdentifyBudget.Bucket(7, 0)); // Discord did not say: all in one
    }

    [Fact]
    public void Discord_is_asked_about_the_budget_when_unsure_and_not_more_often()
    {
        var limit = new SessionStartLimit { Remaining = 10, ResetAfter = 90_000 };

        Assert.True(IdentifyBudget.MustAsk(null, 0, null, doubted: false));
        Assert.False(IdentifyBudget.MustAsk(Seconds(80), 3, limit, doubted: false));
        Assert.True(IdentifyBudget.MustAsk(Seconds(80), 3, limit, doubted: true));
        Assert.True(IdentifyBudget.MustAsk(Seconds(300), 3, limit, doubted: false));
        Assert.False(IdentifyBudget.MustAsk(Seconds(80), 0, limit, doubted: false)); // none until the reset
        Assert.True(IdentifyBudget.MustAsk(Seconds(90), 0, limit, doubted: false));
        Assert.Equal(Seconds(90), IdentifyBudget.UntilReset(limit));
        Assert.Equal(Seconds(1), IdentifyBudget.UntilReset(null)); // never a tight loop
        Assert.Equal(Seconds(86_400), IdentifyBudget.UntilReset(limit with { ResetAfter = long.MaxValue }));
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
        Assert.Equal(expected, GatewayAddress.Complete(given, compress: false)?.AbsoluteUri);

    [Fact]
    public void A_compressed_connection_asks_for_it_in_its_query() =>
        Assert.Equal("wss://g.example/?v=10&encoding=json&compress=zlib-stream", GatewayAddress.Complete("wss://g.example", compress: true)?.AbsoluteUri);

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

    [Theory]
    [InlineData(1000, 1000, 86_400, 15)]
    [InlineData(500, 1000, 86_400, 15)]
    [InlineData(499, 1000, 86_400, 60)]
    [InlineData(100, 1000, 36_000, 60)]
    [InlineData(99, 1000, 36_000, 727.3)] // ten hours for 99, and chance may halve it
    [InlineData(99, 1000, 60, 60)]
    [InlineData(1, 1000, 30, 60)]
    [InlineData(1, 1000, 36_000, 36_000)]
    [InlineData(0, 1000, 36_000, 15)] // the gate waits
    [InlineData(0, 0, 0, 15)]
    public void New_sessions_are_begun_the_more_slowly_the_less_is_left_of_the_day(int left, int total, int resetSeconds, double seconds) =>
        Assert.Equal(seconds, IdentifyBudget.LongestPause(left, new() { Total = total, Remaining = left, ResetAfter = resetSeconds * 1000L }, Seconds(15)).TotalSeconds, 0.1);

    [Fact]
    public void A_storm_of_lost_sessions_does_not_use_the_day_up_before_it_ends()
    {
        var (left, day, spent) = (1000, Seconds(86_400), TimeSpan.Zero);
        while (left > 0 && spent < day)
        {
            left--;
            var limit = new SessionStartLimit { Total = 1000, Remaining = left, ResetAfter = (long)(day - spent).TotalMilliseconds };
            spent += IdentifyBudget.LongestPause(left, limit, Seconds(15)) * 0.5; // chance takes at most a half
        }

        Assert.True(spent >= day * 0.99, $"{left} left after {spent}");
    }
}
