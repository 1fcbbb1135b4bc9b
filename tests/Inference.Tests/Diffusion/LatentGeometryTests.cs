using ChatVideoBot.Inference.Diffusion;

namespace ChatVideoBot.Inference.Tests.Diffusion;

public sealed class LatentGeometryTests
{
    private static readonly LatentGeometry Pocket = new(16, 4, 8, 2);

    [Theory]
    [InlineData(0, 5)]
    [InlineData(4, 5)]
    [InlineData(16, 17)]
    [InlineData(19, 21)]
    [InlineData(18.9, 17)]
    [InlineData(480, 481)]
    public void Frames_snap_to_the_nearest_4k_plus_1(double asked, int frames) => Assert.Equal(frames, Pocket.SnapFrames(asked));

    [Theory]
    [InlineData(1, 1, 64, 64)]
    [InlineData(16, 9, 80, 48)]
    [InlineData(9, 16, 48, 80)]
    [InlineData(5, 3, 80, 48)]
    [InlineData(4, 3, 64, 48)]
    [InlineData(4, 1, 128, 32)]
    [InlineData(1, 4, 32, 128)]
    public void Sizes_snap_to_what_the_model_makes(double across, double down, int width, int height) =>
        Assert.Equal((width, height), Pocket.SnapSize(across / down, 4096));

    [Fact]
    public void Any_aspect_and_budget_gives_a_legal_size_within_the_budget()
    {
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var (aspect, pixels) = (Math.Exp(random.NextDouble() * 12 - 6), random.Next(1024, 40_000));
            var (width, height) = Pocket.SnapSize(aspect, pixels);
            Assert.True(width % 16 == 0 && height % 16 == 0 && width >= 32 && height >= 32 && width * height <= pixels, $"{aspect} {pixels}");
        }
    }

    [Fact]
    public void Latents_of_a_clip_have_its_shape()
    {
        Assert.Equal(new LatentShape(16, 5, 6, 10), Pocket.Latents(17, 80, 48));
        Assert.Equal(17, Pocket.VideoFrames(5));
        Assert.Throws<ArgumentException>(() => Pocket.Latents(16, 64, 64));
        Assert.Throws<ArgumentException>(() => Pocket.Latents(17, 72, 64));
        Assert.Throws<ArgumentException>(() => Pocket.Latents(17, 64, 0));
    }

    [Fact]
    public void Statistics_are_undone_by_their_inverse()
    {
        var statistics = new LatentStatistics([1, -2], [2, 0.5f]);
        float[] latents = [3, 5, -2, -1];
        statistics.Normalise(latents);
        Assert.Equal([1, 2, 0, 2], latents);
        statistics.Denormalise(latents);
        Assert.Equal([3, 5, -2, -1], latents);
    }
}
