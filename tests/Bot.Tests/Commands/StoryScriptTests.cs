using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Tests.Commands;

public sealed class StoryScriptTests
{
    private static readonly BotOptions Limits = new();

    private static StoryScript Read(string text, Transition usual = Transition.Cut, string style = "") => StoryScript.Read(style, text, usual, Tongues.English, Limits);

    [Theory]
    [InlineData("3s: a cat", 3, Transition.Dissolve, "a cat")]
    [InlineData("dissolve 4s: a cat", 4, Transition.Dissolve, "a cat")]
    [InlineData("4 s cut: a cat", 4, Transition.Cut, "a cat")]
    [InlineData("continue: a cat", 2, Transition.Continue, "a cat")]
    [InlineData("Continue (2,5 seconds): a cat", 2.5, Transition.Continue, "a cat")]
    [InlineData("2: a cat", 2, Transition.Dissolve, "a cat")]
    [InlineData("3.5s：猫", 3.5, Transition.Dissolve, "猫")]
    [InlineData("a cat", 2, Transition.Dissolve, "a cat")]
    [InlineData("- 3s: a cat", 3, Transition.Dissolve, "a cat")]
    [InlineData("2. 3s: a cat", 3, Transition.Dissolve, "a cat")]
    [InlineData("close-up: a cat", 2, Transition.Dissolve, "close-up: a cat")]
    [InlineData("the 2 s rule, explained: a cat", 2, Transition.Dissolve, "the 2 s rule, explained: a cat")]
    [InlineData("0.5s: a cat", 0.5, Transition.Dissolve, "a cat")]
    public void A_line_is_a_shot(string line, double seconds, Transition transition, string prompt)
    {
        var script = Read($"a dog\n\n{line}", Transition.Dissolve);

        Assert.Equal("", script.Refusal);
        Assert.Equal(Transition.Cut, script.Shots[0].Transition); // nothing comes before the first
        Assert.Equal((seconds, transition, prompt), (script.Shots[1].Seconds, script.Shots[1].Transition, script.Shots[1].Prompt));
    }

    [Theory]
    [InlineData("", "there are 0")]
    [InlineData("3s: a cat", "this is 1")]
    [InlineData("a\n3s:", "Line 2: it does not say what is seen")]
    [InlineData("a\n\n0.4s: b", "Line 3: 0.4 s is too short; the nearest is 0.5 s.")]
    [InlineData("a\n-1s: b", "Line 2: -1 s is too short")]
    [InlineData("a\n61s: b", "Line 2: 61 s is too long; the nearest is 60 s.")]
    [InlineData("a\ndissolv 4s: b", "Line 2: “dissolv” is no transition; use one of cut, dissolve, continue.")]
    [InlineData("30s: a\n30.5s: b", "Line 2: the shots up to here add up to 60.5 s; at most 60 s are possible, so this one can have 30 s.")]
    [InlineData("30s: a\n30s: b\nc", "Line 3: the shots before it take up all 60 s")]
    public void Each_problem_names_its_line_and_what_is_possible(string text, string sentence)
    {
        var script = Read(text);
        Assert.Contains(sentence, script.Refusal);
        Assert.Empty(script.Shots);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void Two_to_sixty_shots_are_taken(int shots, bool taken)
    {
        var script = Read(string.Join('\n', Enumerable.Repeat("0.5s: a cat", shots)));
        Assert.Equal(taken ? shots : 0, script.Shots.Count);
        if (!taken) Assert.Contains("Line 61: there are more than 60 shots", script.Refusal);
    }

    [Fact]
    public void Sixty_seconds_are_taken_to_the_end() => Assert.Equal(60, Read("59.5s: a\n0.5s: b").Shots.Sum(shot => shot.Seconds));

    [Fact]
    public void Words_for_all_shots_count_with_those_of_each()
    {
        var style = new string('s', Limits.LongestPrompt - 3);
        Assert.Equal("", Read("abc\nabc", style: style).Refusal);
        Assert.Contains("Line 2: with the words for all shots it may have 1,500 characters; shorten it by 1.", Read("abc\nabcd", style: style).Refusal);
    }
}
