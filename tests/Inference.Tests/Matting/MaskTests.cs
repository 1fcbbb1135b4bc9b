using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Matting;

namespace ChatVideoBot.Inference.Tests.Matting;

public sealed class MaskTests
{
    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(9, 5, 0)]
    [InlineData(17, 12, 1)]
    [InlineData(17, 12, 4)]
    [InlineData(6, 23, 40)]
    public void Dilated_each_pixel_is_the_largest_value_within_the_radius(int width, int height, int radius)
    {
        var mask = Noise(width * height, seed: 7 + radius);

        var wide = Mask.Dilate(mask, width, height, radius);

        for (var i = 0; i < mask.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            var within = Enumerable.Range(0, mask.Length)
                .Where(j => (j % width - x) * (j % width - x) + (j / width - y) * (j / width - y) <= radius * radius);
            Assert.Equal(within.Max(j => mask[j]), wide[i]);
        }
    }

    [Fact]
    public void Feathered_far_from_an_edge_nothing_changes_and_across_it_the_mask_falls_as_a_gaussian_does()
    {
        const int Width = 48, Height = 20;
        var half = Enumerable.Range(0, Width * Height).Select(i => i % Width < Width / 2 ? 1f : 0f).ToArray();

        var soft = Mask.Feather(half, Width, Height, 2.5);

        for (var y = 0; y < Height; y++)
        {
            Assert.Equal(1f, soft[y * Width]);
            Assert.Equal(0f, soft[y * Width + Width - 1]);
            for (var x = 1; x < Width; x++)
                Assert.InRange(soft[y * Width + x], 0, soft[y * Width + x - 1]);
            Assert.Equal(1f, soft[y * Width + 23] + soft[y * Width + 24], 1e-6);
            Assert.Equal(0.9192f, soft[y * Width + 20], 0.01f); // 3.5 pixels inside: Φ(3.5 / 2.5); a Gaussian sampled and cut at 3σ is that near
        }

        Assert.All(Mask.Feather([.. Enumerable.Repeat(1f, Width * Height)], Width, Height, 3.7), v => Assert.Equal(1f, v));
        Assert.Equal(half, Mask.Feather(half, Width, Height, 0));
        Assert.All(Mask.Feather(half, Width, Height, 1e9), v => Assert.InRange(v, 0.3f, 0.7f)); // it ends
    }

    [Fact]
    public void Resized_the_same_size_is_exact_constants_stay_and_the_mean_of_what_is_made_smaller_stays()
    {
        var mask = Noise(24 * 16, seed: 3);

        Assert.Equal(mask, Mask.Resize(mask, 24, 16, 24, 16));
        Assert.Equal([0f, 0.25f, 0.75f, 1f], Mask.Resize([0, 1], 2, 1, 4, 1));
        Assert.Equal(mask.Average(), Mask.Resize(mask, 24, 16, 6, 4).Average(), 0.02f);
        Assert.All(Mask.Resize([.. Enumerable.Repeat(1f, 35)], 7, 5, 64, 33), v => Assert.Equal(1f, v));
    }

    [Theory]
    [InlineData(4, 17)]
    [InlineData(8, 17)]
    [InlineData(4, 14)] // the clip ends within a latent frame
    [InlineData(1, 5)]
    [InlineData(4, 1)]
    public void A_single_marked_pixel_marks_the_one_latent_that_stands_for_it_and_no_other(int framesPerLatent, int frames)
    {
        var geometry = new LatentGeometry(16, framesPerLatent, 8, 2);
        var shape = new LatentShape(16, (frames - 2 + framesPerLatent) / framesPerLatent + 1, 4, 6);
        for (var frame = 0; frame < frames - 1 || frame == 0; frame++)
        {
            var (x, y) = (frame * 5 % 48, frame * 3 % 32);
            var masks = Enumerable.Range(0, frames).Select(_ => new float[48 * 32]).ToList();
            masks[frame][y * 48 + x] = 0.75f;

            var latents = Mask.ToLatents(masks, 48, 32, shape, geometry);

            var marked = Enumerable.Range(0, latents.Length).Where(i => latents[i] != 0).ToList();
            Assert.Equal(shape.Frames * shape.Plane, latents.Length);
            var latentFrame = frame == 0 ? 0 : (frame + framesPerLatent - 1) / framesPerLatent;
            if (frames > 1)
                Assert.Equal([(latentFrame * 4 + y / 8) * 6 + x / 8], marked);
            Assert.All(marked, i => Assert.Equal(0.75f, latents[i]));
        }
    }

    [Fact]
    public void Where_the_clip_has_fewer_frames_than_the_latents_its_last_mask_counts()
    {
        var masks = new List<float[]> { new float[64], new float[64], Enumerable.Repeat(1f, 64).ToArray() };

        var latents = Mask.ToLatents(masks, 8, 8, new LatentShape(4, 4, 1, 1), new LatentGeometry(4, 4, 8, 1));

        Assert.Equal([0f, 1f, 1f, 1f], latents);
    }

    [Fact]
    public void Masks_that_do_not_fit_are_refused_with_both_sizes()
    {
        var geometry = new LatentGeometry(4, 4, 8, 1);

        Assert.Contains("2x2 pixels has 4 values, not 5", Assert.Throws<ArgumentException>(() => Mask.Dilate(new float[5], 2, 2, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("16x8 pixels", Assert.Throws<ArgumentException>(() => Mask.ToLatents([new float[128]], 16, 8, new LatentShape(4, 1, 1, 1), geometry)).Message, StringComparison.Ordinal);
        Assert.Contains("no masks", Assert.Throws<ArgumentException>(() => Mask.ToLatents([], 8, 8, new LatentShape(4, 1, 1, 1), geometry)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Mask.Feather(new float[4], 2, 2, -1));
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle())];
    }
}
