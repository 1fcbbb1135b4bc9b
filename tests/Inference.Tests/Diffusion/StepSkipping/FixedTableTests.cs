using ChatVideoBot.Inference.Diffusion.StepSkipping;

namespace ChatVideoBot.Inference.Tests.Diffusion.StepSkipping;

public sealed class FixedTableTests
{
    private static readonly float[] Sigmas = [.. Enumerable.Range(0, 13).Select(i => (12 - i) / 12f)];

    [Theory]
    [InlineData(Reuse.Copy, new float[] { 5, -6 })]
    [InlineData(Reuse.Offset, new float[] { 5 + 10 - 3, -6 + 20 - 4 })] // v = v1 + x − x1
    [InlineData(Reuse.LinearExtrapolation, new float[] { 5 + 2 * (5 - 1), -6 + 2 * (-6 - 2) })] // two steps on, in steps of one
    public void A_left_out_step_is_guessed_from_the_last(Reuse reuse, float[] expected)
    {
        var skip = new FixedTable(SkipTable.Of(12, 0, 1), reuse, Sigmas);
        var output = new float[2];

        Assert.False(skip.TryGuess(0, [1, 1], output));
        skip.Record(0, [1, 1], [1, 2]);
        Assert.False(skip.TryGuess(1, [3, 4], output));
        skip.Record(1, [3, 4], [5, -6]);

        Assert.True(skip.TryGuess(3, [10, 20], output));
        Assert.Equal(expected, output.Select(v => MathF.Round(v, 3)));
    }

    [Fact]
    public void Extrapolation_from_one_output_copies_it()
    {
        var skip = new FixedTable(SkipTable.Of(12), Reuse.LinearExtrapolation, Sigmas);
        skip.Record(0, [1, 1], [1, 2]);
        var output = new float[2];

        Assert.True(skip.TryGuess(5, [9, 9], output));
        Assert.Equal([1, 2], output);
    }

    [Fact]
    public void A_clip_that_begins_in_the_middle_computes_its_first_step() =>
        Assert.False(new FixedTable(SkipTable.Of(20), Reuse.Copy).TryGuess(7, [1], new float[1]));

    [Fact]
    public void A_record_copies_what_it_is_given()
    {
        var skip = new FixedTable(SkipTable.Of(12), Reuse.Offset);
        float[] latents = [1], output = [2], guess = new float[1];
        skip.Record(0, latents, output);
        (latents[0], output[0]) = (50, 60);

        skip.TryGuess(1, [3], guess);

        Assert.Equal([4], guess);
    }

    [Fact]
    public void Extrapolation_needs_sigmas() =>
        Assert.Throws<ArgumentNullException>(() => new FixedTable(SkipTable.Of(12), Reuse.LinearExtrapolation));
}
