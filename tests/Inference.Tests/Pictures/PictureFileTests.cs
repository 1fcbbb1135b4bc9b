using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Inference.Tests.Video;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Tests.Pictures;

public sealed class PictureFileTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 700)]
    [InlineData(701, 5)]
    [InlineData(257, 131)]
    [InlineData(1023, 577)]
    public async Task A_png_gives_its_own_bytes_at_its_own_size(int width, int height)
    {
        var picture = DrawnPicture.Draw(width, height, 9, "noise");

        var read = await ReadAsync(PngWriter.Write(picture.Rgb, width, height));

        Assert.Equal((width, height), (read.WidthPixels, read.HeightPixels));
        Assert.Equal(picture.Rgb, read.Rgb);
    }

    [Fact]
    public async Task A_jpeg_comes_at_its_own_size_near_its_own_colours()
    {
        var jpeg = await MediaTool.PictureAsync(
            "color=red:s=64x32,format=yuv444p,crop=63:31:exact=1", "-frames:v", "1", "-f", "image2", "-c:v", "mjpeg", "-pix_fmt", "yuvj444p", "-q:v", "1");

        var read = await ReadAsync(jpeg);

        Assert.Equal((63, 31), (read.WidthPixels, read.HeightPixels));
        Assert.All(Enumerable.Range(0, 63 * 31), i => Assert.True(read.Rgb[i * 3] > 250 && read.Rgb[i * 3 + 1] < 5 && read.Rgb[i * 3 + 2] < 5));
    }

    [Fact]
    public async Task A_turned_photo_is_set_upright()
    {
        // Black but for the stored top left corner, which EXIF's orientation 6 turns to the top right.
        var jpeg = await MediaTool.PictureAsync(
            "color=black:s=64x32,format=yuv444p,drawbox=w=16:h=16:color=white:t=fill", "-frames:v", "1", "-f", "image2", "-c:v", "mjpeg", "-pix_fmt", "yuvj444p", "-q:v", "1");
        byte[] exif = [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];

        var read = await ReadAsync([.. jpeg[..2], .. exif, .. jpeg[2..]]);

        Assert.Equal((32, 64), (read.WidthPixels, read.HeightPixels));
        Assert.InRange(read.Rgb[28 * 3], 250, 255);
        Assert.InRange(read.Rgb[4 * 3], 0, 5);
    }

    [Fact]
    public async Task What_is_transparent_lies_on_white()
    {
        var png = await MediaTool.PictureAsync(
            "color=blue@0.0:s=5x4,format=rgba", "-frames:v", "1", "-f", "image2", "-c:v", "png");

        Assert.All((await ReadAsync(png)).Rgb, b => Assert.Equal(255, b));
    }

    [Fact]
    public async Task An_empty_file_is_refused() =>
        await Assert.ThrowsAsync<ClipRefusedException>(() => ReadAsync([]));

    private static Task<RgbPicture> ReadAsync(byte[] file) =>
        PictureFile.ReadAsync(file, new InferenceOptions(), TestContext.Current.CancellationToken);
}
