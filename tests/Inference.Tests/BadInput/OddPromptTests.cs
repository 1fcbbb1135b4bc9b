using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.BadInput;

/// <summary>Prompts and pictures that look broken and are legal: they make clips.</summary>
public sealed class OddPromptTests
{
    private static readonly string[] Odd =
    [
        "\ud800", "\udc00\ud800", "🐈", "\u200b\u200d\ufeff", "a\0b", "\u202eevil\u2066", new string('\u0301', 1500), "&amp;&lt;&#0;&#x110000;", "\"; rm -rf /; '$(x)`",
        "a" + new string('\u0323', 1400), "%d %s {0} \\", "<pad></s><unk>", new string('a', 1500), "雨の夜\r\n\t\v\f", "\uffff\ufffe", "=\n:;#",
    ];

    public static TheoryData<int> Rows() => [.. Enumerable.Range(0, Odd.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task An_odd_prompt_makes_a_clip(int row)
    {
        var isLtx = row % 2 == 0; // each stands as a prompt of the one and as a negative prompt of the other
        using var maker = ClipMaker.Load(FamilyFolders.Of(isLtx ? "ltx" : "wan_t2v"), Plainly.Options);

        var clip = await maker.MakeAsync(
            new ClipRequest { Prompt = Odd[row], Negative = Odd[(row + 1) % Odd.Length], Seed = isLtx ? long.MinValue : long.MaxValue }, default, null,
            TestContext.Current.CancellationToken, new ExactClip { Size = (64, 64), Frames = isLtx ? 9 : 5, Steps = 1, Guidance = 2 });

        Assert.NotEmpty(clip.Mp4);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4000)]
    [InlineData(4000, 1)]
    public async Task A_picture_of_any_shape_makes_a_clip(int width, int height)
    {
        var picture = PngWriter.Write(new byte[width * height * 3], width, height);
        foreach (var family in (string[])["svd", "wan_i2v"])
        {
            using var maker = ClipMaker.Load(FamilyFolders.Of(family), Plainly.Options);
            var making = maker.MakeAsync(
                new ClipRequest { Prompt = "a cat" }, new() { Picture = picture }, null, TestContext.Current.CancellationToken, new ExactClip { Size = (64, 64), Frames = 5, Steps = 1, Guidance = 1 });

            Assert.NotEmpty((await making).Mp4);
        }
    }

    [Fact]
    public async Task Ten_thousand_combining_marks_are_read_within_a_second_or_so()
    {
        using var maker = ClipMaker.Load(FamilyFolders.Of("animatediff"), new InferenceOptions { Threads = 1, MaxPromptCharacters = 20_000 });
        var since = System.Diagnostics.Stopwatch.StartNew();

        var clip = await maker.MakeAsync(
            new ClipRequest { Prompt = "a" + new string('\u0301', 10_000), Negative = string.Concat(Enumerable.Repeat("e\u0323\u0301 ", 3000)) }, default, null,
            TestContext.Current.CancellationToken, new ExactClip { Size = (64, 64), Frames = 2, Steps = 1, Guidance = 2 });

        Assert.NotEmpty(clip.Mp4);
        Assert.InRange(since.Elapsed.TotalSeconds, 0, 20); // a shared machine; what grew with the square of it would take minutes
    }
}
