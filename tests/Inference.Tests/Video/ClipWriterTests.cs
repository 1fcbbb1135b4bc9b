using System.Diagnostics;
using System.Text;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Tests.Video;

public sealed class ClipWriterTests
{
    private static readonly ClipOrigin Cat = new("pocket", 7, "a cat & a <dog>", "rain");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(64, 64, 8, 17)]
    [InlineData(64, 96, 8, 1)]
    [InlineData(63, 65, 16, 3)]
    [InlineData(256, 256, 24000 / 1001.0, 30)]
    [InlineData(16, 16, 60, 9)]
    public async Task Each_frame_is_in_the_file_at_its_time(int width, int height, double framesPerSecond, int frames)
    {
        foreach (var (isMarked, asked) in ((bool, int)[])[(true, frames), (false, frames), (true, 0)]) // 0: nobody knows how many, so it is spooled
        {
            var format = new ClipFormat(width, height, framesPerSecond, asked, Cat);
            var (clip, _) = await WriteAsync(format, Enumerable.Range(0, frames).Select(n => Striped(format, n)), new InferenceOptions { Watermark = isMarked });

            var probe = await MediaTool.ProbeAsync(clip);
            var size = format.FileSize(256);
            Assert.Equal(($"{size.WidthPixels}", $"{size.HeightPixels}", $"{frames}"), (probe["width"], probe["height"], probe["nb_read_frames"]));
            Assert.Equal(("yuv420p", "bt709", "tv"), (probe["pix_fmt"], probe["color_space"], probe["color_range"]));
            Assert.Equal(frames / framesPerSecond, double.Parse(probe["duration"], System.Globalization.CultureInfo.InvariantCulture), 0.01);
            Assert.Equal(["ftyp", "moov", "mdat", "uuid"], Mp4Box.List(clip, 0, clip.Length).Select(box => box.Kind).Where(kind => kind != "free"));
            var header = await VideoReader.ProbeAsync(clip, new InferenceOptions(), Cancel);
            Assert.Equal(framesPerSecond, header.FramesPerSecond, 0.02 * framesPerSecond);
        }
    }

    [Fact]
    public async Task An_upload_keeps_its_size_and_an_odd_one_gets_one_more_row_and_column()
    {
        var format = new ClipFormat(63, 41, 10, 2, Cat) { IsUpload = true };
        var white = new byte[63 * 41 * 3];
        Array.Fill<byte>(white, 255);

        var (clip, _) = await WriteAsync(format, [white, white], new InferenceOptions { Watermark = false });

        var rgb = await FramesAsync(clip);
        Assert.Equal(64 * 42 * 3 * 2, rgb.Length); // a blank beginning stays as well
        Assert.All(rgb, b => Assert.InRange(b, 250, 255));
    }

    [Fact]
    public async Task A_clip_that_comes_out_too_large_is_encoded_a_second_time_and_fits()
    {
        var format = new ClipFormat(320, 240, 16, 64, Cat);
        var options = new InferenceOptions { MaxClipBytes = 400_000 };

        var (clip, writer) = await WriteAsync(format, Noise(format, 64), options);

        Assert.True(writer.IsEncodedTwice);
        Assert.InRange(clip.Length, 250_000, 400_000);
        Assert.Equal("64", (await MediaTool.ProbeAsync(clip))["nb_read_frames"]);
    }

    [Fact]
    public async Task A_clip_that_fits_is_encoded_once_at_the_quality_asked_for_however_lively_a_part_of_it_is()
    {
        // A second of noise, then seven of stillness: a cap on the rate would starve the second that there is room for.
        var format = new ClipFormat(320, 240, 16, 128, Cat);
        var noise = Noise(format, 16).ToList();
        var options = new InferenceOptions { MaxClipBytes = 3_000_000 };

        var (clip, writer) = await WriteAsync(format, noise.Concat(Enumerable.Repeat(noise[^1], 112)), options);

        Assert.False(writer.IsEncodedTwice);
        Assert.InRange(clip.Length, 500_000, 3_000_000);
    }

    [Fact]
    public async Task A_lively_part_of_a_clip_that_is_too_large_gets_most_of_its_bytes()
    {
        var format = new ClipFormat(320, 240, 16, 128, Cat);
        var noise = Noise(format, 16).ToList();

        var (clip, writer) = await WriteAsync(format, noise.Concat(Enumerable.Repeat(noise[^1], 112)), new InferenceOptions { MaxClipBytes = 600_000 });

        Assert.True(writer.IsEncodedTwice);
        Assert.InRange(clip.Length, 250_000, 600_000); // a cap of the mean rate would leave it an eighth: 75,000
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(40)]
    public async Task Noise_of_any_length_fits(int frames)
    {
        var format = new ClipFormat(512, 384, 16, frames, Cat);

        var (clip, _) = await WriteAsync(format, Noise(format, frames), new InferenceOptions { MaxClipBytes = 100_000, Crf = 1 });

        Assert.InRange(clip.Length, 20_000, 100_000);
        Assert.Equal($"{frames}", (await MediaTool.ProbeAsync(clip))["nb_read_frames"]);
    }

    [Fact]
    public async Task More_frames_than_were_said_still_fit()
    {
        foreach (var said in (int[])[0, 10, 50])
        {
            var format = new ClipFormat(160, 120, 10, said, Cat);
            var (clip, _) = await WriteAsync(format, Noise(format, 60), new InferenceOptions { MaxClipBytes = 300_000 });
            Assert.InRange(clip.Length, 100_000, 300_000);
        }
    }

    [Fact]
    public async Task The_file_tells_where_it_comes_from_in_words_that_players_and_programs_find()
    {
        var format = new ClipFormat(64, 64, 8, 2, Cat);
        var (clip, _) = await WriteAsync(format, [Striped(format, 0), Striped(format, 1)]);

        var probe = await MediaTool.ProbeAsync(clip);
        Assert.Equal("a cat & a <dog>", probe["TAG:title"]);
        Assert.Equal("made by AI; model: pocket; seed: 7; prompt: a cat & a <dog>; negative prompt: rain", probe["TAG:comment"]);
        var xmp = Encoding.UTF8.GetString(clip.AsSpan(clip.AsSpan().LastIndexOf("<?xpacket begin"u8)));
        Assert.Contains("Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia\"", xmp, StringComparison.Ordinal);
        var parsed = System.Xml.Linq.XDocument.Parse(xmp[xmp.IndexOf("<x:xmpmeta", StringComparison.Ordinal)..xmp.IndexOf("<?xpacket end", StringComparison.Ordinal)]);
        Assert.Contains("a cat & a <dog>", parsed.Root!.Value, StringComparison.Ordinal);
        var box = Mp4Box.List(clip, 0, clip.Length)[^1];
        Assert.Equal("BE7ACFCB97A942E89C71999491E3AFAC", Convert.ToHexString(clip.AsSpan(box.Content, 16)));
    }

    [Fact]
    public async Task Of_a_private_clip_no_prompt_is_in_the_file()
    {
        var format = new ClipFormat(64, 64, 8, 1, Cat with { Prompt = "secretcat", Negative = "secretdog", IsPrivate = true });
        var (clip, _) = await WriteAsync(format, [Striped(format, 0)]);

        Assert.Equal(-1, clip.AsSpan().IndexOf("secret"u8));
        Assert.Equal("made by AI; model: pocket; seed: 7", (await MediaTool.ProbeAsync(clip))["TAG:comment"]);
    }

    [Fact]
    public async Task Endless_and_odd_prompts_are_written_as_one_short_line()
    {
        var odd = string.Concat(Enumerable.Repeat("a\u0000\n\u0007=;#\\'\"\uD83D\uDE00\uD83D", 20_000));
        var format = new ClipFormat(64, 64, 8, 1, new ClipOrigin("pocket", 1, odd, odd));
        var (clip, _) = await WriteAsync(format, [Striped(format, 0)]);

        Assert.StartsWith("made by AI; model: pocket; seed: 1; prompt: a   =;#\\'\"😀", (await MediaTool.ProbeAsync(clip))["TAG:comment"]);
        Assert.InRange(clip.Length, 1000, 100_000);
    }

    [Theory]
    [InlineData(3, 20, 17)]
    [InlineData(5, 20, 15)] // half a second
    [InlineData(6, 20, 20)] // more than that: the first frame would be blank all the same
    [InlineData(20, 20, 20)]
    [InlineData(1, 1, 1)]
    [InlineData(0, 4, 4)]
    public async Task A_blank_beginning_is_left_out_if_it_is_short(int blank, int frames, int expected)
    {
        var format = new ClipFormat(64, 64, 10, frames, Cat);
        var grey = new byte[64 * 64 * 3];
        Array.Fill<byte>(grey, 90);

        foreach (var together in (bool[])[true, false]) // in one piece, and frame by frame
        {
            var (clip, writer) = await WriteAsync(
                format, Enumerable.Range(0, frames).Select(n => n < blank ? grey : Striped(format, n)), together: together);
            Assert.Equal($"{expected}", (await MediaTool.ProbeAsync(clip))["nb_read_frames"]);
            Assert.Equal(expected, writer.Frames);
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("b", 0)]
    [InlineData("d", 0)]
    [InlineData("bd", 1)]
    [InlineData("bbbd", 3)]
    [InlineData("bbbbd", 0)]
    [InlineData("bdbd", 1)]
    public void What_is_left_out_is_what_comes_before_the_first_frame_with_detail(string frames, int leftOut) =>
        Assert.Equal(leftOut, BlankStart.Leading([.. frames.Select(f => f == 'b')], 3));

    [Fact]
    public void Flat_colours_and_their_noise_are_blank_and_a_small_thing_on_them_is_not()
    {
        var flat = new byte[64 * 64 * 3];
        var random = new Random(2);
        for (var i = 0; i < flat.Length; i++)
            flat[i] = (byte)(100 + random.Next(-3, 4));
        Assert.True(BlankStart.IsBlank(flat));
        for (var y = 30; y < 38; y++) // one part in 64 of it
            flat.AsSpan((y * 64 + 30) * 3, 24).Fill(250);
        Assert.False(BlankStart.IsBlank(flat));
    }

    [Theory]
    [InlineData(256, 256)]
    [InlineData(1280, 720)]
    [InlineData(64, 40)]
    public async Task The_mark_is_in_the_lower_right_corner_of_each_frame_and_nowhere_else(int width, int height)
    {
        var format = new ClipFormat(width, height, 8, 3, Cat) { IsUpload = true };
        var grey = new byte[width * height * 3];
        Array.Fill<byte>(grey, 128);

        var marked = await FramesAsync((await WriteAsync(format, [grey, grey, grey])).Clip);
        var plain = await FramesAsync((await WriteAsync(format, [grey, grey, grey], new InferenceOptions { Watermark = false })).Clip);

        var mark = Watermark.For(width, height)!;
        Assert.InRange(mark.HeightPixels, height * 0.04, Math.Max(16, height * 0.09));
        foreach (var frame in marked.Chunk(grey.Length))
        {
            var (bright, dark) = (0, 0);
            for (var i = 0; i < width * height; i++)
            {
                var isInside = i % width >= mark.Left && i % width < mark.Left + mark.WidthPixels && i / width >= mark.Top && i / width < mark.Top + mark.HeightPixels;
                if (isInside)
                    (bright, dark) = (bright + (frame[i * 3] > 185 ? 1 : 0), dark + (frame[i * 3] < 95 ? 1 : 0));
                else if (i % width < mark.Left - 8 || i / width < mark.Top - 8)
                    Assert.InRange(frame[i * 3], 124, 132);
            }

            var area = (double)mark.WidthPixels * mark.HeightPixels;
            Assert.InRange(bright / area, 0.04, 0.4);
            Assert.InRange(dark / area, 0.3, 0.9);
        }

        Assert.All(plain, b => Assert.InRange(b, 124, 132));
        Assert.Null(Watermark.For(31, 500));
    }

    [Fact]
    public async Task Killed_half_way_ffmpeg_is_missed_at_once_and_nothing_stays()
    {
        using var place = new TemporaryPlace();
        var format = new ClipFormat(320, 240, 16, 1000, Cat);
        await using (var writer = ClipWriter.Start(format, place.Options))
        {
            await writer.WriteAsync(Striped(format, 0), Cancel);
            using (var ffmpeg = Process.GetProcessById(Assert.Single(place.Processes())))
            {
                ffmpeg.Kill();
                await ffmpeg.WaitForExitAsync(Cancel);
            }

            var failed = await Assert.ThrowsAsync<ModelException>(async () =>
            {
                for (var n = 0; n < 1000; n++)
                    await writer.WriteAsync(Striped(format, n), Cancel);
            });
            Assert.StartsWith("ffmpeg could not write the clip: ", failed.Message);
        }

        place.AssertEmpty();
    }

    [Fact]
    public async Task Cancelled_at_each_point_nothing_stays()
    {
        using var place = new TemporaryPlace();
        place.Options.MaxClipBytes = 100_000; // so that there is a second encoding to be cancelled in
        var format = new ClipFormat(320, 240, 16, 200, Cat);
        foreach (var point in (string[])["started", "writing", "finishing", "again"])
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            await using (var writer = ClipWriter.Start(format, place.Options))
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                {
                    if (point == "started")
                        await cancel.CancelAsync();
                    foreach (var frame in Noise(format, point == "started" ? 1 : 200))
                    {
                        var writing = writer.WriteAsync(frame, cancel.Token);
                        if (point == "writing" && writer.Frames > 100)
                            await cancel.CancelAsync();
                        await writing;
                    }

                    var finishing = writer.FinishAsync(cancel.Token);
                    while (point == "again" && !writer.IsEncodedTwice)
                        await Task.Delay(5, Cancel);
                    await cancel.CancelAsync();
                    await finishing;
                });
            }

            place.AssertEmpty();
        }
    }

    [Fact]
    public async Task A_full_disk_is_said_and_nothing_stays()
    {
        using var place = new TemporaryPlace();
        var small = new SmallDisk(place.Folder);
        if (!small.IsThere)
            return; // mounting needs rights that a developer may lack; where tests are counted they are there
        using (small)
        {
            var format = new ClipFormat(640, 480, 16, 400, Cat);
            var options = new InferenceOptions { TemporaryFolder = small.Folder };

            var failed = await Assert.ThrowsAsync<ModelException>(() => WriteAsync(format, Noise(format, 400), options));

            Assert.Equal($"A temporary file cannot be written in {small.Folder}: make room there, or name another in Inference:TemporaryFolder.", failed.Message);
            Assert.Empty(Directory.EnumerateFileSystemEntries(small.Folder));
            var refused = await Assert.ThrowsAsync<ModelException>(() => VideoReader.ProbeAsync(
                (byte[])[0, 0, 0, 16, .. "ftypisom"u8, .. new byte[4_000_000]], options, Cancel));
            Assert.Equal(failed.Message, refused.Message);
        }

        place.AssertEmpty();
    }

    private static async Task<(byte[] Clip, ClipWriter Writer)> WriteAsync(
        ClipFormat format, IEnumerable<byte[]> frames, InferenceOptions? options = null, bool together = false)
    {
        await using var writer = ClipWriter.Start(format, options ?? new InferenceOptions());
        if (together)
            await writer.WriteAsync(frames.SelectMany(f => f).ToArray(), Cancel);
        else
        {
            foreach (var frame in frames)
                await writer.WriteAsync(frame, Cancel);
        }

        return (await writer.FinishAsync(Cancel), writer);
    }

    /// <summary>Stripes that move by a pixel a frame.</summary>
    private static byte[] Striped(ClipFormat format, int n)
    {
        var rgb = new byte[format.WidthPixels * format.HeightPixels * 3];
        for (var i = 0; i < rgb.Length; i++)
            rgb[i] = (byte)((i / 3 % format.WidthPixels + n) / 4 % 2 == 0 ? 40 : 220);
        return rgb;
    }

    private static IEnumerable<byte[]> Noise(ClipFormat format, int frames)
    {
        var random = new Random(4);
        for (var n = 0; n < frames; n++)
        {
            var rgb = new byte[format.WidthPixels * format.HeightPixels * 3];
            random.NextBytes(rgb);
            yield return rgb;
        }
    }

    private static Task<byte[]> FramesAsync(byte[] clip) =>
        MediaTool.RunAsync("ffmpeg", clip, "-i", "pipe:0", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1");
}
