using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Tests.Video;

public sealed class PngWriterTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(256, 256)]
    public async Task What_it_writes_ffmpeg_reads_bit_for_bit(int width, int height)
    {
        var rgb = new byte[width * height * 3];
        new Random(1).NextBytes(rgb);

        var read = await MediaTool.RunAsync(
            "ffmpeg", PngWriter.Write(rgb, width, height), "-f", "png_pipe", "-i", "pipe:0", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1");

        Assert.Equal(rgb, read);
    }

    [Fact]
    public void A_wrong_number_of_bytes_is_refused() => Assert.Throws<ArgumentException>(() => PngWriter.Write(new byte[11], 2, 2));
}
