using System.Buffers.Binary;
using System.IO.Compression;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Tests.Video;

public sealed class OddPictureTests
{
    private const string HalfRedHalfBlue = "color=red:s=40x20:r=25:d=0.04,format=rgba,drawbox=x=20:w=20:h=20:color=blue:t=fill";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("png", "rgb48be")]
    [InlineData("png", "rgba64be")]
    [InlineData("png", "rgba")]
    [InlineData("png", "pal8")]
    [InlineData("bmp", "bgra")]
    [InlineData("bmp", "rgb565le")]
    [InlineData("bmp", "pal8")]
    [InlineData("mjpeg", "yuvj420p")]
    public async Task Colours_of_any_depth_are_right(string codec, string format)
    {
        var filter = format == "pal8" ? HalfRedHalfBlue + ",trim=end_frame=1,split[a][b];[a]palettegen=max_colors=16[p];[b][p]paletteuse" : HalfRedHalfBlue;
        var picture = await MediaTool.PictureAsync(filter, "-frames:v", "1", "-f", "image2", "-c:v", codec, "-pix_fmt", format);

        await AssertColourAsync(picture, 10, 255, 0, 0);
        await AssertColourAsync(picture, 54, 0, 0, 255);
    }

    [Theory]
    [InlineData("gray", 60)]
    [InlineData("gray16be", 60)]
    [InlineData("gray", 200)]
    public async Task Greys_are_right(string format, byte brightness)
    {
        var hex = $"0x{brightness:x2}{brightness:x2}{brightness:x2}";
        var picture = await MediaTool.PictureAsync($"color={hex}:s=40x20,format=rgb24", "-frames:v", "1", "-f", "image2", "-c:v", "png", "-pix_fmt", format);
        await AssertColourAsync(picture, 30, brightness, brightness, brightness);
    }

    [Fact]
    public async Task Grey_with_transparency_and_a_transparent_palette_lie_on_white()
    {
        var grey = Png(2, 1, 8, 4, [0, 60, 255, 60, 0]); // grey and alpha: a solid pixel, a hidden one
        var palette = Png(2, 1, 8, 3, [0, 0, 1], ("PLTE", [255, 0, 0, 0, 0, 255]), ("tRNS", [255, 0]));
        var keyed = Png(2, 1, 8, 2, [0, 255, 0, 0, 0, 0, 255], ("tRNS", [0, 0, 0, 0, 0, 255])); // blue stands for nothing
        var bits = Png(2, 1, 1, 0, [0, 0b01000000]); // one bit a pixel: black, white

        await AssertColourAsync(grey, 2, 60, 60, 60);
        await AssertColourAsync(grey, 61, 255, 255, 255);
        await AssertColourAsync(palette, 2, 255, 0, 0);
        await AssertColourAsync(palette, 61, 255, 255, 255);
        await AssertColourAsync(keyed, 2, 255, 0, 0);
        await AssertColourAsync(keyed, 61, 255, 255, 255);
        await AssertColourAsync(bits, 2, 0, 0, 0);
        await AssertColourAsync(bits, 61, 255, 255, 255);
    }

    [Theory]
    [InlineData(0, 255, 255, 0, 255, 0, 0)]
    [InlineData(255, 255, 0, 0, 0, 0, 255)]
    [InlineData(0, 0, 0, 0, 255, 255, 255)]
    [InlineData(0, 0, 0, 255, 0, 0, 0)]
    public async Task A_printers_jpeg_has_its_colours(byte cyan, byte magenta, byte yellow, byte black, byte red, byte green, byte blue)
    {
        byte[] inks = [cyan, magenta, yellow, black];
        await AssertColourAsync(FlatJpeg.Write([.. inks.Select(ink => (byte)(255 - ink))]), 30, red, green, blue); // Adobe stores them inverted
    }

    [Fact]
    public async Task A_grey_jpeg_is_grey() => await AssertColourAsync(FlatJpeg.Write(77), 30, 77, 77, 77);

    [Fact]
    public async Task A_picture_that_unpacks_to_gigabytes_or_is_as_large_as_may_be_stays_within_its_limits()
    {
        // Small by its header, with 200 MB of zeros behind it.
        var bomb = Png(8, 8, 8, 2, new byte[200_000_000]);
        await ReadOrRefusedAsync(bomb);

        // 40 megapixels of black in 40 KB are a legal picture.
        var large = Png(8000, 5000, 8, 2, new byte[(8000 * 3 + 1) * 5000]);
        Assert.InRange(large.Length, 1000, 200_000);
        await AssertColourAsync(large, 30, 0, 0, 0);

        var tight = new InferenceOptions { FfmpegMiB = 150 };
        await Assert.ThrowsAsync<ClipRefusedException>(() => PictureReader.DecodeAsync(large, 64, 32, tight, Cancel));
    }

    [Fact]
    public async Task Of_an_animation_of_thousands_of_frames_only_the_first_is_decoded()
    {
        var frame = new byte[] { 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0 };
        byte[] gif = [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255, .. Enumerable.Repeat(frame, 20_000).SelectMany(f => f), 0x3B];
        await AssertColourAsync(gif, 30, 255, 0, 0);
    }

    [Fact]
    public async Task A_gif_of_a_megabyte_is_read_still_or_animated_and_refused_when_cut_within_its_first_frame()
    {
        foreach (var frames in (string[])["1", "3"])
        {
            var gif = await MediaTool.PictureAsync("color=red:s=900x700:r=5,noise=alls=60", "-frames:v", frames, "-f", "gif");
            Assert.InRange(gif.Length, 200_000, 5_000_000);
            var read = await PictureReader.DecodeAsync(gif, 64, 32, new InferenceOptions(), Cancel);
            Assert.InRange(read.Take(2048).Average(), 0.5, 1); // red, more or less
            await Assert.ThrowsAsync<ClipRefusedException>(() => PictureReader.DecodeAsync(gif.AsMemory(0, 100_000), 64, 32, new InferenceOptions(), Cancel));
        }
    }

    [Theory]
    [InlineData("png")]
    [InlineData("mjpeg")]
    [InlineData("bmp")]
    [InlineData("gif")]
    [InlineData("libwebp")]
    public async Task Cut_or_damaged_anywhere_a_picture_is_read_or_refused(string codec)
    {
        var format = codec switch { "gif" => "gif", "libwebp" => "webp", _ => "image2" };
        var picture = await MediaTool.PictureAsync("testsrc=s=48x32", "-frames:v", "1", "-f", format, "-c:v", codec);
        var random = new Random(8);
        for (var i = 0; i < 8; i++)
        {
            await ReadOrRefusedAsync(picture[..(picture.Length * i / 8)]);
            byte[] damaged = [.. picture];
            for (var n = 0; n <= i; n++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            await ReadOrRefusedAsync(damaged);
        }
    }

    private static async Task ReadOrRefusedAsync(byte[] picture)
    {
        try
        {
            Assert.Equal(3 * 64 * 32, (await PictureReader.DecodeAsync(picture, 64, 32, new InferenceOptions(), Cancel)).Length);
        }
        catch (ClipRefusedException e)
        {
            Assert.Matches(@"^The picture [^\n]+\.$", e.Message);
        }
    }

    private static async Task AssertColourAsync(byte[] picture, int x, byte red, byte green, byte blue)
    {
        var read = await PictureReader.DecodeAsync(picture, 64, 32, new InferenceOptions(), Cancel);
        byte[] expected = [red, green, blue];
        var colour = Enumerable.Range(0, 3).Select(c => (read[c * 2048 + 16 * 64 + x] + 1) * 127.5f).ToArray();
        Assert.True(colour.Zip(expected).All(p => Math.Abs(p.First - p.Second) < 10), $"{string.Join(", ", colour)} at {x}"); // 5 bits a channel are off by 8
    }

    private static byte[] Png(int width, int height, byte bits, byte colourType, byte[] rows, params (string Kind, byte[] Content)[] between)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bits, colourType);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
            zlib.Write(rows);
        return [
            0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", header), .. between.SelectMany(b => Chunk(b.Kind, b.Content)), .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string kind, byte[] content)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(kind), .. content];
        var (length, crc) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(named));
        return [.. length, .. named, .. crc];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFF;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }

        return ~crc;
    }
}
