using ChatVideoBot.Inference.Planning;
using ChatVideoBot.Inference.Tests.Families;
using ChatVideoBot.Inference.Tests.Video;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Inference.Tests.Clips;

/// <summary>Whole clips of every family, by the way a user's clip goes.</summary>
public sealed class FamilyClipTests
{
    private static readonly ClipRequest Cat = new() { Prompt = "a cat that runs", Negative = "blurry", Seed = 1 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("wan_t2v", 5, false, 16)]
    [InlineData("wan_i2v", 5, true, 16)]
    [InlineData("wan_ti2v", 5, false, 24)]
    [InlineData("wan_ti2v", 5, true, 24)]
    [InlineData("ltx", 9, false, 24)]
    [InlineData("ltx", 9, true, 24)]
    [InlineData("svd", 4, true, 7)]
    [InlineData("animatediff", 4, false, 8)]
    public async Task A_clip_of_every_family_comes_out(string family, int frames, bool fromPicture, double framesPerSecond)
    {
        using var maker = Load(family);
        var picture = fromPicture ? await PictureAsync() : [];
        var exact = Exact(frames) with { Steps = 3 };
        var heard = new Heard();

        var clip = await maker.MakeAsync(Cat, new() { Picture = picture }, heard, Cancel, exact);

        Assert.Equal((96, 64, frames, framesPerSecond, family), (clip.Info.WidthPixels, clip.Info.HeightPixels, clip.Info.Frames, clip.Info.FramesPerSecond, clip.Info.Model));
        var probe = await MediaTool.ProbeAsync(clip.Mp4);
        Assert.Equal(("h264", "96", "64", $"{frames}", $"{framesPerSecond}/1"), (probe["codec_name"], probe["width"], probe["height"], probe["nb_read_frames"], probe["r_frame_rate"]));
        ClipStage[] stages = fromPicture
            ? [ClipStage.Prompt, ClipStage.Picture, ClipStage.Denoise, ClipStage.Decode, ClipStage.Encode]
            : [ClipStage.Prompt, ClipStage.Denoise, ClipStage.Decode, ClipStage.Encode];
        Assert.Equal(stages, heard.All.Select(p => p.Stage).Distinct());
        var previews = heard.All.Select(p => p.PreviewPng).OfType<byte[]>().ToList();
        Assert.InRange(previews.Count, 1, 2); // after the first step at least, when none has taken time yet
        Assert.All(previews, p => Assert.Equal(new PictureHeader(PictureFormat.Png, 384, 256), PictureHeader.Read(p)));

        Assert.Equal(clip.Mp4, (await maker.MakeAsync(Cat, new() { Picture = picture }, null, Cancel, exact)).Mp4);
        Assert.NotEqual(clip.Mp4, (await maker.MakeAsync(Cat with { Seed = 2 }, new() { Picture = picture }, null, Cancel, exact)).Mp4);
        Assert.Empty(Children(family));
    }

    [Theory]
    [InlineData("wan_t2v", 9, 16)]
    [InlineData("wan_ti2v", 9, 24)]
    [InlineData("ltx", 17, 24)]
    [InlineData("svd", 8, 7)]
    [InlineData("animatediff", 8, 8)]
    public async Task Every_family_obeys_motion_camera_rate_guidance_and_style(string family, int frames, double framesPerSecond)
    {
        using var maker = Load(family);
        var picture = family == "svd" ? await PictureAsync() : [];
        var exact = Exact(frames);
        Task<MadeClip> Make(ClipRequest request) => maker.MakeAsync(request, new() { Picture = picture }, null, Cancel, exact);
        var own = await Make(Cat);

        foreach (var motion in (int[])[0, 3])
        {
            var moved = await Make(Cat with { Motion = motion });
            Assert.Equal((own.Info.Frames, framesPerSecond), (moved.Info.Frames, moved.Info.FramesPerSecond));
            Assert.NotEqual(own.Mp4, moved.Mp4);
        }

        Assert.Equal(own.Mp4, (await Make(Cat with { Motion = 1 })).Mp4);
        Assert.NotEqual(own.Mp4, (await Make(Cat with { Camera = "rotate cw" })).Mp4);
        Assert.NotEqual(own.Mp4, (await Make(Cat with { Guidance = 11 })).Mp4);
        var slow = await Make(Cat with { FramesPerSecond = 10 });
        Assert.Equal((10.0, (int)Math.Round(own.Info.Frames * (10 / framesPerSecond))), (slow.Info.FramesPerSecond, slow.Info.Frames));
        var styled = await Make(Cat with { Style = "at night" });
        Assert.Equal(family == "svd" ? ["svd reads no words: the picture alone says what is seen."] : (string[])[], styled.Notes);
        if (family != "svd")
            Assert.NotEqual(own.Mp4, styled.Mp4);
    }

    [Theory]
    [InlineData("wan_i2v", 17)]
    [InlineData("ltx", 17)]
    [InlineData("svd", 6)]
    public async Task Cancelled_in_any_stage_it_stops_there_and_leaves_no_child_behind(string family, int frames)
    {
        using var maker = Load(family);
        var picture = await PictureAsync();
        foreach (var stage in Enum.GetValues<ClipStage>())
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var later = 0;
            var heard = new Heard(p =>
            {
                later += cancel.IsCancellationRequested ? 1 : 0;
                if (p.Stage == stage)
                    cancel.Cancel();
            });

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => maker.MakeAsync(Cat, new() { Picture = picture }, heard, cancel.Token, Exact(frames)));

            Assert.True(later == 0, $"{family}, {stage}: {later} reports after the cancel");
            Assert.Empty(Children(family));
        }

        Assert.NotEmpty((await maker.MakeAsync(Cat, new() { Picture = picture }, null, Cancel, Exact(frames))).Mp4); // and the next clip is made
    }

    [Theory]
    [InlineData("wan_i2v", 5)]
    [InlineData("svd", 4)]
    [InlineData("animatediff", 4)]
    public async Task With_memory_for_one_component_at_a_time_the_clip_is_the_same(string family, int frames)
    {
        using var maker = Load(family);
        using var small = ClipMaker.Load(FamilyFolders.Of(family), new InferenceOptions { Threads = 1, WeightsMiB = 1, MinShortSidePixels = 16 });
        var picture = family == "animatediff" ? [] : await PictureAsync();

        var clip = await small.MakeAsync(Cat, new() { Picture = picture }, new Heard(), Cancel, Exact(frames));

        Assert.Equal((await maker.MakeAsync(Cat, new() { Picture = picture }, null, Cancel, Exact(frames))).Mp4, clip.Mp4);
    }

    private static ClipMaker Load(string family) => ClipMaker.Load(FamilyFolders.Of(family), new InferenceOptions { Threads = 1, PreviewEverySteps = 1, MinShortSidePixels = 16 });

    private static ExactClip Exact(int frames) => new() { Steps = 2, Frames = frames, Size = (96, 64) };

    private static Task<byte[]> PictureAsync() => MediaTool.PictureAsync("testsrc=s=120x80", "-frames:v", "1", "-f", "image2", "-c:v", "png");

    /// <summary>ffmpeg processes of this one's that write a clip of the family.</summary>
    private static List<string> Children(string family)
    {
        var found = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
                if (line.Contains($"made by AI; model: {family}; ", StringComparison.Ordinal) && line.Contains("prompt: a cat that runs", StringComparison.Ordinal)
                    && File.ReadAllText(Path.Combine(folder, "status")).Contains($"PPid:\t{Environment.ProcessId}\n", StringComparison.Ordinal))
                    found.Add(line);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at.
            }
        }

        return found;
    }
}
