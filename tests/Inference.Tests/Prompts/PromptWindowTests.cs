using ChatVideoBot.Inference.Prompts;
using ChatVideoBot.Inference.Tests.Clips;

namespace ChatVideoBot.Inference.Tests.Prompts;

public sealed class PromptWindowTests(Pocket pocket)
{
    [Fact]
    public void Ids_are_padded_or_cut_with_the_end_mark_last()
    {
        var window = new PromptWindow(4);

        Assert.Equal([5, 6, 1, 0], window.Fit([5, 6, 1]).Ids);
        Assert.Equal([5, 6, 7, 1], window.Fit([5, 6, 7, 1]).Ids);
        Assert.Equal([5, 6, 7, 1], window.Fit([5, 6, 7, 8, 9, 1]).Ids);
        Assert.Equal([5, 1, 9, 9], new PromptWindow(4, PadId: 9).Fit([5, 1]).Ids);
        Assert.Equal((2, 4), (window.Fit([5, 1]).Used, window.Fit([5, 6, 7, 8, 9, 1]).Used));
    }

    [Fact]
    public void The_words_that_do_not_fit_are_named()
    {
        var prompt = "a red ball bouncing in the desert " + string.Join(' ', Enumerable.Repeat("and a cat", 10));

        var leftOut = pocket.Model.Prompts!.LeftOut(prompt);

        Assert.EndsWith(leftOut, prompt);
        var kept = prompt[..^leftOut.Length].TrimEnd();
        Assert.True(pocket.Model.Tokenizer!.Encode(kept).Length <= 32);
        Assert.True(pocket.Model.Tokenizer.Encode(kept + " " + leftOut.Split(' ')[0]).Length > 32);
        Assert.Equal("", pocket.Model.Prompts.LeftOut("a cat"));
    }

    [Fact]
    public void One_word_too_long_for_the_window_is_left_out_whole()
    {
        var word = string.Concat(Enumerable.Repeat("xq", 60));
        Assert.Equal(word, pocket.Model.Prompts!.LeftOut(word));
    }
}
