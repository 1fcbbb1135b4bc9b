using ChatVideoBot.Bot.Orders;
using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Tests.Orders;

public sealed class FirstWordsTests
{
    [Theory]
    [InlineData("ball", true)]
    [InlineData("a red ball", true)]
    [InlineData("The Cat", true)]
    [InlineData("écureuil roux", true)]
    [InlineData("a red ball bouncing", false)]
    [InlineData("at night", false)] // says where
    [InlineData("cat, dog", false)]
    [InlineData("空を飛ぶ赤いボール", false)] // a whole sentence without a blank
    [InlineData("🎈", false)]
    [InlineData("the", false)]
    [InlineData("", false)]
    public void A_word_or_two_without_a_place_are_few(string prompt, bool areFew) => Assert.Equal(areFew, FirstWords.IsBare(prompt));

    [Fact]
    public void Few_words_become_a_scene_and_the_user_is_told()
    {
        var order = FirstWords.Fill(new() { Clip = new() { Prompt = "red ball" }, Prompts = ["red ball", "a ball that rolls away"] }, "on the grass", Tongues.English);

        Assert.Equal("red ball, on the grass", order.Clip.Prompt);
        Assert.Equal(["red ball, on the grass", "a ball that rolls away"], order.Prompts);
        Assert.Contains("“on the grass”", order.Remark);
    }

    [Fact]
    public void What_says_enough_stays_as_it_is_and_so_does_all_where_nothing_is_to_be_added()
    {
        var (full, few) = (new ClipOrder { Clip = new() { Prompt = "a ball that rolls away" } }, new ClipOrder { Clip = new() { Prompt = "ball" } });

        Assert.Same(full, FirstWords.Fill(full, "on the grass", Tongues.English));
        Assert.Same(few, FirstWords.Fill(few, "", Tongues.English));
    }
}
