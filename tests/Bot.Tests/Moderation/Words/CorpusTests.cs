using ChatVideoBot.Bot.Moderation.Words;

namespace ChatVideoBot.Bot.Tests.Moderation.Words;

public sealed class CorpusTests
{
    [Fact]
    public void No_way_round_the_list_is_a_way_round()
    {
        var ways = WordCorpus.Lines("disguised.txt");

        Assert.True(ways.Count >= 200, $"{ways.Count}");
        Assert.Equal([], ways.Where(way => WordCorpus.Matcher.Find(WordCorpus.Texts(way)) is null));
    }

    [Fact]
    public void Innocent_prompts_are_innocent()
    {
        var prompts = WordCorpus.Lines("innocent.txt");

        Assert.True(prompts.Count >= 300, $"{prompts.Count}");
        Assert.Equal([], prompts.Select(prompt => (prompt, WordCorpus.Matcher.Find(WordCorpus.Texts(prompt)))).Where(one => one.Item2 is not null)
            .Select(one => $"{one.prompt}: {one.Item2!.Rule.Text} in \"{one.Item2.Piece}\""));
    }
}
