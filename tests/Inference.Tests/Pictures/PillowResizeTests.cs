using System.Globalization;
using ChatVideoBot.Inference.Pictures;

namespace ChatVideoBot.Inference.Tests.Pictures;

public sealed class PillowResizeTests
{
    [Fact]
    public void Each_filter_gives_Pillows_own_bytes_at_all_sizes()
    {
        var cases = File.ReadAllLines(Golden.File("resize.txt")); // width height -> width height, filter, seed, kind, hash
        var wrong = cases.Where(line =>
        {
            var words = line.Split(' ');
            var n = words[..6].Select(w => int.Parse(w, CultureInfo.InvariantCulture)).ToArray();
            var resized = PillowResize.Resize(DrawnPicture.Draw(n[0], n[1], n[5], words[6]), n[2], n[3], (PillowFilter)n[4]);
            return (resized.WidthPixels, resized.HeightPixels) != (n[2], n[3]) || Golden.Hash(resized.Rgb) != words[7];
        });

        Assert.True(cases.Length >= 300);
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(90, 70)]
    [InlineData(37, 70)]
    [InlineData(90, 31)]
    [InlineData(211, 19)]
    public void A_window_is_cut_out_of_the_whole_result(int width, int height)
    {
        var picture = DrawnPicture.Draw(90, 70, 5, "noise");
        var window = new PixelWindow(width / 3, height / 4, width / 2, height / 3);
        foreach (var filter in Enum.GetValues<PillowFilter>())
        {
            var whole = PillowResize.Resize(picture, width, height, filter);
            var part = PillowResize.Resize(picture, width, height, filter, window);

            Assert.Equal((window.WidthPixels, window.HeightPixels), (part.WidthPixels, part.HeightPixels));
            for (var y = 0; y < window.HeightPixels; y++)
            {
                var from = ((y + window.Top) * width + window.Left) * 3;
                Assert.Equal(whole.Rgb[from..(from + window.WidthPixels * 3)], part.Rgb[(y * window.WidthPixels * 3)..((y + 1) * window.WidthPixels * 3)]);
            }
        }
    }

    [Fact]
    public void The_same_size_is_the_same_picture()
    {
        var picture = DrawnPicture.Draw(9, 4, 1, "noise");

        Assert.Same(picture, PillowResize.Resize(picture, 9, 4, PillowFilter.Lanczos));
    }

    [Fact]
    public void Sizes_below_one_pixel_unknown_filters_and_wrong_lengths_are_refused()
    {
        var picture = DrawnPicture.Draw(9, 4, 1, "noise");

        Assert.Throws<ArgumentOutOfRangeException>(() => PillowResize.Resize(picture, 0, 4, PillowFilter.Box));
        Assert.Throws<ArgumentOutOfRangeException>(() => PillowResize.Resize(picture, 9, -1, PillowFilter.Box));
        Assert.Throws<ArgumentOutOfRangeException>(() => PillowResize.Resize(picture, 9, 5, (PillowFilter)6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RgbPicture(0, 4, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RgbPicture(4, 0, []));
        Assert.Throws<ArgumentException>(() => new RgbPicture(4, 4, new byte[47]));
    }
}
