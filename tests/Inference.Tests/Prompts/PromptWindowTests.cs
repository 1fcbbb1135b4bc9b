using ChatVideoBot.Inference.Prompts;
using ChatVideoBot.Inference.Tests.Clips;

namespace ChatVideoBot.Inference.Tests.Prompts;

public sealed class PromptWindowTests(Pocket pocket)
{
    [Fact]
    public void Ids_are_padded_or_cut_with_the_end_mark_last()
    {
        var window = new PromptWindow(4);

        Assert.Equal([5, 6, 1, 0], window.Fit([5, 6, 1]));
        Assert.Equal([5, 6, 7, 1], window.Fit([5, 6, 7, 1]));
        Assert.Equal([5, 6, 7, 1], window.Fit([5, 6, 7, 8, 9, 1]));
    }

    [Fact]
    public void The_words_that_do_not_fit_are_named()
    {
        var prompt = "a red ball bouncing in the desert " + string.Join(' ', Enumerable.Repeat("and a cat", 10));

        var leftOut = pocket.Model.Window.LeftOut(prompt, pocket.Model.Tokenizer.Encode);

        Assert.EndsWith(leftOut, prompt);
        var kept = prompt[..^leftOut.Length].TrimEnd();
        Assert.True(pocket.Model.Tokenizer.Encode(kept).Length <= 32);
        Assert.True(pocket.Model.Tokenizer.Encode(kept + " " + leftOut.Split(' ')[0]).Length > 32);
        Assert.Equal("", pocket.Model.Window.LeftOut("a cat", pocket.Model.Tokenizer.Encode));
    }

    [Fact]
    public void One_word_too_long_for_the_window_is_left_out_whole()
    {
        var word = string.Concat(Enumerable.Repeat("xq", 60));
        Assert.Equal(word, pocket.Model.Window.LeftOut(word, pocket.Model.Tokenizer.Encode));
    }
}
