using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Orders;

public sealed class LineRefusalTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 23, 30, 0, TimeSpan.FromHours(2)); // 21:30 UTC
    private static readonly string Tomorrow = $"<t:{new DateTimeOffset(2026, 5, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds()}:R>";

    [Fact]
    public void Each_refusal_has_a_sentence_of_its_own_with_its_number()
    {
        var refusals = Enum.GetValues<EnqueueStatus>().Except([EnqueueStatus.Accepted, EnqueueStatus.Known]).ToList();

        Assert.Equal(refusals.Count, refusals.Select(status => Say(status)).Distinct().Count());
        Assert.Contains("1,000 clips", Say(EnqueueStatus.QueueFull, 1000));
        Assert.Contains("3 clips", Say(EnqueueStatus.UserFull, 3));
        Assert.Contains("1 clip ", Say(EnqueueStatus.UserFull, 1));
        Assert.Contains("20 clips", Say(EnqueueStatus.GuildFull, 20));
        Assert.Contains("(10 min)", Say(EnqueueStatus.UserDayFull, 600));
        Assert.Contains("(1 min 40 s)", Say(EnqueueStatus.GuildDayFull, 100));
        Assert.Contains("This server", Say(EnqueueStatus.GuildFull, 20));
        Assert.Contains("This chat", LineRefusal.Of(new(EnqueueStatus.GuildFull, default, 20), isDirect: true, Now, Tongues.English));
    }

    [Theory]
    [InlineData(EnqueueStatus.UserDayFull)]
    [InlineData(EnqueueStatus.GuildDayFull)]
    public void A_days_limit_says_when_the_day_ends(EnqueueStatus status) => Assert.Contains(Tomorrow, Say(status, 600));

    [Fact]
    public void What_is_in_line_is_not_refused()
    {
        Assert.Null(LineRefusal.Of(new(EnqueueStatus.Accepted, JobState.Waiting, 0), false, Now, Tongues.English));
        Assert.Null(LineRefusal.Of(new(EnqueueStatus.Known, JobState.Done, 0), false, Now, Tongues.English));
    }

    private static string Say(EnqueueStatus status, int limit = 7) => LineRefusal.Of(new(status, default, limit), isDirect: false, Now, Tongues.English)!;
}
