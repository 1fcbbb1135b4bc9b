using System.Buffers.Binary;
using System.Text;
using ChatVideoBot.Inference.Tests.Video;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Inference.Tests.Clips;

/// <summary>Whole clips, with the real model and the real ffmpeg.</summary>
public sealed class ClipMakerTests(Pocket pocket)
{
    private static readonly ClipRequest Ball = new() { Prompt = "a red ball bouncing in the desert", Seed = 1 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clip_is_an_mp4_that_any_player_starts_at_once()
    {
        var clip = await pocket.Maker.MakeAsync(
            Ball with { Aspect = "16:9", Negative = "blurry", Prompt = "a cat \"moving\" left;\n=\\ 日本\0🐱" }, default, null, Cancel);

        Assert.Equal(
            (480, 288, 17, 8.0, "pocket"),
            (clip.Info.WidthPixels, clip.Info.HeightPixels, clip.Info.Frames, clip.Info.FramesPerSecond, clip.Info.Model));
        var probe = await MediaTool.ProbeAsync(clip.Mp4);
        Assert.Equal(
            ("h264", "yuv420p", "480", "288", "17", "8/1", "1"),
            (probe["codec_name"], probe["pix_fmt"], probe["width"], probe["height"], probe["nb_read_frames"], probe["r_frame_rate"], probe["nb_streams"]));
        Assert.Equal("a cat \"moving\" left; =\\ 日本 🐱", probe["TAG:title"]);
        Assert.Equal(
            "made by AI; model: pocket; seed: 1; prompt: a cat \"moving\" left; =\\ 日本 🐱; negative prompt: blurry", probe["TAG:comment"]);
        var boxes = Boxes(clip.Mp4);
        Assert.True(boxes.IndexOf("moov") < boxes.IndexOf("mdat"), string.Join(' ', boxes));
        Assert.InRange(clip.Mp4.Length, 2000, 300_000);
    }

    [Fact]
    public async Task The_same_request_gives_the_same_frames_and_another_seed_gives_others()
    {
        var brief = Ball with { Seconds = 0.5 };
        var first = await FramesAsync(brief);

        Assert.Equal(first, await FramesAsync(brief));
        Assert.NotEqual(first, await FramesAsync(brief with { Seed = 2 }));
        Assert.NotEqual(first, await FramesAsync(brief with { Negative = "red" }));
    }

    [Fact]
    public async Task Its_time_is_told_by_what_it_was_spent_on()
    {
        var time = (await pocket.Maker.MakeAsync(Ball with { Seconds = 0.5 }, default, null, Cancel)).Timings;

        TimeSpan[] parts = [time.TextEncoder, time.Denoiser, time.Vae, time.Encode, time.Rest]; // none is counted twice: a rest is left
        Assert.All(parts, part => Assert.True(part > TimeSpan.Zero, $"{time}"));
        Assert.Equal(TimeSpan.Zero, time.Picture);
        Assert.Equal(time.Whole, parts.Aggregate((a, b) => a + b));
    }

    [Fact]
    public async Task A_red_ball_in_the_desert_is_red_in_a_sandy_place()
    {
        var frames = await FramesAsync(Ball);
        var (red, sand) = (0, 0);
        foreach (var p in frames.Chunk(3))
        {
            red += p[0] > 180 && p[1] < 80 && p[2] < 90 ? 1 : 0;
            sand += p[0] > 150 && p[1] > 110 && p[0] > p[2] + 30 ? 1 : 0;
        }

        var all = frames.Length / 3.0;
        Assert.InRange(red / all, 0.03, 0.5);
        Assert.InRange(sand / all, 0.4, 0.97);
    }

    [Fact]
    public async Task A_clip_begins_with_its_picture_in_the_pictures_shape()
    {
        var picture = await File.ReadAllBytesAsync(Path.Combine(Pocket.Folder, "golden", "image", "image.png"), Cancel);
        var clip = await pocket.Maker.MakeAsync(Ball with { Prompt = "a pink star moving in a circle in space" }, new() { Picture = picture }, null, Cancel);

        var options = new InferenceOptions();
        var expected = await PictureReader.DecodeAsync(picture, 64, 64, options, Cancel);
        var rgb = await MediaTool.RunAsync(
            "ffmpeg", clip.Mp4, "-i", "pipe:0", "-frames:v", "1", "-vf", "scale=64:64:flags=area", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1");
        var error = rgb.Select((b, i) => Math.Pow(b - (expected[i % 3 * 4096 + i / 3] + 1) * 127.5, 2)).Average();
        Assert.True(10 * Math.Log10(255 * 255 / error) > 20, $"{10 * Math.Log10(255 * 255 / error):0.0} dB"); // the model's README: 27.4 dB for its VAE
        Assert.True(clip.Timings.Picture > TimeSpan.Zero);

        var tall = await MediaTool.PictureAsync("testsrc=s=300x500", "-frames:v", "1", "-f", "image2", "-c:v", "mjpeg");
        var info = (await pocket.Maker.MakeAsync(Ball with { Seconds = 0.5 }, new() { Picture = tall }, null, Cancel)).Info;
        Assert.Equal((288, 480), (info.WidthPixels, info.HeightPixels));
    }

    [Fact]
    public async Task Progress_never_falls_ends_at_one_and_brings_previews()
    {
        var heard = new Heard();
        await pocket.Maker.MakeAsync(Ball with { Seconds = 4 }, default, heard, Cancel);

        Assert.Equal(heard.All.Select(p => p.Fraction).Order(), heard.All.Select(p => p.Fraction));
        Assert.Equal(1, heard.All[^1].Fraction);
        Assert.Equal([ClipStage.Prompt, ClipStage.Denoise, ClipStage.Decode, ClipStage.Encode], heard.All.Select(p => p.Stage).Distinct());
        var previews = heard.All.Where(p => p.PreviewPng is not null).Select(p => p.PreviewPng!).ToList();
        Assert.InRange(previews.Count, 1, 3);
        Assert.All(previews, p => Assert.Equal(new PictureHeader(PictureFormat.Png, 256, 256), PictureHeader.Read(p)));
    }

    [Fact]
    public async Task Cancelled_before_it_begins_nothing_begins() => await Assert.ThrowsAnyAsync<OperationCanceledException>(
        () => pocket.Maker.MakeAsync(Ball, default, null, new CancellationToken(canceled: true)));

    [Fact]
    public async Task Two_clips_at_once_do_not_disturb_each_other()
    {
        var brief = Ball with { Seconds = 0.5 };
        var other = Ball with { Seconds = 1, Aspect = "5:3", Prompt = "a cat moving left on the grass" };
        var (alone, otherAlone) = (await FramesAsync(brief), await FramesAsync(other));

        var both = await Task.WhenAll(FramesAsync(brief), FramesAsync(other));

        Assert.Equal(alone, both[0]);
        Assert.Equal(otherAlone, both[1]);
    }

    [Fact]
    public async Task Words_beyond_the_window_are_left_out_and_said()
    {
        var prompt = "a red ball bouncing in the desert " + string.Join(' ', Enumerable.Repeat("and another", 15));

        var clip = await pocket.Maker.MakeAsync(Ball with { Prompt = prompt, Seconds = 0.5 }, default, null, Cancel);

        Assert.StartsWith("The prompt is longer than pocket reads; left out: \"", Assert.Single(clip.Notes));
    }

    [Fact]
    public async Task A_clip_stays_below_its_size_limit()
    {
        using var maker = ClipMaker.Load(Pocket.Folder, new InferenceOptions { MaxClipBytes = 100_000, MinShortSidePixels = 1024, Crf = 1 });

        var clip = await maker.MakeAsync(Ball, default, null, Cancel);

        Assert.InRange(clip.Mp4.Length, 10_000, 100_000);
    }

    [Fact]
    public async Task A_missing_or_failing_ffmpeg_is_said_in_one_sentence()
    {
        var missing = Assert.Throws<ModelException>(() => ClipMaker.Load(Pocket.Folder, new InferenceOptions { Ffmpeg = "no-such-ffmpeg" }));
        Assert.Equal("The program \"no-such-ffmpeg\" cannot be started: install the package ffmpeg, or name the file in Inference:Ffmpeg.", missing.Message);

        using var maker = ClipMaker.Load(Pocket.Folder, new InferenceOptions { Ffmpeg = "false" });
        var failed = await Assert.ThrowsAsync<ModelException>(() => maker.MakeAsync(Ball with { Seconds = 0.5 }, default, null, Cancel));
        Assert.StartsWith("ffmpeg could not write the clip: exit code 1", failed.Message);
    }

    private async Task<byte[]> FramesAsync(ClipRequest request) => await MediaTool.RunAsync(
        "ffmpeg", (await pocket.Maker.MakeAsync(request, default, null, Cancel)).Mp4, "-i", "pipe:0", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1");

    private static List<string> Boxes(byte[] mp4)
    {
        var boxes = new List<string>();
        for (var at = 0; at + 8 <= mp4.Length; at += BinaryPrimitives.ReadInt32BigEndian(mp4.AsSpan(at)))
            boxes.Add(Encoding.Latin1.GetString(mp4, at + 4, 4));
        return boxes;
    }
}
