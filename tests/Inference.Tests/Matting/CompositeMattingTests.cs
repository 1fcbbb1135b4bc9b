using ChatVideoBot.Inference.Matting;

namespace ChatVideoBot.Inference.Tests.Matting;

public sealed class CompositeMattingTests
{
    [Fact]
    public void Where_the_mask_is_0_all_256_values_of_the_original_stay_and_where_it_is_1_those_generated()
    {
        var values = Enumerable.Range(0, 256 * 3).Select(i => (byte)i).ToArray();
        var others = values.Select(v => (byte)(v * 7 + 31)).ToArray();
        var (zero, one) = ((byte[])others.Clone(), (byte[])others.Clone());

        Composite.Blend(zero, values, new float[256]);
        Composite.Blend(one, values, Enumerable.Repeat(1f, 256).ToArray());

        Assert.Equal(values, zero);
        Assert.Equal(others, one);
    }

    [Fact]
    public void Between_0_and_1_each_byte_is_the_nearest_to_the_weighted_sum_and_what_lies_outside_counts_as_the_nearer_end()
    {
        byte[] generated = [200, 100, 0, 200, 100, 0, 200, 100, 0, 200, 100, 0];

        Composite.Blend(generated, [0, 50, 255, 0, 50, 255, 0, 50, 255, 0, 50, 255], [0.25f, -3, 1.5f, float.NaN]);

        Assert.Equal([50, 62, 191, 0, 50, 255, 200, 100, 0, 0, 50, 255], generated);
    }

    [Fact]
    public void Sizes_that_differ_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Composite.Blend(new byte[6], new byte[3], new float[2]));
        Assert.Throws<ArgumentException>(() => Composite.Blend(new byte[6], new byte[6], new float[3]));
    }
}
