using ChatVideoBot.Inference.Camera;

namespace ChatVideoBot.Inference.Tests.Camera;

public sealed class WindowSamplerTests
{
    /// <summary>A picture that rises evenly to the right and downwards: between any two of its pixels one knows what is there.</summary>
    private static byte[] Slope(int width, int height) => [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(20 + i / 3 % width * 2 + i / 3 / width + i % 3))];

    [Theory]
    [InlineData(48, 32)]
    [InlineData(300, 200)] // drawn by several at once
    public void The_whole_frame_is_the_frame(int width, int height)
    {
        var frame = new byte[width * height * 3];
        new Random(1).NextBytes(frame);

        Assert.Equal(frame, new WindowSampler(width, height, width, height).Draw(frame, CameraWindow.Whole));
        Assert.Equal(frame, new WindowSampler(width, height, width, height).Draw(frame, CameraWindow.Whole with { Turn = 1e-12 })); // the other way of drawing
    }

    [Fact]
    public void Both_ways_of_drawing_see_the_same()
    {
        var frame = new byte[40 * 30 * 3];
        new Random(2).NextBytes(frame);
        var sampler = new WindowSampler(40, 30, 160, 120);
        var window = new CameraWindow(0.47, 0.52, 0.83, 0);

        Assert.All(sampler.Draw(frame, window).Zip(sampler.Draw(frame, window with { Turn = 1e-12 })), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Fact]
    public void Half_a_pixel_is_half_a_pixel()
    {
        var frame = Slope(32, 32);
        var drawn = new WindowSampler(32, 32, 32, 32).Draw(frame, CameraWindow.Whole with { CentreX = 0.5 + 0.5 / 32 }); // 2 brighter a pixel

        for (var x = 2; x < 29; x++)
            Assert.Equal(frame[(16 * 32 + x) * 3] + 1, drawn[(16 * 32 + x) * 3]);
    }

    [Fact]
    public void A_turned_picture_turns_clockwise()
    {
        var frame = new byte[33 * 33 * 3];
        frame.AsSpan((4 * 33 + 16) * 3, 3).Fill(255); // a dot at the top
        var drawn = new WindowSampler(33, 33, 33, 33).Draw(frame, CameraWindow.Whole with { Turn = Math.PI / 2 });

        Assert.InRange(drawn[(16 * 33 + 28) * 3], 250, 255); // at three o'clock
        Assert.InRange(drawn[(16 * 33 + 4) * 3], 0, 5);
    }

    [Fact]
    public void A_flat_picture_stays_flat_to_its_corners()
    {
        byte[] frame = [.. Enumerable.Repeat((byte)200, 64 * 36 * 3)];
        foreach (var window in (CameraWindow[])[new(0.6, 0.4, 0.8, 0), new(0.5, 0.5, 0.714, 0.17), new(0.5, 0.5, 0.714, -0.17)])
            Assert.All(new WindowSampler(64, 36, 128, 72).Draw(frame, window), value => Assert.Equal(200, value));
    }
}
