using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Bot.Pictures;
using ChatVideoBot.Tests;

namespace ChatVideoBot.Bot.Tests.Pictures;

public sealed class PictureRulesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_file_a_text_and_a_huge_picture_are_each_refused_with_their_own_sentence()
    {
        Assert.Contains("0 bytes", PictureRules.Refusal("a.png", [], Tongues.English));
        Assert.Contains("not a picture", PictureRules.Refusal("notes.png", "Dear diary,\n"u8, Tongues.English));

        var huge = await MadePicture.DrawAsync("png", 64, 64, 1, Cancel);
        (huge[16], huge[17], huge[18], huge[19]) = (0, 0, 0x9C, 0x40); // 40,000
        (huge[20], huge[21], huge[22], huge[23]) = (0, 0, 0x9C, 0x40);
        Assert.Contains("40,000 × 40,000", PictureRules.Refusal("huge.png", huge, Tongues.English));
    }

    [Fact]
    public async Task An_animated_picture_is_taken_and_its_first_frame_announced()
    {
        var gif = await MadePicture.DrawAsync("gif", 64, 64, 4, Cancel);

        Assert.Null(PictureRules.Refusal("dance.gif", gif, Tongues.English));
        Assert.Contains("first frame", PictureRules.Remark("dance.gif", gif, Tongues.English));
    }
}
