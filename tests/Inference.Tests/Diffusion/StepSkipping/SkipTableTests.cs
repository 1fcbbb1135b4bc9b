using ChatVideoBot.Inference.Diffusion.StepSkipping;

using System.Globalization;

namespace ChatVideoBot.Inference.Tests.Diffusion.StepSkipping;

public sealed class SkipTableTests
{
    /// <summary>The conditional half of the ratios that MagCache's authors published for Wan 2.1 1.3B at 50 steps, in units of 1e-5.</summary>
    private const string Wan13B =
        "100000 101240 100166 99791 99682 99634 99567 99416 99578 99570 99511 99535 99552 99541 99540 99489 99518 99484 99481 99415 99419 99396 99388 99349 99309 "
        + "99270 99228 99171 99137 99068 99005 98944 98849 98758 98644 98504 98360 98202 97977 97717 97410 97003 96538 95930 95086 94013 92402 90241 86821 81838";

    private static float[] Ratios => [.. Wan13B.Split(' ').Select(r => float.Parse(r, CultureInfo.InvariantCulture) / 1e5f)];

    [Fact]
    public void MagCache_computes_21_of_50_steps_with_the_published_ratios() =>
        Assert.Equal(
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 19, 24, 29, 34, 38, 41, 44, 46, 48, 49],
            SkipTable.MagCache(Ratios, 50, 0.12, 4).Computed);

    [Theory]
    [InlineData(30, 12)]
    [InlineData(20, 9)]
    public void MagCache_takes_the_nearest_ratios_for_other_numbers_of_steps(int steps, int computed) =>
        Assert.Equal(computed, SkipTable.MagCache(Ratios, steps, 0.12, 4).Computed.Count);

    [Fact]
    public void MagCache_worked_by_hand()
    {
        // γ = 0.9: a = .9, .81, .729; E = .1, .29, .561. Below .3 two steps are skipped, the third is computed.
        var ratios = Enumerable.Repeat(.9f, 13).ToArray();

        Assert.Equal([0, 1, 4, 7, 10, 12], SkipTable.MagCache(ratios, 13, 0.3, 9, retain: 2.5 / 13).Computed);
        Assert.Equal([0, 1, 3, 5, 7, 9, 11, 12], SkipTable.MagCache(ratios, 13, 0.3, 1, retain: 2.5 / 13).Computed);
        Assert.Equal(13, SkipTable.MagCache(ratios, 13, 0, 9).Computed.Count);
    }

    [Fact]
    public void TeaCache_worked_by_hand()
    {
        // p(x) = 2x + 0.1 of 0.1 is 0.3: below 0.7 two are skipped. Below 0.2 none.
        var changes = Enumerable.Repeat(.1f, 14).ToArray();

        Assert.Equal([0, 3, 6, 9, 12, 13], SkipTable.TeaCache(changes, [2, .1], .7).Computed);
        Assert.Equal([0, 1, 2, 5, 8, 11, 12, 13], SkipTable.TeaCache(changes, [2, .1], .7, first: 3, last: 3).Computed);
        Assert.Equal(14, SkipTable.TeaCache(changes, [2, .1], .2).Computed.Count);
    }

    [Fact]
    public void First_and_last_are_always_computed_and_below_12_steps_all_are()
    {
        Assert.Equal([0, 11], SkipTable.Of(12).Computed);
        Assert.Equal([0, 4, 5, 12], SkipTable.Of(13, 5, 4).Computed);
        Assert.Equal(11, SkipTable.Of(11, 3).Computed.Count);
        Assert.Equal([0], SkipTable.Of(1).Computed);
        Assert.Equal(11, SkipTable.MagCache(Ratios, 11, 100, 100).Computed.Count);
        Assert.Equal([0, 49], SkipTable.MagCache(Ratios, 50, 1e9, 100, retain: 0).Computed);
    }

    [Fact]
    public void What_makes_no_table_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SkipTable.Of(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkipTable.Of(20, 20));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkipTable.MagCache([], 20, .1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkipTable.MagCache(Ratios, 20, -1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkipTable.MagCache(Ratios, 20, .1, 2, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => SkipTable.TeaCache(new float[20], [1], .1, last: 0));
    }
}
