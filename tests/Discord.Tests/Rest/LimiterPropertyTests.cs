namespace ChatVideoBot.Discord.Tests.Rest;

public sealed class LimiterPropertyTests
{
    [Fact]
    public void No_schedule_exceeds_a_limit_loses_the_order_or_waits_for_ever()
    {
        var (arrived, refused) = (0L, 0L);
        for (var seed = 0; seed < 2_000; seed++)
        {
            var play = new LimiterPlay(seed);
            play.Run();
            (arrived, refused) = (arrived + play.Arrived, refused + play.Refused);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{arrived} arrived, {refused} were refused and excused.");
        Assert.True(arrived > 200_000, $"Only {arrived} requests: the property says little.");
        Assert.InRange(refused, 1, arrived / 20); // the excuse is used, and is no loophole
    }
}
