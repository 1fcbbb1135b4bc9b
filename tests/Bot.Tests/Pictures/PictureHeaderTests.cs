using ChatVideoBot.Bot.Pictures;

namespace ChatVideoBot.Bot.Tests.Pictures;

public sealed class PictureHeaderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("png", 1, "PNG", false)]
    [InlineData("jpg", 1, "JPEG", false)]
    [InlineData("gif", 1, "GIF", false)]
    [InlineData("gif", 5, "GIF", true)]
    [InlineData("webp", 1, "WebP", false)]
    [InlineData("webp", 5, "WebP", true)]
    [InlineData("apng", 5, "PNG", true)]
    public async Task Size_and_movement_are_read_from_what_an_encoder_wrote(string extension, int frames, string format, bool animated)
    {
        var bytes = await MadePicture.DrawAsync(extension, 70, 42, frames, Cancel);

        Assert.Equal(new PictureHeader(format, 70, 42, animated), PictureHeader.Read(bytes));
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("gif")]
    [InlineData("webp")]
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
            Assert.True(header is null or { WidthPixels: >= 0, HeightPixels: >= 0 });
        }
    }

    [Fact]
    public async Task An_empty_file_a_text_and_a_huge_picture_are_each_refused_with_their_own_sentence()
    {
        Assert.Contains("0 bytes", PictureRules.Refusal("a.png", []));
        Assert.Contains("not a picture", PictureRules.Refusal("notes.png", "Dear diary,\n"u8));

        var huge = await MadePicture.DrawAsync("png", 64, 64, 1, Cancel);
        (huge[16], huge[17], huge[18], huge[19]) = (0, 0, 0x9C, 0x40); // 40,000
        (huge[20], huge[21], huge[22], huge[23]) = (0, 0, 0x9C, 0x40);
        Assert.Contains("40,000 × 40,000", PictureRules.Refusal("huge.png", huge));
    }

    [Fact]
    public async Task An_animated_picture_is_taken_and_its_first_frame_announced()
    {
        var gif = await MadePicture.DrawAsync("gif", 64, 64, 4, Cancel);

        Assert.Null(PictureRules.Refusal("dance.gif", gif));
        Assert.Contains("first frame", PictureRules.Remark("dance.gif", gif));
    }
}
