using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Tests.Orders;

public sealed class PermutationsTests
{
    [Theory]
    [InlineData("a ball", "a ball")]
    [InlineData("a {red, blue} ball", "a red ball|a blue ball")]
    [InlineData("{a, b} {1, 2}", "a 1|a 2|b 1|b 2")]
    [InlineData("a {red, {light, dark} blue} ball", "a red ball|a light blue ball|a dark blue ball")]
    [InlineData("a {red} ball", "a red ball")]
    [InlineData(@"a \{red, blue\} {ball, star}", "a {red, blue} ball|a {red, blue} star")]
    [InlineData(@"{red\, round, blue} ball", "red, round ball|blue ball")]
    [InlineData("red, {a, b}", "red, a|red, b")]
    public void Each_alternative_makes_a_prompt(string text, string prompts)
    {
        var (made, refusal) = Permutations.Expand(text, Tongues.English);

        Assert.Equal("", refusal);
        Assert.Equal(prompts, string.Join('|', made));
    }

    [Theory]
    [InlineData("a {red, blue ball", "open or closed too often")]
    [InlineData("a red} ball", "open or closed too often")]
    [InlineData("{", "open or closed too often")]
    [InlineData("a {red, } ball", "empty")]
    [InlineData("a {} ball", "empty")]
    [InlineData("{{{{{{{{{a}}}}}}}}}", "too deep")]
    [InlineData("{1,2,3,4,5,6,7} {1,2,3,4,5,6}", "more than 40")]
    [InlineData("{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}", "more than 40")]
    public void Braces_that_cannot_be_read_are_refused(string text, string why)
    {
        var (made, refusal) = Permutations.Expand(text, Tongues.English);

        Assert.Empty(made);
        Assert.Contains(why, refusal);
    }

    [Fact]
    public void Forty_are_taken() => Assert.Equal(40, Permutations.Expand("{1,2,3,4,5,6,7,8} {1,2,3,4,5}", Tongues.English).Prompts.Count);
}
