using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Tests.Wording;

public sealed class AboutTests
{
    [Theory]
    [InlineData(0, 1, "about 5 s")]
    [InlineData(18, 42, "about 20 to 40 s")]
    [InlineData(28, 31, "about 30 s")]
    [InlineData(42, 100, "about 40 s to 2 min")]
    [InlineData(56, 63, "about 55 s to 1 min")]
    [InlineData(58, 63, "about 1 min")]
    [InlineData(130, 240, "about 2 to 4 min")]
    [InlineData(170, 185, "about 3 min")]
    [InlineData(1000, 3000, "about 15 to 50 min")]
    [InlineData(4000, 9000, "about 65 min to 2.5 h")]
    [InlineData(5250, 9000, "about 1.5 to 2.5 h")]
    [InlineData(80_000, 400_000, "about 22 h to 5 days")]
    public void A_range_is_rounded_and_told_as_one_number_where_both_ends_are_the_same(double low, double high, string text) =>
        Assert.Equal(text, About.Of(TimeSpan.FromSeconds(low), TimeSpan.FromSeconds(high)).Say(Tongues.English));

    [Fact]
    public void A_range_that_moves_round_a_border_does_not_flicker()
    {
        var shown = About.Of(TimeSpan.FromSeconds(149), TimeSpan.FromSeconds(241)); // 2.48 to 4.02 min

        Assert.Equal(shown, About.Of(TimeSpan.FromSeconds(152), TimeSpan.FromSeconds(239), shown));
        Assert.Equal("about 3 to 4 min", About.Of(TimeSpan.FromSeconds(166), TimeSpan.FromSeconds(239), shown).Say(Tongues.English));
    }

    [Fact]
    public void Any_range_can_be_told()
    {
        var random = new Random(7);
        About? shown = null;
        for (var i = 0; i < 10_000; i++)
        {
            var low = TimeSpan.FromSeconds(Math.Exp(random.NextDouble() * 20 - 3));
            shown = About.Of(low, low * (1 + random.NextDouble()), shown);
            Assert.True(shown.Value.Low > TimeSpan.Zero && shown.Value.High >= shown.Value.Low);
            Assert.Matches(@"^about \d+(\.5)?( (s|min|h|days))?( to \d+(\.5)?)? (s|min|h|days)$", shown.Value.Say(Tongues.English));
        }
    }
}
