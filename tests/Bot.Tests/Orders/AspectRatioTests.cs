using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Tests.Orders;

public sealed class AspectRatioTests
{
    [Theory]
    [InlineData("16:9", 16, 9)]
    [InlineData(" 9 : 16 ", 9, 16)]
    [InlineData("4/3", 4, 3)]
    [InlineData("1920x1080", 1920, 1080)]
    public void A_ratio_is_read_as_people_write_it(string text, int width, int height)
    {
        Assert.True(AspectRatio.TryParse(text, Tongues.English, out var ratio, out _));
        Assert.Equal(new AspectRatio(width, height), ratio);
    }

    [Theory]
    [InlineData("wide", "write it like 16:9")]
    [InlineData("16:0", "write it like 16:9")]
    [InlineData("-1:1", "write it like 16:9")]
    [InlineData("16:9:4", "write it like 16:9")]
    [InlineData("99:1", "wider than 4:1")]
    [InlineData("1:5", "taller than 1:4")]
    public void A_ratio_that_cannot_be_is_refused_with_the_nearest_that_can(string text, string sentence)
    {
        Assert.False(AspectRatio.TryParse(text, Tongues.English, out _, out var refusal));
        Assert.StartsWith("aspect:", refusal);
        Assert.Contains(sentence, refusal);
    }

    [Fact]
    public void Whatever_is_offered_is_taken() =>
        Assert.All(AspectRatio.Offered, offered => Assert.True(AspectRatio.TryParse(offered, Tongues.English, out _, out _)));
}
