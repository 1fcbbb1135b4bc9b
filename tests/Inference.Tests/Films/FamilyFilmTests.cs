using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Tests.Video;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Films;

/// <summary>Every kind of film with every family, by tiny networks: what comes out has the frames it should have, or the refusal is one sentence.</summary>
public sealed class FamilyFilmTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("wan_t2v", 16)]
    [InlineData("wan_i2v", 16)]
    [InlineData("wan_ti2v", 24)]
    [InlineData("ltx", 24)]
    [InlineData("svd", 7)]
    [InlineData("animatediff", 8)]
    public async Task A_film_longer_than_a_window_goes_on(string family, double framesPerSecond)
    {
        using var maker = Load(family);
        var needsPicture = family is "wan_i2v" or "svd";
        var seconds = family is "svd" or "animatediff" ? 5 : family == "ltx" ? 11 : 6;
        var sources = new ClipSources { Picture = needsPicture ? await PictureAsync() : [] };
        var store = new Store();

        var clip = await maker.MakeAsync(new() { Prompt = "a cat", Seconds = seconds, Seed = 3 }, sources, null, Cancel, Small, store);

        Assert.InRange(clip.Info.Frames, seconds * framesPerSecond - 5, seconds * framesPerSecond + 5);
        Assert.Equal(framesPerSecond, clip.Info.FramesPerSecond);
        Assert.Equal($"{clip.Info.Frames}", (await MediaTool.ProbeAsync(clip.Mp4))["nb_read_frames"]);
        Assert.True(store.Kept.Count >= 2, $"{store.Kept.Count} windows");
        Assert.Equal(clip.Mp4, (await maker.MakeAsync(new() { Prompt = "a cat", Seconds = seconds, Seed = 3 }, sources, null, Cancel, Small, store)).Mp4);
    }

    [Theory]
    [InlineData("wan_i2v")]
    [InlineData("wan_ti2v")]
    [InlineData("svd")]
    public async Task A_clip_that_was_sent_is_extended_both_ways_looped_remixed_and_edited(string family)
    {
        using var maker = Load(family);
        var sent = await ClipAsync();
        var mask = await MediaTool.PictureAsync("color=black:s=96x64,drawbox=0:0:48:64:white:fill", "-frames:v", "1", "-f", "image2", "-c:v", "png");
        var request = new ClipRequest { Prompt = "a cat", Seconds = 0.75, Seed = 5 };
        foreach (var kind in (ClipKind[])[ClipKind.Extend, ClipKind.Loop, ClipKind.Remix, ClipKind.Edit])
        {
            foreach (var backward in kind == ClipKind.Extend ? (bool[])[false, true] : [false])
            {
                var sources = new ClipSources { Clip = sent, Mask = kind == ClipKind.Edit ? mask : [] };

                var clip = await maker.MakeAsync(request with { Kind = kind, Backward = backward }, sources, null, Cancel, Small);

                var probe = await MediaTool.ProbeAsync(clip.Mp4);
                Assert.Equal($"{clip.Info.Frames}", probe["nb_read_frames"]);
                var seconds = clip.Info.Frames / clip.Info.FramesPerSecond;
                var (least, most) = kind switch
                {
                    ClipKind.Extend => (2.4, 3.4),
                    ClipKind.Loop => (2.05, 6.0),
                    _ => (1.9, 2.15),
                };
                Assert.True(seconds >= least && seconds <= most, $"{kind} backward {backward}: {seconds} s");
            }
        }
    }

    [Theory]
    [InlineData("wan_i2v", 16)] // its network takes one number of frames alone
    [InlineData("animatediff", 8)]
    public async Task A_film_of_several_windows_has_its_length_at_any_motion(string family, double framesPerSecond)
    {
        using var maker = Load(family);
        var sources = new ClipSources { Picture = family == "wan_i2v" ? await PictureAsync() : [] };
        foreach (var motion in (int[])[0, 3])
        {
            var clip = await maker.MakeAsync(new() { Prompt = "a cat", Seconds = 4, Seed = 3, Motion = motion, Camera = "pan up" }, sources, null, Cancel, Small);

            Assert.InRange(clip.Info.Frames, 4 * framesPerSecond - 1, 4 * framesPerSecond + 1);
            Assert.Equal($"{clip.Info.Frames}", (await MediaTool.ProbeAsync(clip.Mp4))["nb_read_frames"]);
        }
    }

    [Theory]
    [InlineData("wan_ti2v")]
    public async Task A_clip_ends_with_a_picture_where_the_model_can(string family)
    {
        using var maker = Load(family);
        var picture = await PictureAsync();

        var clip = await maker.MakeAsync(new() { Prompt = "a cat", Seconds = 1 }, new() { Picture = picture, EndPicture = picture }, null, Cancel, Small);

        Assert.NotEmpty(clip.Mp4);
    }

    [Theory]
    [InlineData("svd")]
    [InlineData("animatediff")]
    [InlineData("wan_t2v")]
    [InlineData("ltx")] // its encoder was exported for one frame
    [InlineData("wan_i2v")] // its network, for one picture
    public async Task Where_it_cannot_that_is_said(string family)
    {
        using var maker = Load(family);
        var picture = await PictureAsync();

        var refused = await Assert.ThrowsAsync<ClipRefusedException>(() => maker.MakeAsync(
            new() { Prompt = "a cat", Seconds = 1 }, new() { Picture = family is "svd" or "wan_i2v" ? picture : [], EndPicture = picture }, null, Cancel, Small));

        Assert.Equal($"{family} cannot end with a picture: ask without one.", refused.Message);
    }

    [Theory]
    [InlineData("animatediff")]
    [InlineData("ltx")]
    public async Task A_model_without_an_encoder_takes_no_clip(string family)
    {
        using var maker = Load(family);
        var sent = await ClipAsync();

        var refused = await Assert.ThrowsAsync<ClipRefusedException>(() => maker.MakeAsync(
            new() { Prompt = "a cat", Kind = ClipKind.Remix }, new() { Clip = sent }, null, Cancel, Small));

        Assert.Contains("no VAE encoder for clips", refused.Message, StringComparison.Ordinal);
    }

    private static ExactClip Small => new() { Steps = 2, Size = (96, 64) };

    private static ClipMaker Load(string family) => ClipMaker.Load(FamilyFolders.Of(family), new InferenceOptions { Threads = 1, MinShortSidePixels = 16 });

    private static Task<byte[]> PictureAsync() => MediaTool.PictureAsync("testsrc=s=120x80", "-frames:v", "1", "-f", "image2", "-c:v", "png");

    /// <summary>Two seconds of a clip of no model's rate.</summary>
    private static Task<byte[]> ClipAsync() => MediaTool.PictureAsync("testsrc2=s=96x64:r=12", "-t", "2", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4");
}
