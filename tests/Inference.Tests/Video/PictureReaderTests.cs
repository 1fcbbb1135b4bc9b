using System.Buffers.Binary;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Video;

public sealed class PictureReaderTests
{
    private const string HalfRedHalfBlue = "color=red:s=40x20,format=rgb24,drawbox=x=20:w=20:h=20:color=blue:t=fill";

    [Theory]
    [InlineData("-f", "image2", "-c:v", "png")]
    [InlineData("-f", "image2", "-c:v", "mjpeg", "-pix_fmt", "yuvj444p", "-q:v", "1")]
    [InlineData("-f", "gif")]
    [InlineData("-f", "image2", "-c:v", "bmp")]
    [InlineData("-f", "webp", "-c:v", "libwebp", "-lossless", "1")]
    [InlineData("-f", "webp", "-c:v", "libwebp", "-quality", "90")]
    public async Task Each_format_is_read_with_left_at_the_left(params string[] format)
    {
        var picture = await MediaTool.PictureAsync(HalfRedHalfBlue, ["-frames:v", "1", .. format]);

        Assert.Equal(2, PictureReader.Probe(picture, new InferenceOptions()).Aspect);
        var read = await ReadAsync(picture, 64, 32);
        AssertColour(read, 64, 32, 8, 16, 255, 0, 0);
        AssertColour(read, 64, 32, 56, 16, 0, 0, 255);
    }

    [Theory]
    [InlineData("-f", "gif")]
    [InlineData("-f", "webp", "-c:v", "libwebp_anim", "-lossless", "1")]
    [InlineData("-f", "webp", "-c:v", "libwebp_anim", "-quality", "90")]
    [InlineData("-f", "apng")]
    public async Task Of_an_animated_picture_the_first_frame_is_used(params string[] format)
    {
        var picture = await MediaTool.PictureAsync(
            "color=red:s=32x32:r=5:d=1,format=rgba,drawbox=w=32:h=32:color=blue:t=fill:enable=gt(n\\,0)", ["-loop", "0", .. format]);

        var read = await ReadAsync(picture, 16, 16);

        AssertColour(read, 16, 16, 8, 8, 255, 0, 0);
    }

    [Fact]
    public async Task It_is_cropped_around_its_centre_to_the_size_asked_for()
    {
        var picture = await MediaTool.PictureAsync(
            "color=white:s=60x20,format=rgb24,drawbox=x=20:w=20:h=20:color=lime:t=fill", "-frames:v", "1", "-f", "image2", "-c:v", "png");

        var read = await ReadAsync(picture, 32, 32);

        Assert.All(Enumerable.Range(0, 32), i => AssertColour(read, 32, 32, i, 31 - i, 0, 255, 0));
    }

    [Fact]
    public async Task What_is_transparent_becomes_white_whatever_colour_hides_there()
    {
        var picture = await MediaTool.PictureAsync("color=red:s=8x8,format=rgba,geq=r='if(lt(X,4),0,255)':g=0:b='if(lt(X,4),255,0)':a='if(lt(X,4),0,if(lt(Y,4),128,255))'",
            "-frames:v", "1", "-f", "image2", "-c:v", "png");

        var read = await ReadAsync(picture, 16, 16);

        AssertColour(read, 16, 16, 2, 8, 255, 255, 255);
        AssertColour(read, 16, 16, 14, 14, 255, 0, 0);
        AssertColour(read, 16, 16, 14, 2, 255, 127, 127);
        for (var x = 0; x < 16; x++) // across the edge from white to red: never the blue that hides in the transparent side
            Assert.Equal((1f, read[256 + 12 * 16 + x]), (read[12 * 16 + x], read[512 + 12 * 16 + x]));
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(5, 0, 0)]
    [InlineData(6, 1, 0)]
    [InlineData(7, 1, 1)]
    [InlineData(8, 0, 1)]
    public async Task A_turned_photo_is_set_upright(byte orientation, int right, int down)
    {
        // Black but for the stored top left corner, which the orientation puts into one of the four.
        var jpeg = await MediaTool.PictureAsync(
            "color=black:s=64x32,format=yuv444p,drawbox=w=16:h=16:color=white:t=fill", "-frames:v", "1", "-f", "image2", "-c:v", "mjpeg", "-pix_fmt", "yuvj444p", "-q:v", "1");
        byte[] exif = [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        byte[] photo = [.. jpeg[..2], .. exif, .. jpeg[2..]];
        var (width, height) = orientation >= 5 ? (32, 64) : (64, 32);

        Assert.Equal((double)width / height, PictureReader.Probe(photo, new InferenceOptions()).Aspect);
        var read = await ReadAsync(photo, width, height);

        foreach (var (x, y) in ((int, int)[])[(0, 0), (1, 0), (0, 1), (1, 1)])
        {
            var bright = (x, y) == (right, down) ? (byte)255 : (byte)0;
            AssertColour(read, width, height, x == 0 ? 4 : width - 4, y == 0 ? 4 : height - 4, bright, bright, bright);
        }
    }

    [Fact]
    public async Task A_picture_of_one_pixel_and_one_of_one_row_are_read()
    {
        var dot = PngWriter.Write([255, 0, 0], 1, 1);
        AssertColour(await ReadAsync(dot, 64, 64), 64, 64, 63, 63, 255, 0, 0);
        var row = PngWriter.Write([.. Enumerable.Repeat<byte[]>([0, 255, 0], 3000).SelectMany(p => p)], 3000, 1);
        AssertColour(await ReadAsync(row, 128, 32), 128, 32, 0, 31, 0, 255, 0);
    }

    [Fact]
    public async Task Bad_pictures_are_refused_with_a_sentence_that_says_what_to_do()
    {
        var png = await MediaTool.PictureAsync("testsrc=s=200x200", "-frames:v", "1", "-f", "image2", "-c:v", "png");
        var damaged = png.ToArray();
        damaged.AsSpan(damaged.Length / 2, 100).Fill(0x55);
        var jpeg = await MediaTool.PictureAsync("testsrc=s=200x200", "-frames:v", "1", "-f", "image2", "-c:v", "mjpeg");
        const string Damaged = "The picture is damaged and cannot be read: save it again and send it.";
        const string NoPicture = "The picture is no PNG, JPEG, WebP, GIF or BMP file: send one of these.";

        await RefusedAsync([], "The picture is empty (0 bytes): send it again.");
        await RefusedAsync("just a text, named cat.png"u8.ToArray(), NoPicture);
        await RefusedAsync(png[..20], NoPicture);
        await RefusedAsync(png[..(png.Length / 2)], Damaged);
        await RefusedAsync(damaged, Damaged);
        await RefusedAsync(jpeg[..(jpeg.Length / 2)], Damaged);
        await RefusedAsync("<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"u8.ToArray(), NoPicture);
        await RefusedAsync("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"u8.ToArray(), NoPicture);
        await RefusedAsync("ffconcat version 1.0\nfile /etc/passwd\n"u8.ToArray(), NoPicture);
    }

    [Fact]
    public async Task A_huge_picture_is_refused_by_its_header_before_anything_is_decoded()
    {
        // 40,000 x 40,000 in each format's header, and nothing behind it: only the header can have been read.
        var png = PngWriter.Write([0, 0, 0], 1, 1);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 40_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 40_000);
        byte[] size = [0x9C, 0x40];
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, .. size, .. size, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
        byte[] gif = [.. "GIF89a"u8, 0x40, 0x9C, 0x40, 0x9C, 0, 0, 0];
        byte[] webp = [.. "RIFF"u8, 22, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 0x3F, 0x9C, 0, 0x3F, 0x9C, 0];

        foreach (var picture in (byte[][])[png, jpeg, gif, webp])
            await RefusedAsync(picture, "The picture has 40000 x 40000 pixels: make each side at most 8192.", new InferenceOptions { Ffmpeg = "/nowhere" });
        var wide = PngWriter.Write([0, 0, 0], 1, 1);
        BinaryPrimitives.WriteInt32BigEndian(wide.AsSpan(16), 8000);
        BinaryPrimitives.WriteInt32BigEndian(wide.AsSpan(20), 6000);
        await RefusedAsync(wide, "The picture has 8000 x 6000 pixels: make it at most 40 megapixels.");
    }

    [Fact]
    public async Task A_file_whose_decoder_sees_more_than_its_header_says_is_refused()
    {
        // Two frame headers: this reader takes the first, a decoder may take the second.
        var jpeg = await MediaTool.PictureAsync("testsrc=s=300x300", "-frames:v", "1", "-f", "image2", "-c:v", "mjpeg");
        byte[] small = [0xFF, 0xC0, 0, 17, 8, 0, 16, 0, 16, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];

        await RefusedAsync([.. jpeg[..2], .. small, .. jpeg[2..]], null, new InferenceOptions { MaxPicturePixels = 1000 });
    }

    [Fact]
    public void A_first_frame_is_looked_for_in_any_bytes_without_a_failure()
    {
        var random = new Random(3);
        byte[][] starts = [[.. "RIFF\xFF\0\0\0WEBPVP8X\n\0\0\0"u8], [.. "RIFF\0\0\0\0WEBPANMF\x20\0\0\0"u8]];
        for (var i = 0; i < 20_000; i++)
        {
            var noise = new byte[random.Next(80)];
            random.NextBytes(noise);
            byte[] file = [.. starts[i % starts.Length], .. noise];
            Assert.InRange(WebPFrame.First(file).Length, 12, file.Length + 18); // at most one more chunk, for the size
        }
    }

    private static async Task RefusedAsync(byte[] picture, string? sentence, InferenceOptions? options = null)
    {
        var refused = await Assert.ThrowsAsync<ClipRefusedException>(() => ReadAsync(picture, 64, 64, options));
        Assert.Equal(FailureStage.Picture, refused.Stage);
        if (sentence is not null)
            Assert.Equal(sentence, refused.Message);
    }

    private static Task<float[]> ReadAsync(byte[] picture, int width, int height, InferenceOptions? options = null) =>
        PictureReader.DecodeAsync(picture, width, height, options ?? new InferenceOptions(), TestContext.Current.CancellationToken);

    private static void AssertColour(float[] sample, int width, int height, int x, int y, byte red, byte green, byte blue)
    {
        var plane = width * height;
        Assert.Equal(3 * plane, sample.Length);
        byte[] expected = [red, green, blue];
        for (var c = 0; c < 3; c++) // a lossy format may be off by a little
            Assert.True(Math.Abs((sample[c * plane + y * width + x] + 1) * 127.5f - expected[c]) < 12, $"channel {c} at {x}, {y}");
    }
}
