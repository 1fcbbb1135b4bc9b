using ChatVideoBot.Inference.Tests.Clips;
using ChatVideoBot.Inference.Tests.Video;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Films;

/// <summary>Motion, camera, frame rate, guidance and style, measured on the frames that the model that ships makes.</summary>
public sealed class LeverFilmTests(Pocket pocket)
{
    private const int Side = 256;

    private static Task<List<byte[]>>? _still; // tests of one class run one after another

    private static readonly ClipRequest Ball = new() { Prompt = "a red ball bouncing in the desert", Seed = 3 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("zoom in", 1, 1.4)]
    [InlineData("zoom out", 1.4, 1)]
    public async Task A_zoom_is_seen_from_the_centre_to_the_edge(string camera, double begins, double ends)
    {
        var (still, moved) = (await StillAsync(), await FramesAsync(Ball with { Seconds = 1, Camera = camera }));
        double Zoom(int frame) => Best(Enumerable.Range(18, 14).Select(i => i / 20.0), zoom => Likeness(still[frame], moved[frame], 0, 0, 1 / zoom, 0));

        Assert.Equal(still.Count, moved.Count);
        Assert.Equal((begins, ends), (Zoom(0), Zoom(8)));
        Assert.Equal(1.2, Zoom(4), 0.051); // half the way, in the eye's measure
    }

    [Theory]
    [InlineData("pan left", -1, 0)]
    [InlineData("Pan  DOWN", 0, 1)]
    [InlineData("pan right up", 1, -1)]
    [InlineData("pan down left", -1, 1)]
    public async Task A_pan_goes_its_way_by_a_fifth_of_the_frame(string camera, int right, int down)
    {
        var (still, moved) = (await StillAsync(), await FramesAsync(Ball with { Seconds = 1, Camera = camera }));
        double Side(int frame) => frame == 0 ? -0.1 : 0.1;
        double X(int frame) => Best(Enumerable.Range(-7, 15).Select(i => i / 50.0), x => Likeness(still[frame], moved[frame], x, down * Side(frame), 0.8, 0));
        double Y(int frame) => Best(Enumerable.Range(-7, 15).Select(i => i / 50.0), y => Likeness(still[frame], moved[frame], right * Side(frame), y, 0.8, 0));

        Assert.Equal(-0.1 * right, X(0), 0.021);
        Assert.Equal(0.1 * right, X(8), 0.021);
        Assert.Equal(-0.1 * down, Y(0), 0.021);
        Assert.Equal(0.1 * down, Y(8), 0.021);
    }

    [Theory]
    [InlineData("rotate cw", 1)]
    [InlineData("rotate ccw", -1)]
    public async Task A_turn_turns_what_is_seen(string camera, int clockwise)
    {
        var (still, moved) = (await StillAsync(), await FramesAsync(Ball with { Seconds = 1, Camera = camera }));
        double Degrees(int frame) => Best(Enumerable.Range(-7, 15).Select(i => i * 2.0), degrees => Likeness(still[frame], moved[frame], 0, 0, 0.863, degrees));

        Assert.Equal((-10.0 * clockwise, 0, 10.0 * clockwise), (Degrees(0), Degrees(4), Degrees(8)));
    }

    [Fact]
    public async Task A_loop_with_a_camera_still_closes()
    {
        var request = Ball with { Prompt = "a blue star spinning on a yellow background", Seconds = 2.5, Loop = true };
        var frames = await FramesAsync(request with { Camera = "zoom in", FramesPerSecond = 16 });

        var jumps = frames.Zip(frames.Skip(1), Distance).Order().ToList();
        Assert.InRange(Distance(frames[^1], frames[0]), 0, jumps[^1] * 1.2);
    }

    [Fact]
    public async Task More_motion_moves_more_and_the_clip_is_as_long()
    {
        var moves = new Dictionary<int, double>();
        foreach (var motion in (int[])[0, 1, 4])
        {
            var frames = await FramesAsync(Ball with { Motion = motion });
            Assert.Equal(17, frames.Count);
            moves[motion] = frames.Zip(frames.Skip(1), Distance).Average();
        }

        Assert.True(moves[0] * 1.3 < moves[1] && moves[1] * 1.1 < moves[4], string.Join(", ", moves));
    }

    [Fact]
    public async Task Motion_one_is_the_models_own_and_so_is_a_request_of_an_older_bot()
    {
        var old = System.Text.Json.JsonSerializer.Deserialize<ClipRequest>("""{"Prompt":"a red ball bouncing in the desert","Seed":3,"Seconds":0.5,"Model":"pocket"}""")!;
        var clip = (await pocket.Maker.MakeAsync(old, null, null, Cancel)).Mp4;

        foreach (var same in (ClipRequest[])[old with { Motion = 1, FramesPerSecond = 8 }, old with { Guidance = 4, Camera = "  ", Style = " " }])
            Assert.Equal(clip, (await pocket.Maker.MakeAsync(same, null, null, Cancel)).Mp4);
    }

    [Theory]
    [InlineData(9.5, false, 11)]
    [InlineData(12, false, 14)]
    [InlineData(24, false, 27)]
    [InlineData(24, true, 27)]
    [InlineData(8, true, 9)]
    public async Task The_rate_asked_for_is_the_files_whatever_else_is(double rate, bool smooth, int frames)
    {
        var clip = await pocket.Maker.MakeAsync(Ball with { Seconds = 1, FramesPerSecond = rate, Smooth = smooth }, null, null, Cancel);

        Assert.Equal((rate, frames), (clip.Info.FramesPerSecond, clip.Info.Frames));
        var probe = await MediaTool.ProbeAsync(clip.Mp4);
        Assert.Equal((rate == 9.5 ? "19/2" : $"{rate}/1", $"{frames}"), (probe["r_frame_rate"], probe["nb_read_frames"]));
        Assert.Equal(9 / 8.0, double.Parse(probe["duration"], System.Globalization.CultureInfo.InvariantCulture), 0.06);
        Assert.Equal(rate == 8 && smooth ? ["Smooth changes nothing at 8 frames a second: so many are there without it."] : (string[])[], clip.Notes);
    }

    [Fact]
    public async Task A_whole_film_obeys_them_all_together()
    {
        var film = await pocket.Maker.MakeAsync(new()
        {
            Prompt = "",
            Style = "at night",
            Shots = [new() { Prompt = "a red ball", Seconds = 1 }, new() { Prompt = "a cat", Seconds = 1, Transition = Transition.Dissolve }, new() { Prompt = "a dog", Seconds = 1, Transition = Transition.Continue }],
            Motion = 4,
            Camera = "pan left",
            FramesPerSecond = 12,
            Smooth = true,
        }, null, null, Cancel);

        Assert.Equal((12.0, 36, 256), (film.Info.FramesPerSecond, film.Info.Frames, film.Info.WidthPixels));
        Assert.Equal("36", (await MediaTool.ProbeAsync(film.Mp4))["nb_read_frames"]);
        Assert.Equal(["Smooth changes nothing at 12 frames a second: so many are there without it."], film.Notes); // 16 of the model's for a second that is shown
    }

    [Theory]
    [InlineData(0, false, 8)]
    [InlineData(4, false, 16)]
    [InlineData(3, true, 8)]
    public async Task What_is_added_to_a_clip_has_the_length_and_the_motion_asked_for(int motion, bool backward, int rate)
    {
        var clip = await pocket.Maker.MakeAsync(Ball with { Seconds = 1 }, null, null, Cancel);

        var longer = await pocket.Maker.MakeAsync(
            Ball with { Kind = ClipKind.Extend, Seconds = 1, Backward = backward, Motion = motion, FramesPerSecond = rate }, new() { Clip = clip.Mp4 }, null, Cancel);

        Assert.Equal((17 * rate / 8, (double)rate), (longer.Info.Frames, longer.Info.FramesPerSecond));
        var (before, after) = (await Frames(clip.Mp4), (await Frames(longer.Mp4)).Where((_, i) => i % (rate / 8) == 0).ToList());
        Assert.All(before.Zip(after.Skip(backward ? 8 : 0)), pair => Assert.InRange(Distance(pair.First, pair.Second), 0, 6)); // its own frames stay
    }

    [Fact]
    public async Task A_clip_that_ends_with_a_picture_ends_with_it_at_any_motion()
    {
        var picture = await File.ReadAllBytesAsync(Path.Combine(Pocket.Folder, "golden", "image", "image.png"), Cancel);
        var own = await pocket.Maker.MakeAsync(Ball with { Seconds = 1 }, new() { EndPicture = picture }, null, Cancel);
        var fast = await pocket.Maker.MakeAsync(Ball with { Seconds = 1, Motion = 2 }, new() { EndPicture = picture }, null, Cancel);

        Assert.Equal(own.Info.Frames, fast.Info.Frames);
        Assert.InRange(Distance((await Frames(own.Mp4))[^1], (await Frames(fast.Mp4))[^1]), 0, 12);
    }

    [Fact]
    public async Task Guidance_changes_the_frames_and_one_is_the_unguided_run()
    {
        var request = Ball with { Seconds = 1 };
        var (own, strong) = (await StillAsync(), await FramesAsync(request with { Guidance = 12 }));
        Assert.InRange(own.Zip(strong, Distance).Average(), 1, 255);

        var one = await pocket.Maker.MakeAsync(request with { Guidance = 1 }, null, null, Cancel);
        var unguided = await pocket.Maker.MakeAsync(request, null, null, Cancel, new() { Guidance = 1 });
        Assert.Equal(unguided.Mp4, one.Mp4);
        Assert.NotEqual(own[4], (await Frames(one.Mp4))[4]);
        Assert.Empty(one.Notes);
    }

    [Fact]
    public async Task A_style_is_read_after_the_prompt_and_is_not_the_users_own()
    {
        var styled = await pocket.Maker.MakeAsync(Ball with { Seconds = 1, Style = " at night " }, null, null, Cancel);
        var spelt = await pocket.Maker.MakeAsync(Ball with { Seconds = 1, Prompt = Ball.Prompt + ", at night" }, null, null, Cancel);

        Assert.Equal(await Frames(spelt.Mp4), await Frames(styled.Mp4));
        Assert.NotEqual(await StillAsync(), await Frames(styled.Mp4));
        Assert.DoesNotContain("night", System.Text.Encoding.Latin1.GetString(styled.Mp4), StringComparison.Ordinal); // title, comment, XMP
        var shot = new Shot { Prompt = Ball.Prompt, Seconds = 0.5 };
        var board = new ClipRequest { Prompt = "in the snow", Shots = [shot, shot], Seed = 3 };
        Assert.Equal(
            await FramesAsync(board with { Prompt = "in the snow, at night" }), await FramesAsync(board with { Style = "at night" }));
    }

    [Fact]
    public async Task An_uploaded_clip_gets_a_camera_and_a_rate_at_its_own_size()
    {
        var sent = await MediaTool.PictureAsync("testsrc2=s=96x64:r=30", "-t", "1", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4");

        var clip = await pocket.Maker.MakeAsync(
            new() { Prompt = "", Kind = ClipKind.Enlarge, Camera = "rotate acw", FramesPerSecond = 24, Guidance = 5 }, new() { Clip = sent }, null, Cancel);

        Assert.Equal((96, 64, 24, 24.0), (clip.Info.WidthPixels, clip.Info.HeightPixels, clip.Info.Frames, clip.Info.FramesPerSecond));
        Assert.Equal(["Guidance changes nothing here: no model makes the clip anew."], clip.Notes);
    }

    /// <summary>A second of the ball without anything asked for.</summary>
    private async Task<List<byte[]>> StillAsync() => await (_still ??= FramesAsync(Ball with { Seconds = 1 }));

    private async Task<List<byte[]>> FramesAsync(ClipRequest request) => await Frames((await pocket.Maker.MakeAsync(request, null, null, Cancel)).Mp4);

    private static async Task<List<byte[]>> Frames(byte[] mp4)
    {
        var raw = await MediaTool.RunAsync("ffmpeg", mp4, "-i", "pipe:0", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1");
        return [.. raw.Chunk(Side * Side * 3)];
    }

    /// <summary>Of those that may be, what fits best.</summary>
    private static double Best(IEnumerable<double> all, Func<double, double> error) => all.MinBy(error);

    /// <summary>How far what the camera shows is from that part of the frame without it, looked up pixel by pixel: mean absolute difference.</summary>
    private static double Likeness(byte[] still, byte[] moved, double centreX, double centreY, double scale, double degrees)
    {
        var (sum, count) = (0L, 0);
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        for (var y = 8; y < Side - 24; y += 2) // not where the mark is
        {
            for (var x = 8; x < Side - 8; x += 2)
            {
                var (right, down) = ((x - Side / 2 + 0.5) * scale, (y - Side / 2 + 0.5) * scale);
                var fromX = (int)Math.Floor(Side / 2 + centreX * Side + right * cos + down * sin);
                var fromY = (int)Math.Floor(Side / 2 + centreY * Side - right * sin + down * cos);
                if (fromX < 0 || fromY < 0 || fromX >= Side || fromY >= Side - 20)
                    continue;
                for (var c = 0; c < 3; c++)
                    sum += Math.Abs(moved[(y * Side + x) * 3 + c] - still[(fromY * Side + fromX) * 3 + c]);
                count++;
            }
        }

        return (double)sum / count;
    }

    private static double Distance(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();
}
