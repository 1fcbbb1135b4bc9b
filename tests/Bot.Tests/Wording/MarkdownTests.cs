using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Tests.Wording;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("a red ball", "a red ball")]
    [InlineData("**bold** _x_", "\\*\\*bold\\*\\* \\_x\\_")]
    [InlineData("<@123> @everyone", "\\<\\@123\\> \\@everyone")]
    [InlineData("[click](https://evil.example)", "\\[click\\](https\\://evil.example)")]
    [InlineData("two\r\nlines\tand  more\0", "two lines and more")]
    public void Users_words_are_shown_as_they_were_typed(string typed, string written) =>
        Assert.Equal(written, Markdown.Plain(typed, 300));

    [Fact]
    public void A_long_text_is_cut_without_breaking_an_escape_or_a_surrogate_pair()
    {
        for (var longest = 1; longest < 28; longest++)
        {
            var cut = Markdown.Plain("🎈*🎈*🎈*🎈*🎈*🎈*🎈*", longest);
            Assert.True(cut.Length <= longest, $"{cut.Length} > {longest}");
            Assert.EndsWith("…", cut);
            Assert.DoesNotContain('\uFFFD', string.Concat(cut.EnumerateRunes()));
            Assert.False(cut.EndsWith("\\…", StringComparison.Ordinal));
        }
    }
}
