using ChatVideoBot.Bot.Moderation.Words;

namespace ChatVideoBot.Bot.Tests.Moderation.Words;

/// <summary>A server's words, however they are written, and what only looks like them.</summary>
public sealed class WordMatcherTests
{
    private static WordMatcher Matcher => WordCorpus.Matcher;

    [Theory]
    [InlineData("a dog says fu", "ck and runs")]
    [InlineData("a dog says f", "uck")]
    [InlineData("ck", "a dog says fu")]
    public void A_word_split_over_options_is_found(string one, string other) => Assert.NotNull(Matcher.Find([one, other]));

    [Theory]
    [InlineData("a fountain pen", "is on the table")]
    [InlineData("the class", "mate")]
    [InlineData("as", "slow as a snail")]
    public void Options_that_meet_make_no_word(string one, string other) => Assert.Null(Matcher.Find([one, other]));

    [Theory]
    [InlineData("ass*", "an assassin", true)]
    [InlineData("ass*", "a class", false)]
    [InlineData("*ass", "a bass", true)]
    [InlineData("*ass", "an assassin", false)]
    [InlineData("*ass*", "a classroom", true)]
    [InlineData("red dress", "a red   dress", true)]
    [InlineData("red dress", "a red-dress", true)]
    [InlineData("red dress", "a red address", false)]
    [InlineData("裸", "雪の中の裸の木", true)]
    [InlineData("хуй", "иди на хуй", true)]
    [InlineData("хуй", "иди на xуй", true)]
    [InlineData("pot", "открытый рот", false)]
    [InlineData("/b[o0]+m+b/", "a BOOOMB goes off", true)]
    [InlineData("/b[o0]+m+b/", "a cat", false)]
    public void A_rule_says_how_it_is_found(string rule, string text, bool found) => Assert.Equal(found, Of(rule).Find([text]) is not null);

    [Fact]
    public void A_hit_tells_the_rule_the_text_and_the_piece()
    {
        Assert.Equal(("sex", 1, "s.ë.Х"), Told(["a cat", "no s.ë.Х please"]));
        Assert.Equal(("fuck", 0, "fuck"), Told(["a cat says fu", "ck"]));
        Assert.Equal(("hell", 2, "h e l l"), Told(["", "a cat", "h e l l"]));
        Assert.Equal(("裸", 0, "裸"), Told(["全裸の猫"]));
        Assert.Null(Matcher.Find([]));
        Assert.Null(Matcher.Find(["", ""]));
        Assert.Null(WordCorpus.Of().Find(["anything"]));

        static (string, int, string) Told(string[] texts) => Matcher.Find(texts) is { } hit ? (hit.Rule.Text, hit.Text, hit.Piece) : default;
    }

    [Theory]
    [InlineData("god", "a good god", true)]
    [InlineData("god", "a good dog", false)]
    [InlineData("god", "gooood", true)]
    [InlineData("god", "gòd", true)]
    [InlineData("c++", "i like c++", true)]
    [InlineData("c++", "c", false)]
    [InlineData("4chan", "on 4chan", true)]
    [InlineData("4chan", "4 chan", true)]
    [InlineData("1488", "in 1488", true)]
    [InlineData("1488", "in 14880", false)]
    [InlineData("a$$", "an ass", true)]
    [InlineData("/^red/", "ｒｅｄ fox", true)]
    [InlineData("/^red$/", "r{}ed", true)]
    [InlineData("/red/i", "RED", true)]
    [InlineData("shit", "Sh! It is asleep", false)]
    [InlineData("shit", "sh! t is a letter", false)]
    [InlineData("*sex*", "Essex county", true)]
    [InlineData("*sex*", "she goes extra far", false)]
    [InlineData("*ass*", "was so", false)]
    [InlineData("*ass*", "cl@$$", true)]
    [InlineData("스캠", "스캠을 조심", true)]
    [InlineData("แมว", "รูปแมวดำ", true)]
    [InlineData("قط", "قِطّ أسود", true)]
    public void Words_are_found_in_disguise_and_not_by_chance(string rule, string text, bool found) =>
        Assert.Equal(found, WordRule.Parse(rule).Rule is not null && Of(rule).Find([text.Replace("{}", "\u200b", StringComparison.Ordinal)]) is not null);

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void A_word_is_as_long_as_Discord_takes_it(int length, bool isRule) => Assert.Equal(isRule, WordRule.Parse(string.Concat(Enumerable.Repeat("ab", 31))[..length]).Rule is not null);

    [Theory]
    [InlineData(260, true)]
    [InlineData(261, false)]
    public void A_pattern_is_as_long_as_Discord_takes_it(int length, bool isRule) => Assert.Equal(isRule, WordRule.Parse($"/{new string('x', length)}/").Rule is not null);

    [Theory]
    [InlineData("", "words.wrong.empty")]
    [InlineData("   ", "words.wrong.empty")]
    [InlineData("x", "words.wrong.letter")]
    [InlineData("!!", "words.wrong.nothing")]
    [InlineData("**", "words.wrong.nothing")]
    [InlineData("...", "words.wrong.nothing")]
    [InlineData("/.*/", "words.wrong.everything")]
    [InlineData("/(a/", "words.wrong.pattern")]
    [InlineData("/(?=a)b/", "words.wrong.pattern")]
    [InlineData("/./", "words.wrong.everything")]
    [InlineData("*a*", "words.wrong.letter")]
    [InlineData("裸", null)]
    [InlineData("/(a)\\1/", "words.wrong.pattern")]
    [InlineData("a word of more than sixty characters is longer than Discord takes it", "words.wrong.long")]
    public void A_line_that_is_no_rule_says_why(string line, string? problem) => Assert.Equal(problem, WordRule.Parse(line).Problem);

    private static WordMatcher Of(string line) => WordCorpus.Of(line);
}
