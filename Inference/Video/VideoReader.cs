using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Video;

/// <summary>Reads a user's clip by ffmpeg and ffprobe under limits of time, memory, pixels and length.</summary>
/// <remarks>
/// An MP4 from a phone has its index at the end, so a demuxer must seek: the clip lies in a private temporary file, alone. A pipe would need
/// that index rewritten first, by a parser of ours that sees every byte a stranger wrote; here ours reads box headers alone. That no other
/// file is opened rests on three walls: the demuxer is named by our own look at the first bytes and is the only one allowed, so playlists
/// (HLS, DASH, concat, numbered pictures, subtitles) have none; of those four demuxers only MP4's can name files, its references are switched
/// off and a clip that has one is refused; and "file" is the only protocol.
/// </remarks>
public static class VideoReader
{
    private const string Decoders =
        "h264,hevc,vp8,libvpx,vp9,libvpx-vp9,av1,libdav1d,libaom-av1,mpeg4,mjpeg,prores,gif,apng,png";

    private const string Damaged = "The clip is damaged or in a form that cannot be read: save it again as an MP4 and send it.";

    /// <summary>Our own longest clips end with a whole latent frame, a little after their last second.</summary>
    private const double LengthSlack = 0.5;

    /// <summary>More than any clip of the length allowed has; a file may claim any number.</summary>
    private const int MostFrames = 20_000;

    /// <summary>Reads size, rate and length, and refuses what must not be decoded.</summary>
    /// <exception cref="ClipRefusedException">Empty, no clip, too large or too long.</exception>
    /// <exception cref="ModelException">ffmpeg is missing, or there is no room for temporary files.</exception>
    public static async Task<VideoHeader> ProbeAsync(ReadOnlyMemory<byte> file, InferenceOptions options, CancellationToken cancel)
    {
        var container = Admit(file, options);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(options.FfmpegTimeout);
        try
        {
            using var copy = await PrivateCopy.MakeAsync(file, options, late.Token);
            string[] input = [.. Input(container, options), "-i", copy.File];
            var told = await TellAsync(options, input, late.Token);
            var (times, last) = await TimesAsync(options, input, told.Seconds, late.Token);
            var rhythm = FrameTimes.Of(times, last, told.Rates);
            RefuseLong(rhythm.Seconds, options);
            return new VideoHeader(told.WidthPixels, told.HeightPixels, rhythm.FramesPerSecond, rhythm.Seconds, rhythm.Frames)
            {
                IsConstant = rhythm.IsConstant,
                TellsColours = told.TellsColours,
            };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Refused("The clip takes too long to read: send a smaller one.");
        }
    }

    /// <summary>
    /// Decodes it: upright, on white, cropped around its centre to the aspect, scaled, at the rate asked for. Frames come as they are decoded.
    /// At the clip's own rate each of its frames comes once.
    /// </summary>
    /// <param name="header">As <see cref="ProbeAsync"/> read it.</param>
    /// <returns><see cref="VideoHeader.FramesAt"/> frames, each its own bytes: three a pixel, row by row.</returns>
    /// <exception cref="ClipRefusedException">It cannot be decoded.</exception>
    /// <exception cref="ModelException">ffmpeg is missing, or there is no room for temporary files.</exception>
    public static async IAsyncEnumerable<byte[]> ReadAsync(
        ReadOnlyMemory<byte> file, VideoHeader header, int widthPixels, int heightPixels, double framesPerSecond, InferenceOptions options,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var container = Admit(file, options);
        var hasAlpha = container is ClipContainer.Gif or ClipContainer.AnimatedPng;
        var frames = header.FramesAt(framesPerSecond);
        using var copy = await PrivateCopy.MakeAsync(file, options, cancel);
        string[] arguments = [
            "-nostats", "-nostdin", "-filter_threads", "1", .. Input(container, options), "-i", copy.File, "-map", "0:V:0",
            "-vf", Filters(header, widthPixels, heightPixels, framesPerSecond, hasAlpha), "-fps_mode", "passthrough",
            "-frames:v", $"{frames}", "-f", "rawvideo", "pipe:1"];
        await using var ffmpeg = Ffmpeg.StartLimited(options.Ffmpeg, options.FfmpegMiB, arguments);

        var buffer = new byte[widthPixels * heightPixels * (hasAlpha ? 4 : 3)];
        byte[]? frame = null;
        var given = 0;
        for (; given < frames && await FillAsync(ffmpeg, buffer, options, cancel); given++)
        {
            frame = hasAlpha ? OnWhite(buffer) : buffer.ToArray();
            yield return frame;
        }

        // A file that was cut loses its end. Of a whole one a decoder may keep a frame or two back: the last is shown for longer then.
        if (frame is null || given < frames * 9 / 10 || given < frames && await EndAsync(ffmpeg, options, cancel) is not null)
            throw Refused(Damaged);
        for (; given < frames; given++)
            yield return frame.ToArray();
    }

    /// <summary>What can be said without a look inside.</summary>
    private static ClipContainer Admit(ReadOnlyMemory<byte> file, InferenceOptions options)
    {
        if (file.IsEmpty)
            throw Refused("The clip is empty (0 bytes): send it again.");
        if (file.Length > options.MaxSourceBytes)
            throw Refused($"The clip has {Mebibytes(file.Length)} MiB: send one of at most {Mebibytes(options.MaxSourceBytes)} MiB.");
        var container = ClipContainers.Of(file.Span) ?? throw Refused($"The file is no {ClipContainers.Names} clip: send one of these.");
        return container == ClipContainer.Mp4 && ClipContainers.NamesOtherFiles(file)
            ? throw Refused("The clip's pictures lie in another file: save it as an MP4 that holds them, and send that.")
            : container;
    }

    private static string[] Input(ClipContainer container, InferenceOptions options)
    {
        var demuxer = ClipContainers.Demuxer(container);
        var most = (long)options.MaxSourceSidePixels * options.MaxSourceSidePixels;
        string[] references = container == ClipContainer.Mp4 ? ["-enable_drefs", "0", "-use_absolute_path", "0"] : [];
        return [
            "-protocol_whitelist", "file", "-format_whitelist", demuxer, "-codec_whitelist", Decoders, "-max_streams", "32",
            "-max_pixels", Invariant(Math.Min(most, int.MaxValue)), "-threads", "2", .. references, "-f", demuxer];
    }

    private static string Filters(VideoHeader header, int width, int height, double framesPerSecond, bool hasAlpha)
    {
        var enlarges = (double)width / header.WidthPixels >= 1 || (double)height / header.HeightPixels >= 1;
        // Files that do not say: a large picture is high definition television's, as players take it.
        var matrix = !header.TellsColours && Math.Min(header.WidthPixels, header.HeightPixels) >= 720 ? ":in_color_matrix=bt709" : "";
        var rate = header.IsOwnRate(framesPerSecond) ? "" : $"setpts=PTS-STARTPTS,fps=fps={Invariant(framesPerSecond)}:start_time=0:round=near,";
        var crop = $"crop=w='max(1,min(iw,round(ih*{width}/{height}/sar)))':h='max(1,min(ih,round(iw*sar*{height}/{width})))':exact=1";
        var scale = $"scale={width}:{height}:flags={(enlarges ? "lanczos" : "area")}+accurate_rnd+full_chroma_int+full_chroma_inp{matrix}";
        return hasAlpha ? $"{rate}format=gbrap,{crop},premultiply=inplace=1,{scale},format=rgba" : $"{rate}{crop},{scale},format=rgb24";
    }

    private static async Task<Told> TellAsync(InferenceOptions options, string[] input, CancellationToken cancel)
    {
        await using var probe = Ffmpeg.StartLimited(Ffmpeg.ProbeOf(options.Ffmpeg), options.FfmpegMiB, [
            .. input, "-select_streams", "V:0", "-of", "json", "-show_entries",
            "stream=width,height,sample_aspect_ratio,avg_frame_rate,r_frame_rate,duration,color_space:stream_tags=:stream_side_data=rotation:format=duration"]);
        using var reader = new StreamReader(probe.Output);
        var text = await reader.ReadToEndAsync(cancel);
        if (await probe.WaitAsync(cancel) is not null)
            throw Refused(Damaged);
        Told told;
        try
        {
            told = Told.Read(text) ?? throw Refused(Damaged);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw Refused(Damaged);
        }

        if (Math.Max(told.WidthPixels, told.HeightPixels) > options.MaxSourceSidePixels)
            throw Refused($"The clip has {told.WidthPixels} x {told.HeightPixels} pixels: make each side at most {options.MaxSourceSidePixels}.");
        RefuseLong(told.Seconds, options);
        return told;
    }

    /// <summary>When each frame is shown, read from the container; nothing is decoded.</summary>
    private static async Task<(List<double> Times, double Last)> TimesAsync(
        InferenceOptions options, string[] input, double told, CancellationToken cancel)
    {
        await using var probe = Ffmpeg.StartLimited(Ffmpeg.ProbeOf(options.Ffmpeg), options.FfmpegMiB, [
            .. input, "-select_streams", "V:0", "-of", "compact=print_section=0:nokey=1", "-show_entries", "packet=pts_time,duration_time,flags"]);
        using var reader = new StreamReader(probe.Output);
        var times = new List<double>();
        var (latest, last) = (double.MinValue, 0.0);
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            var parts = line.Split('|');
            if (parts.Length < 3 || parts[2].Contains('D') || !TryNumber(parts[0], out var time)) // D: before the clip's beginning
                continue;
            times.Add(time);
            if (time > latest)
                (latest, last) = (time, TryNumber(parts[1], out var duration) ? duration : 0);
            if (latest - times[0] > options.MaxClipSeconds + 5) // the header told less
                RefuseLong(Math.Max(told, latest - times[0]), options);
            if (times.Count > MostFrames)
                throw Refused($"The clip has more than {MostFrames} frames: send a shorter one.");
        }

        return times.Count > 0 ? (times, last) : throw Refused(Damaged);
    }

    private static void RefuseLong(double seconds, InferenceOptions options)
    {
        if (seconds > options.MaxClipSeconds + LengthSlack)
            throw Refused($"The clip is {Invariant(Math.Round(seconds, 1))} s long: cut it to at most {Invariant(options.MaxClipSeconds)} s.");
    }

    private static async Task<bool> FillAsync(Ffmpeg ffmpeg, byte[] buffer, InferenceOptions options, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(options.FfmpegTimeout);
        try
        {
            return await ffmpeg.Output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, late.Token).AsTask().WaitAsync(late.Token) == buffer.Length;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Refused("The clip takes too long to read: send a smaller one.");
        }
    }

    private static async Task<string?> EndAsync(Ffmpeg ffmpeg, InferenceOptions options, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(options.FfmpegTimeout);
        return await ffmpeg.WaitAsync(late.Token);
    }

    /// <summary>Premultiplied colours over white.</summary>
    private static byte[] OnWhite(byte[] rgba)
    {
        var rgb = new byte[rgba.Length / 4 * 3];
        for (var (from, to) = (0, 0); to < rgb.Length; (from, to) = (from + 4, to + 3))
        {
            var white = 255 - rgba[from + 3];
            for (var c = 0; c < 3; c++)
                rgb[to + c] = (byte)Math.Min(255, rgba[from + c] + white);
        }

        return rgb;
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static string Invariant(double number) => number.ToString("0.##########", CultureInfo.InvariantCulture);

    private static string Mebibytes(int bytes) => Invariant(Math.Round(bytes / 1048576.0, 1));

    private static ClipRefusedException Refused(string sentence) => new(FailureStage.Picture, sentence);

    /// <summary>What ffprobe tells of the first stream of pictures.</summary>
    private sealed record Told(int WidthPixels, int HeightPixels, double Seconds, double[] Rates, bool TellsColours)
    {
        /// <summary>Null when there is no such stream.</summary>
        public static Told? Read(string json)
        {
            using var document = JsonDocument.Parse(json);
            if (!document.RootElement.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0)
                return null;
            var stream = streams[0];
            if (!stream.TryGetProperty("width", out var w) || !stream.TryGetProperty("height", out var h))
                return null;
            var (width, height) = (w.GetInt32(), h.GetInt32());
            if (width <= 0 || height <= 0)
                return null;

            var pixel = Ratio(Text(stream, "sample_aspect_ratio"), ':');
            if (pixel is > 0 and < 100 and not 1) // pixels that are not square are stretched, never squeezed
                (width, height) = pixel > 1 ? ((int)Math.Round(width * pixel), height) : (width, (int)Math.Round(height / pixel));
            var turned = stream.TryGetProperty("side_data_list", out var list)
                && list.EnumerateArray().Any(side => side.TryGetProperty("rotation", out var angle) && Math.Abs(angle.GetDouble()) % 180 is > 45 and < 135);
            double[] told = [Number(Text(stream, "duration")), Number(document.RootElement.TryGetProperty("format", out var format) ? Text(format, "duration") : "")];
            return new Told(
                turned ? height : width, turned ? width : height, told.Where(s => s > 0).DefaultIfEmpty(0).Min(),
                [Ratio(Text(stream, "r_frame_rate"), '/'), Ratio(Text(stream, "avg_frame_rate"), '/')],
                Text(stream, "color_space") is not ("" or "unknown" or "reserved"));
        }

        private static string Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.ToString() : "";

        private static double Number(string text) => TryNumber(text, out var number) ? number : 0;

        private static double Ratio(string text, char between) =>
            text.Split(between) is [var above, var below] && Number(below) > 0 ? Number(above) / Number(below) : 0;
    }

    /// <summary>The file where ffmpeg can seek in it.</summary>
    private sealed class PrivateCopy(PrivateFolder folder) : IDisposable
    {
        public string File { get; } = Path.Combine(folder.Path, "source");

        public static async Task<PrivateCopy> MakeAsync(ReadOnlyMemory<byte> file, InferenceOptions options, CancellationToken cancel)
        {
            var folder = PrivateFolder.Make(options);
            var copy = new PrivateCopy(folder);
            try
            {
                await System.IO.File.WriteAllBytesAsync(copy.File, file, cancel);
                return copy;
            }
            catch (IOException e)
            {
                copy.Dispose();
                throw PrivateFolder.NoRoom(options, e);
            }
            catch
            {
                copy.Dispose();
                throw;
            }
        }

        public void Dispose() => folder.Dispose();
    }
}
