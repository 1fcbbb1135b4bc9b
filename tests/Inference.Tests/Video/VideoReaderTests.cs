using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Tests.Video;

public sealed class VideoReaderTests
{
    /// <summary>Frame n is grey of brightness 20 + 8·n: each can be told from the others.</summary>
    private const string Counting = "color=black:s=64x48:r=12:d=2,format=gray,geq=lum='20+8*N'";

    /// <summary>Red at the left, blue at the right.</summary>
    private const string RedBlue = "color=red:s=64x32:r=10:d=0.5,format=rgb24,drawbox=x=32:w=32:h=32:color=blue:t=fill";

    private const string NoClip = "The file is no MP4, MOV, WebM, GIF or animated PNG clip: send one of these.";

    private const string Damaged = "The clip is damaged or in a form that cannot be read: save it again as an MP4 and send it.";

    private static readonly string[] Mp4 = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-qp", "4", "-f", "mp4"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-c:v libx264 -pix_fmt yuv420p -qp 4 -bf 3 -f mp4")]
    [InlineData("-c:v libx264 -pix_fmt yuv420p -qp 4 -movflags +faststart -f mp4")]
    [InlineData("-c:v libx264 -pix_fmt yuv420p -qp 4 -movflags +frag_keyframe+empty_moov -f mp4")]
    [InlineData("-c:v libx264 -pix_fmt yuv420p -qp 4 -f mov")]
    [InlineData("-c:v libvpx -auto-alt-ref 1 -lag-in-frames 12 -b:v 2M -qmin 4 -qmax 4 -f webm")]
    [InlineData("-c:v libvpx-vp9 -cpu-used 8 -crf 4 -b:v 0 -f webm")]
    [InlineData("-c:v libvpx-vp9 -cpu-used 8 -crf 4 -b:v 0 -live 1 -f webm")]
    [InlineData("-f gif")]
    [InlineData("-f apng")]
    public async Task Each_container_gives_each_frame_once_at_its_own_rate(string format)
    {
        var clip = await MediaTool.PictureAsync(Counting, format.Split(' '));

        var header = await ProbeAsync(clip);
        var frames = await ReadAsync(clip, header, 32, 24, header.FramesPerSecond);

        Assert.Equal((64, 48, 24), (header.WidthPixels, header.HeightPixels, header.Frames));
        Assert.Equal(12, header.FramesPerSecond, 0.001);
        Assert.Equal(2, header.Seconds, 0.001);
        Assert.Equal(24, frames.Count);
        Assert.All(frames, (frame, n) => Assert.InRange(Mean(frame), 20 + 8 * n - 4, 20 + 8 * n + 4)); // the next is 8 away
    }

    [Theory]
    [InlineData("24000/1001", 23.976)]
    [InlineData("30000/1001", 29.97)]
    [InlineData("60", 60)]
    [InlineData("7.5", 7.5)]
    public async Task Broken_rates_keep_every_frame(string rate, double framesPerSecond)
    {
        foreach (var container in (string[])["mp4", "webm"])
        {
            string[] codec = container == "mp4" ? Mp4 : ["-c:v", "libvpx", "-deadline", "realtime", "-b:v", "2M", "-qmin", "4", "-qmax", "4", "-crf", "4", "-f", "webm"];
            var clip = await MediaTool.PictureAsync($"color=black:s=32x32:r={rate},format=gray,geq=lum='20+4*N',trim=end_frame=50", codec);

            var header = await ProbeAsync(clip);
            var frames = await ReadAsync(clip, header, 32, 32, header.FramesPerSecond);

            Assert.Equal(framesPerSecond, header.FramesPerSecond, 0.01);
            Assert.Equal(50, header.Frames);
            Assert.All(frames, (frame, n) => Assert.InRange(Mean(frame), 20 + 4 * n - 3, 20 + 4 * n + 3));
        }
    }

    [Theory]
    [InlineData(24, 48)]
    [InlineData(6, 12)]
    [InlineData(8, 16)]
    [InlineData(29.97, 60)]
    public async Task Another_rate_keeps_the_length_and_the_order(double framesPerSecond, int expected)
    {
        var clip = await MediaTool.PictureAsync(Counting, Mp4);
        var header = await ProbeAsync(clip);

        var frames = await ReadAsync(clip, header, 16, 12, framesPerSecond);

        Assert.Equal(expected, header.FramesAt(framesPerSecond));
        Assert.Equal(expected, frames.Count);
        Assert.All(frames, (frame, n) => Assert.InRange(Mean(frame), 20 + 8 * (n * 12 / framesPerSecond - 1), 20 + 8 * (n * 12 / framesPerSecond + 1)));
    }

    [Fact]
    public async Task Frames_that_come_unevenly_are_shown_when_they_were()
    {
        // Of 24 places at 12 frames a second frames 5 to 11 are missing: frame 4 stands still.
        var clip = await MediaTool.PictureAsync(Counting, ["-vf", "select='not(between(n,5,11))'", "-fps_mode", "vfr", .. Mp4]);

        var header = await ProbeAsync(clip);
        var frames = await ReadAsync(clip, header, 16, 12, 12);

        Assert.Equal(2, header.Seconds, 0.1);
        Assert.Equal(17, header.Frames);
        Assert.Equal(24, frames.Count, 1.0);
        Assert.All(Enumerable.Range(4, 7), n => Assert.InRange(Mean(frames[n]), 48, 56));
        Assert.InRange(Mean(frames[13]), 20 + 8 * 13 - 5, 20 + 8 * 13 + 5);
    }

    [Theory]
    [InlineData(0, 64, 32)]
    [InlineData(90, 32, 64)]
    [InlineData(180, 64, 32)]
    [InlineData(270, 32, 64)]
    public async Task A_turned_clip_is_set_upright(int angle, int width, int height)
    {
        var flat = await MediaTool.PictureAsync(RedBlue, Mp4);
        var clip = await RemuxAsync(flat, ["-display_rotation", $"{angle}"], ["-metadata:s:v", $"rotate={angle}"]);

        var header = await ProbeAsync(clip);
        var frame = (await ReadAsync(clip, header, width, height, header.FramesPerSecond))[0];

        Assert.Equal((width, height), (header.WidthPixels, header.HeightPixels));
        var (x, y) = angle switch { 0 => (4, 16), 180 => (60, 16), 90 => (16, 4), _ => (16, 60) }; // where the stored left is now
        var player = await MediaTool.RunAsync("ffmpeg", clip, "-i", "pipe:0", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1");
        Assert.Equal(player[(y * width + x) * 3] > 128, frame[(y * width + x) * 3] > 128); // as ffmpeg's own turning shows it
        Assert.Contains(((int X, int Y)[])[(4, height / 2), (width - 4, height / 2), (width / 2, 4), (width / 2, height - 4)], p => IsRed(frame, width, p.X, p.Y));
    }

    [Fact]
    public async Task Pixels_that_are_not_square_are_shown_as_they_look()
    {
        var clip = await MediaTool.PictureAsync(RedBlue + ",setsar=2", Mp4);

        var header = await ProbeAsync(clip);
        var frame = (await ReadAsync(clip, header, 32, 32, header.FramesPerSecond))[0];

        Assert.Equal((128, 32), (header.WidthPixels, header.HeightPixels));
        Assert.True(IsRed(frame, 32, 14, 16) && !IsRed(frame, 32, 18, 16)); // the centre's square is still half red
    }

    [Fact]
    public async Task It_is_cropped_around_its_centre_and_keeps_an_odd_size()
    {
        var clip = await MediaTool.PictureAsync(
            "color=white:s=61x21:r=5:d=1,format=rgb24,drawbox=x=20:w=21:h=21:color=lime:t=fill", "-c:v", "libx264rgb", "-qp", "0", "-f", "mp4");
        var header = await ProbeAsync(clip);
        Assert.Equal((61, 21), (header.WidthPixels, header.HeightPixels));

        var square = (await ReadAsync(clip, header, 40, 40, 5))[0];
        Assert.All(square.Chunk(3), p => Assert.True(p[0] < 30 && p[1] > 225));
        var same = (await ReadAsync(clip, header, 61, 21, 5))[0];
        var expected = await MediaTool.RunAsync("ffmpeg", clip, "-i", "pipe:0", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1");
        Assert.Equal(expected, same);
    }

    [Fact]
    public async Task What_is_transparent_lies_on_white()
    {
        var clip = await MediaTool.PictureAsync("color=blue@0.0:s=16x16:r=5:d=1,format=rgba", "-f", "apng");
        var header = await ProbeAsync(clip);

        Assert.All((await ReadAsync(clip, header, 16, 16, 5))[^1], b => Assert.Equal(255, b));
    }

    [Fact]
    public async Task What_is_no_clip_is_refused_by_its_first_bytes_before_ffmpeg_sees_it()
    {
        var nothing = new InferenceOptions { Ffmpeg = "/nowhere/ffmpeg" };
        byte[][] files = [
            "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"u8.ToArray(), "ffconcat version 1.0\nfile /etc/passwd\n"u8.ToArray(),
            "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'/>"u8.ToArray(), "1\n00:00:01,000 --> 00:00:02,000\nsubtitle\n"u8.ToArray(),
            "[Script Info]\nTitle: x\n"u8.ToArray(), "just a text, named clip.mp4"u8.ToArray(), new byte[64], "RIFF\x10\0\0\0WEBPVP8X"u8.ToArray(),
            [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[12]], PngWriter.Write([1, 2, 3], 1, 1), "moov"u8.ToArray()];
        foreach (var file in files)
            await RefusedAsync(file, NoClip, nothing);
        await RefusedAsync([], "The clip is empty (0 bytes): send it again.", nothing);
        await RefusedAsync(new byte[200_000], "The clip has 0.2 MiB: send one of at most 0.1 MiB.", new InferenceOptions { MaxSourceBytes = 100_000 });
    }

    [Fact]
    public async Task An_mp4_whose_pictures_lie_in_another_file_is_refused_and_that_file_stays_closed()
    {
        var clip = await MediaTool.PictureAsync(RedBlue, [.. Mp4[..^1], "mov"]);
        var at = clip.AsSpan().IndexOf("dref"u8);
        var entry = clip.AsSpan(at + 12); // after the box's kind, its version, flags and count
        Assert.True(entry[4..8].SequenceEqual("url "u8) || entry[4..8].SequenceEqual("alis"u8));
        entry[11] = 0; // no longer "in this file"

        await RefusedAsync(clip, "The clip's pictures lie in another file: save it as an MP4 that holds them, and send that.", new InferenceOptions { Ffmpeg = "/nowhere/ffmpeg" });

        byte[] compressed = [0, 0, 0, 16, .. "ftypqt  "u8, 0, 0, 0, 0, 0, 0, 0, 16, .. "moov"u8, 0, 0, 0, 8, .. "cmov"u8];
        await RefusedAsync(compressed, null, new InferenceOptions { Ffmpeg = "/nowhere/ffmpeg" });
    }

    [Fact]
    public async Task An_hour_is_refused_by_its_header_at_once()
    {
        var hour = await MediaTool.PictureAsync("color=black:s=16x16:r=1:d=3600", [.. Mp4, "-preset", "ultrafast"]);
        var webm = await RemuxAsync(hour, [], ["-f", "matroska"]);
        var time = Stopwatch.StartNew();

        await RefusedAsync(hour, "The clip is 3600 s long: cut it to at most 60 s.");
        await RefusedAsync(webm, "The clip is 3600 s long: cut it to at most 60 s.");

        Assert.InRange(time.Elapsed.TotalSeconds, 0, 8); // some tenths; the machine may be busy
    }

    [Fact]
    public async Task A_header_that_tells_a_shorter_clip_than_there_is_is_not_believed()
    {
        var hour = await MediaTool.PictureAsync("color=black:s=16x16:r=1:d=3600", [.. Mp4, "-preset", "ultrafast"]);
        var live = await RemuxAsync(hour, [], ["-f", "matroska", "-live", "1"]); // tells no length at all

        Assert.StartsWith("The clip is ", await RefusedAsync(live, null));
        foreach (var box in (string[])["mvhd", "mdhd", "tkhd"])
        {
            var at = hour.AsSpan().IndexOf(Encoding.ASCII.GetBytes(box));
            BinaryPrimitives.WriteInt32BigEndian(hour.AsSpan(at + (box == "tkhd" ? 24 : 20)), 1000);
        }

        var refused = await Assert.ThrowsAsync<ClipRefusedException>(() => ProbeAsync(hour));
        Assert.StartsWith("The clip is ", refused.Message);
    }

    [Fact]
    public async Task A_clip_of_just_the_longest_length_is_read()
    {
        var clip = await MediaTool.PictureAsync("color=black:s=16x16:r=8:d=60", [.. Mp4, "-preset", "ultrafast"]);
        Assert.Equal(480, (await ProbeAsync(clip)).Frames);
        await RefusedAsync(clip, "The clip is 60 s long: cut it to at most 2.5 s.", new InferenceOptions { MaxClipSeconds = 2.5 });
    }

    [Fact]
    public async Task Too_many_pixels_are_refused()
    {
        var clip = await MediaTool.PictureAsync("color=red:s=300x200:r=5:d=1", Mp4);
        await RefusedAsync(clip, "The clip has 300 x 200 pixels: make each side at most 256.", new InferenceOptions { MaxSourceSidePixels = 256 });

        var sound = await MediaTool.PictureAsync("sine=d=1", "-c:a", "aac", "-f", "mp4");
        await RefusedAsync(sound, Damaged);
    }

    [Fact]
    public async Task A_cut_or_damaged_clip_is_refused_or_read_but_never_hangs_or_breaks()
    {
        var clip = await MediaTool.PictureAsync("testsrc2=s=64x48:r=10:d=1", [.. Mp4, "-movflags", "+faststart"]);
        await RefusedAsync(clip[..(clip.Length / 2)], null);
        var random = new Random(5);
        for (var i = 0; i < 24; i++)
        {
            var broken = i % 2 == 0 ? clip[..random.Next(1, clip.Length)] : [.. clip];
            for (var n = 0; n < 1 + i; n++)
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            try
            {
                var header = await ProbeAsync(broken);
                var frames = await ReadAsync(broken, header, 16, 16, 10);
                Assert.Equal(header.FramesAt(10), frames.Count);
            }
            catch (ClipRefusedException e)
            {
                Assert.Equal(FailureStage.Picture, e.Stage);
            }
        }
    }

    [Fact]
    public async Task Memory_has_an_end()
    {
        var clip = await MediaTool.PictureAsync("color=red:s=4096x4096:r=2:d=1", [.. Mp4, "-preset", "ultrafast"]);
        var header = await ProbeAsync(clip);
        var tight = new InferenceOptions { FfmpegMiB = 120 };

        var refused = await Assert.ThrowsAsync<ClipRefusedException>(() => ReadAsync(clip, header, 64, 64, 2, tight));

        Assert.Equal(Damaged, refused.Message);
        Assert.Equal(2, (await ReadAsync(clip, header, 64, 64, 2)).Count);
    }

    [Fact]
    public async Task A_reader_that_stops_or_is_cancelled_leaves_no_process_and_no_file()
    {
        var clip = await MediaTool.PictureAsync("testsrc2=s=640x480:r=30:d=4", Mp4);
        var header = await ProbeAsync(clip);
        using var place = new TemporaryPlace();

        await foreach (var _ in VideoReader.ReadAsync(clip, header, 640, 480, 30, place.Options, Cancel))
            break;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in VideoReader.ReadAsync(clip, header, 640, 480, 30, place.Options, stop.Token))
                await stop.CancelAsync();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => VideoReader.ProbeAsync(clip, place.Options, new CancellationToken(true)));

        place.AssertEmpty();
    }

    [Theory]
    [InlineData(new[] { 0.0, 0.1, 0.2, 0.3 }, 10, 4, true)]
    [InlineData(new[] { 0.2, 0.0, 0.1, 0.3 }, 10, 4, true)]
    [InlineData(new[] { 0.0, 0.033, 0.067, 0.1 }, 30, 4, true)]
    [InlineData(new[] { 0.0, 0.1, 0.1, 0.2 }, 10, 3, true, 10.0)] // one of them hidden
    [InlineData(new[] { 5.0 }, 10, 1, true)]
    [InlineData(new[] { 0.0, 0.1, 0.5, 0.6 }, 4 / 0.7, 4, false)]
    public void A_rhythm_is_found_in_times(double[] times, double framesPerSecond, int frames, bool isConstant, double told = 0)
    {
        var rhythm = FrameTimes.Of(times, 0.1, told);

        Assert.Equal(framesPerSecond, rhythm.FramesPerSecond, 0.01);
        Assert.Equal((frames, isConstant), (rhythm.Frames, rhythm.IsConstant));
    }

    private static Task<VideoHeader> ProbeAsync(byte[] clip, InferenceOptions? options = null) =>
        VideoReader.ProbeAsync(clip, options ?? new InferenceOptions(), Cancel);

    private static async Task<List<byte[]>> ReadAsync(
        byte[] clip, VideoHeader header, int width, int height, double framesPerSecond, InferenceOptions? options = null)
    {
        var frames = new List<byte[]>();
        await foreach (var frame in VideoReader.ReadAsync(clip, header, width, height, framesPerSecond, options ?? new InferenceOptions(), Cancel))
        {
            Assert.Equal(width * height * 3, frame.Length);
            frames.Add(frame);
        }

        return frames;
    }

    /// <summary>Refused by the probe, or at the latest by reading.</summary>
    private static async Task<string> RefusedAsync(byte[] clip, string? sentence, InferenceOptions? options = null)
    {
        var refused = await Assert.ThrowsAsync<ClipRefusedException>(async () =>
        {
            var header = await ProbeAsync(clip, options);
            await ReadAsync(clip, header, 16, 16, header.FramesPerSecond, options);
        });
        Assert.Equal(FailureStage.Picture, refused.Stage);
        if (sentence is not null)
            Assert.Equal(sentence, refused.Message);
        return refused.Message;
    }

    private static async Task<byte[]> RemuxAsync(byte[] clip, string[] input, string[] output)
    {
        var (from, to) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            await File.WriteAllBytesAsync(from, clip, Cancel);
            if (input is ["-display_rotation", ..]) // before ffmpeg 6 a tag of the output's stream does it
                input = [];
            await MediaTool.RunAsync("ffmpeg", [], [.. input, "-i", from, "-c", "copy", .. output is ["-f", ..] ? output : [.. output, "-f", "mp4"], "-y", to]);
            return await File.ReadAllBytesAsync(to, Cancel);
        }
        finally
        {
            File.Delete(from);
            File.Delete(to);
        }
    }

    private static double Mean(byte[] frame) => frame.Average(b => (double)b);

    private static bool IsRed(byte[] frame, int width, int x, int y) => frame[(y * width + x) * 3] > 180 && frame[(y * width + x) * 3 + 2] < 80;
}
