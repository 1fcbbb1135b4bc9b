using ChatVideoBot.Inference.Diffusion;

namespace ChatVideoBot.Inference.Tests.Diffusion;

public sealed class NoiseTests
{
    /// <summary>The bits of seed 501's first values, computed apart from this code with Python's integers and math library.</summary>
    private static readonly int[] Fixed = [1065279473, -1088210938, -1111083690, 1068555739];

    [Fact]
    public void Philox_gives_the_words_of_its_authors()
    {
        // Random123's kat_vectors: philox4x32 10.
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), Philox.Words((0, 0, 0, 0), 0));
        Assert.Equal((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu),
            Philox.Words((uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue), ulong.MaxValue));
        Assert.Equal((0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            Philox.Words((0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344), 0x299f31d0a4093822));
    }

    [Fact]
    public void Logarithm_sine_and_cosine_are_those_of_the_library()
    {
        for (var i = 1; i <= 100_000; i++)
        {
            var u = i / 100_000.0;
            Assert.True(Math.Abs(Noise.Log(u) - Math.Log(u)) <= 1e-15 * Math.Max(1, -Math.Log(u)), $"ln {u}");
            var (sin, cos) = Noise.SinCosOfTurn(u - 1e-5);
            Assert.Equal(Math.Sin(2 * Math.PI * (u - 1e-5)), sin, 1e-14);
            Assert.Equal(Math.Cos(2 * Math.PI * (u - 1e-5)), cos, 1e-14);
        }

        Assert.Equal(Math.Log(double.BitIncrement(0.5)), Noise.Log(double.BitIncrement(0.5)), 15);
        Assert.Equal(-53 * Math.Log(2), Noise.Log(1.0 / (1ul << 53)), 13);
    }

    [Fact]
    public void A_seed_gives_the_same_noise_for_ever()
    {
        var noise = Make(501, new LatentShape(16, 5, 8, 8));

        // A change would change every clip that somebody made with a seed.
        Assert.Equal(Fixed, noise.Take(4).Select(n => BitConverter.SingleToInt32Bits(n)));
    }

    [Fact]
    public void Noise_has_mean_0_variance_1_and_the_tails_of_the_normal_distribution()
    {
        var noise = Make(-7, new LatentShape(16, 30, 40, 50));
        var n = noise.Length;
        var mean = noise.Average(v => (double)v);
        var variance = noise.Average(v => v * (double)v) - mean * mean;
        var fourth = noise.Average(v => Math.Pow(v, 4));

        // Five standard errors of each.
        Assert.True(Math.Abs(mean) < 5 / Math.Sqrt(n), $"mean {mean}");
        Assert.True(Math.Abs(variance - 1) < 5 * Math.Sqrt(2.0 / n), $"variance {variance}");
        Assert.True(Math.Abs(fourth - 3) < 5 * Math.Sqrt(96.0 / n), $"fourth moment {fourth}");
        Assert.InRange(noise.Count(v => Math.Abs(v) > 3) / (double)n, 0.0024, 0.0030); // 0.0027
        var neighbours = noise.Zip(noise.Skip(1)).Average(p => (double)p.First * p.Second);
        Assert.True(Math.Abs(neighbours) < 5 / Math.Sqrt(n), $"correlation of neighbours {neighbours}");
    }

    [Fact]
    public void A_longer_clip_begins_with_the_noise_of_the_shorter()
    {
        var (brief, lengthy) = (new LatentShape(3, 2, 5, 3), new LatentShape(3, 7, 5, 3)); // an odd number of values in a frame
        var noise = Make(9, lengthy);
        var later = new float[brief.Length];
        Noise.Fill(9, brief, later, firstFrame: 4);

        Assert.Equal(Make(9, brief), lengthy.Slice(noise, 0, 2));
        Assert.Equal(later, lengthy.Slice(noise, 4, 2));
        Assert.NotEqual(Make(10, brief), Make(9, brief));
    }

    private static float[] Make(long seed, LatentShape shape)
    {
        var noise = new float[shape.Length];
        Noise.Fill(seed, shape, noise);
        return noise;
    }
}
