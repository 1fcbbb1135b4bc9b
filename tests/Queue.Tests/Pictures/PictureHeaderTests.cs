using ChatVideoBot.Queue.Pictures;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Queue.Tests.Pictures;

public sealed class PictureHeaderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("png", 1, PictureFormat.Png, false)]
    [InlineData("jpg", 1, PictureFormat.Jpeg, false)]
    [InlineData("gif", 1, PictureFormat.Gif, false)]
    [InlineData("gif", 5, PictureFormat.Gif, true)]
    [InlineData("webp", 1, PictureFormat.WebP, false)]
    [InlineData("webp", 5, PictureFormat.WebP, true)]
    [InlineData("bmp", 1, PictureFormat.Bmp, false)]
    [InlineData("apng", 5, PictureFormat.Png, true)]
    public async Task Size_and_movement_are_read_from_what_an_encoder_wrote(string extension, int frames, PictureFormat format, bool animated)
    {
        var bytes = await MadePicture.DrawAsync(extension, 70, 42, frames, Cancel);

        Assert.Equal(new PictureHeader(format, 70, 42, 1, animated), PictureHeader.Read(bytes));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("gif")]
    [InlineData("webp")]
    [InlineData("bmp")]
    public async Task A_picture_cut_or_damaged_anywhere_never_throws(string extension)
    {
        var bytes = await MadePicture.DrawAsync(extension, 70, 42, extension is "gif" or "webp" ? 2 : 1, Cancel);
        var random = new Random(7);
        for (var length = 0; length < Math.Min(bytes.Length, 600); length++) PictureHeader.Read(bytes.AsSpan(0, length));
        for (var i = 0; i < 3000; i++)
        {
            var damaged = bytes.ToArray();
            for (var n = 0; n < 4; n++) damaged[random.Next(Math.Min(damaged.Length, 200))] = (byte)random.Next(256);
            var header = PictureHeader.Read(damaged);
            Assert.True(header is null or { WidthPixels: > 0, HeightPixels: > 0, Orientation: >= 1 and <= 8 });
        }
    }

    [Theory]
    [InlineData(1, 2.0)]
    [InlineData(4, 2.0)]
    [InlineData(5, 0.5)]
    [InlineData(8, 0.5)]
    [InlineData(0, 2.0)] // no orientation of EXIF's
    [InlineData(9, 2.0)]
    public async Task A_turned_photo_has_the_shape_that_is_looked_at(byte orientation, double aspect)
    {
        var jpeg = await MadePicture.DrawAsync("jpg", 64, 32, 1, Cancel);
        byte[] tiff = [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        byte[] photo = [.. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. tiff, .. jpeg[2..]];

        var header = PictureHeader.Read(photo)!;

        Assert.Equal((64, 32, aspect), (header.WidthPixels, header.HeightPixels, header.Aspect));
    }

    [Fact]
    public void No_header_makes_the_reader_fail_otherwise_than_by_refusing()
    {
        var random = new Random(3);
        byte[][] starts = [
            [0x89, .. "PNG\r\n\x1a\n\0\0\0\rIHDR"u8], [0xFF, 0xD8, 0xFF, 0xE1, 0, 40, .. "Exif\0\0II*\0\x08\0\0\0"u8], [.. "GIF89a"u8], [.. "BM"u8],
            [.. "RIFF\xFF\0\0\0WEBPVP8X\n\0\0\0"u8], [.. "RIFF\0\0\0\0WEBPANMF\x20\0\0\0"u8], [0xFF, 0xD8, 0xFF]];
        for (var i = 0; i < 50_000; i++)
        {
            var noise = new byte[random.Next(80)];
            random.NextBytes(noise);
            byte[] file = [.. starts[i % starts.Length], .. noise];
            var header = PictureHeader.Read(file);
            Assert.True(header is null or { WidthPixels: > 0, HeightPixels: > 0, Orientation: >= 1 and <= 8 });
        }
    }
}
