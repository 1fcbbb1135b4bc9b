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

    [Theory]
    [InlineData("toad*", "`toad*`", "toad*")]
    [InlineData("`a``", "`'a''`", "`a``")]
    [InlineData("", "` `", "")]
    [InlineData("\u202E\u2066", "` `", "")]
    [InlineData("\u202E@everyone\nx ", "`@everyone x`", "@everyone x")]
    [InlineData("123456789012", "`123456789…`", "123456789…")]
    public void What_is_code_or_stands_where_no_Markdown_is_read_is_not_escaped(string typed, string code, string bare) =>
        Assert.Equal((code, bare), (Markdown.Code(typed, typed.Length == 12 ? 10 : 100), Markdown.Bare(typed, typed.Length == 12 ? 10 : 100)));

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
