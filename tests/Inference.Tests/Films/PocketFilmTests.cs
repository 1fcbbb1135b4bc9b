using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Tests.Video;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Films;

/// <summary>Films by the model that ships, looked at as a user would.</summary>
public sealed class PocketFilmTests(Pocket pocket)
{
    private const int Side = 256;

    private static readonly ClipRequest Ball = new() { Prompt = "a red ball bouncing in the desert", Seed = 3 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_extended_clip_keeps_its_frames_and_goes_on_in_its_colours()
    {
        var clip = await pocket.Maker.MakeAsync(Ball with { Seconds = 1 }, null, null, Cancel);
        foreach (var backward in (bool[])[false, true])
        {
            var longer = await pocket.Maker.MakeAsync(Ball with { Kind = ClipKind.Extend, Seconds = 1, Backward = backward }, new() { Clip = clip.Mp4 }, null, Cancel);

            var (before, after) = (await FramesAsync(clip.Mp4), await FramesAsync(longer.Mp4));
            Assert.Equal(before.Count + 8, after.Count);
            var kept = backward ? after.Skip(8).ToList() : after.Take(before.Count).ToList();
            Assert.All(before.Zip(kept), pair => Assert.InRange(Psnr(pair.First, pair.Second), 30, double.PositiveInfinity)); // encoded once more
            var added = backward ? after.Take(8) : after.Skip(before.Count);
            Assert.All(added, frame => Assert.InRange(Colour(frame).Zip(Colour(before[0]), (a, b) => Math.Abs(a - b)).Max(), 0, 25));
        }
    }

    [Fact]
    public async Task An_edit_changes_what_the_mask_shows_and_nothing_else()
    {
        var clip = await pocket.Maker.MakeAsync(Ball with { Seconds = 1 }, null, null, Cancel);
        var mask = await MediaTool.PictureAsync($"color=black:s={Side}x{Side},drawbox=0:0:{Side}:112:white:fill", "-frames:v", "1", "-f", "image2", "-c:v", "png");

        var edited = await pocket.Maker.MakeAsync(
            Ball with { Kind = ClipKind.Edit, Prompt = "a red ball bouncing at night", Seed = 4 }, new() { Clip = clip.Mp4, Mask = mask }, null, Cancel);

        foreach (var (before, after) in (await FramesAsync(clip.Mp4)).Zip(await FramesAsync(edited.Mp4)))
        {
            var below = 130 * Side * 3;
            Assert.InRange(Psnr(before[below..], after[below..]), 30, double.PositiveInfinity);
            Assert.InRange(Psnr(before[..(90 * Side * 3)], after[..(90 * Side * 3)]), 0, 15); // a sky at night for a desert's
        }
    }

    [Fact]
    public async Task Another_background_leaves_the_thing_in_front()
    {
        var clip = await pocket.Maker.MakeAsync(Ball with { Seconds = 1 }, null, null, Cancel);

        var changed = await pocket.Maker.MakeAsync(Ball with { Kind = ClipKind.Background, Prompt = "a red ball at night", Seed = 4 }, new() { Clip = clip.Mp4 }, null, Cancel);

        foreach (var (before, after) in (await FramesAsync(clip.Mp4)).Zip(await FramesAsync(changed.Mp4)))
        {
            Assert.InRange(Brightness(after, 0, 0, 48, 48), 0, 110); // the corner of the sky
            Assert.InRange(Brightness(before, 0, 0, 48, 48), 150, 255);
            var red = Enumerable.Range(0, Side * Side).Where(i => before[i * 3] > 180 && before[i * 3 + 1] < 60).ToList();
            var kept = red.Count(i => Math.Abs(before[i * 3] - after[i * 3]) < 40 && after[i * 3 + 1] < 100);
            Assert.InRange((double)kept / red.Count, 0.6, 1);
        }
    }

    [Fact]
    public async Task A_storyboard_has_its_length_and_a_new_picture_after_a_cut()
    {
        var film = await pocket.Maker.MakeAsync(new()
        {
            Prompt = "",
            Shots = [new() { Prompt = "a blue star on a yellow background", Seconds = 1 }, new() { Prompt = "a red ball on a white background", Seconds = 1.5, Transition = Transition.Cut }, new() { Prompt = "a cat at night", Seconds = 1, Transition = Transition.Dissolve }],
            Seed = 2,
        }, null, null, Cancel);

        var frames = await FramesAsync(film.Mp4);
        Assert.Equal(28, frames.Count);
        Assert.InRange(Psnr(frames[7], frames[8]), 0, 15); // the cut
        Assert.InRange(Colour(frames[2])[2], 0, 120); // yellow has little blue
        Assert.InRange(Colour(frames[14])[2], 150, 255);
        Assert.InRange(Brightness(frames[27], 0, 0, 48, 48), 0, 110);
    }

    [Fact]
    public async Task A_loop_ends_near_its_beginning()
    {
        var request = Ball with { Prompt = "a blue star spinning on a yellow background", Seconds = 2.5, Loop = true };
        var frames = await FramesAsync((await pocket.Maker.MakeAsync(request, null, null, Cancel)).Mp4);

        var jumps = frames.Zip(frames.Skip(1), Distance).Order().ToList();
        Assert.InRange(Distance(frames[^1], frames[0]), 0, jumps[^1] * 1.5);
    }

    [Fact]
    public async Task Variants_share_the_words_and_a_doubled_clip_its_length()
    {
        var first = await pocket.Maker.MakeAsync(Ball with { Seconds = 0.5 }, null, null, Cancel);
        var smooth = await pocket.Maker.MakeAsync(Ball with { Seconds = 0.5, Seed = 9, Smooth = true, Upscale = 2 }, null, null, Cancel);

        Assert.Equal((first.Info.Frames * 2, 16.0, 256), (smooth.Info.Frames, smooth.Info.FramesPerSecond, smooth.Info.WidthPixels));
        Assert.NotNull(smooth.Info.Verdict);
        Assert.False(smooth.Info.Verdict.IsFlagged);
        Assert.Equal(5, smooth.Info.Verdict.Scores.Count);
    }

    [Theory]
    [InlineData(ClipKind.Extend, "extend needs a clip")]
    [InlineData(ClipKind.Edit, "edit needs a clip")]
    [InlineData((ClipKind)77, "kind: 77 is none")]
    public async Task What_a_kind_lacks_is_said(ClipKind kind, string sentence)
    {
        var refused = await Assert.ThrowsAsync<ClipRefusedException>(() => pocket.Maker.MakeAsync(Ball with { Kind = kind }, null, null, Cancel));

        Assert.StartsWith(sentence, refused.Message, StringComparison.Ordinal);
    }

    private static async Task<List<byte[]>> FramesAsync(byte[] mp4)
    {
        var raw = await MediaTool.RunAsync("ffmpeg", mp4, "-i", "pipe:0", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1");
        return [.. raw.Chunk(Side * Side * 3)];
    }

    private static double Psnr(byte[] a, byte[] b) => 10 * Math.Log10(255 * 255 / Math.Max(1e-9, a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Average()));

    private static double Distance(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

    private static double[] Colour(byte[] frame) => [.. Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, Side * Side).Average(i => (double)frame[i * 3 + c]))];

    private static double Brightness(byte[] frame, int left, int top, int width, int height) =>
        Enumerable.Range(0, width * height).Average(i => Enumerable.Range(0, 3).Average(c => (double)frame[((top + i / width) * Side + left + i % width) * 3 + c]));
}
