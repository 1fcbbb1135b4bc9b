using System.Globalization;

namespace ChatVideoBot.Inference.Video;

/// <summary>How ffmpeg encodes a clip so that it fits: its arguments, and what is decided before the first frame.</summary>
/// <remarks>
/// Most clips are small for their limit: they are encoded once, at the quality asked for, under a cap on the rate that their content hardly
/// ever meets. Where the limit is tight for the size and length, a cap would starve the lively parts of a clip that would fit as a whole; such
/// a clip is encoded without one, and beside it nearly without loss into a spool, quickly. Only if it came out too large is it encoded again, from the
/// spool, with the first time's statistics to share out the bits.
/// </remarks>
/// <param name="MostBytes">For ffmpeg's file: what is added afterwards is not in it.</param>
internal sealed record ClipEncoding(ClipFormat Format, InferenceOptions Options, int MostBytes)
{
    /// <summary>With at least so many bits for each pixel a cap does no harm: natural content takes some tenths at CRF 18, white noise six.</summary>
    private const double AmpleBitsPerPixel = 1.5;

    /// <summary>Of each frame in the MP4's index, in bytes, with room to spare.</summary>
    private const int IndexBytes = 40;

    /// <summary>How much more than foretold may come without a clip that was not spooled becoming too large.</summary>
    private const double Unforeseen = 1.25;

    public (int WidthPixels, int HeightPixels) FileSize { get; } = Format.FileSize(Options.MinShortSidePixels);

    public Watermark? Mark { get; } = Format.IsMarked ?? Options.Watermark ? MarkOf(Format, Options) : null;

    /// <summary>The clip may turn out too large, so what a second encoding needs is kept.</summary>
    public bool IsSpooled =>
        Format.Frames <= 0 || Bits(Unforeseen * Format.Frames) / (Unforeseen * Format.Frames) / ((double)FileSize.WidthPixels * FileSize.HeightPixels) < AmpleBitsPerPixel;

    private string Rate => Format.FramesPerSecond.ToString("0.##########", CultureInfo.InvariantCulture);

    private int SpoolQuantizer => Math.Clamp(Options.Crf - 8, 0, 10);

    /// <summary>Frames from a pipe into the file, and into the spool where there is one.</summary>
    /// <param name="folder">Where files lie: the mark's, the clip's, the spool's.</param>
    public string[] First(string folder)
    {
        string[] raw = ["-f", "rawvideo", "-pix_fmt"];
        string[] frames = [.. raw, "rgb24", "-s", $"{Format.WidthPixels}x{Format.HeightPixels}", "-r", Rate, "-i", "pipe:0"];
        string[] mark = Mark is null ? [] : [.. raw, "rgba", "-s", $"{Mark.WidthPixels}x{Mark.HeightPixels}", "-r", Rate, "-i", MarkFile(folder)];
        string[] quality = ["-crf", $"{Options.Crf}", .. IsSpooled ? ["-pass", "1", "-fastfirstpass", "0", "-passlogfile", Statistics(folder)] : Cap(Unforeseen * Format.Frames, 0.5)];
        string[] spool = IsSpooled
            ? ["-map", "[spool]", "-c:v", "libx264", "-preset", "ultrafast", "-qp", $"{SpoolQuantizer}", "-fps_mode", "passthrough", "-f", "nut", "-y", SpoolFile(folder)]
            : [];
        return [.. frames, .. mark, "-filter_complex", Graph(), "-map", "[clip]", .. Encoder("medium", quality), "-y", ClipFile(folder), .. spool];
    }

    /// <summary>
    /// The spool into the file, as large as may be, and in the same run into a safe one: sharing out by statistics misses where content is
    /// extreme, a cap never does.
    /// </summary>
    /// <param name="frames">That the spool has.</param>
    public string[] Second(string folder, int frames)
    {
        var seconds = frames / Format.FramesPerSecond;
        string[] share = ["-b:v", $"{(long)(Bits(frames) / seconds)}", "-pass", "2", "-passlogfile", Statistics(folder)];
        // With a buffer for half of the clip at once, the lively parts get what they need.
        string[] safe = ["-map", "0:v:0", .. Encoder("veryfast", ["-crf", $"{Options.Crf}", .. Cap(frames, seconds)]), "-y", SafeFile(folder)];
        return ["-nostdin", "-r", Rate, "-f", "nut", "-i", SpoolFile(folder), "-map", "0:v:0", .. Encoder("medium", share), "-y", ClipFile(folder), .. safe];
    }

    public static string ClipFile(string folder) => Path.Combine(folder, "clip.mp4"); // moving the index to the front needs a file that can be sought in

    /// <summary>Where the second run leaves what certainly fits.</summary>
    public static string SafeFile(string folder) => Path.Combine(folder, "safe.mp4");

    public static string MarkFile(string folder) => Path.Combine(folder, "mark.rgba");

    private static string SpoolFile(string folder) => Path.Combine(folder, "spool.nut");

    private static string Statistics(string folder) => Path.Combine(folder, "statistics");

    private static Watermark? MarkOf(ClipFormat format, InferenceOptions options)
    {
        var (width, height) = format.FileSize(options.MinShortSidePixels);
        return Watermark.For(width, height);
    }

    /// <summary>Scaled, in the file's colours, the mark drawn at the file's size.</summary>
    private string Graph()
    {
        var factor = Format.Enlarge(Options.MinShortSidePixels);
        var (width, height) = (Format.WidthPixels * factor, Format.HeightPixels * factor);
        var scale = $"scale={width}:{height}:flags=lanczos+accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=tv";
        var even = FileSize == (width, height) ? "" : $",format=yuv444p,pad={FileSize.WidthPixels}:{FileSize.HeightPixels}"
            + $",fillborders=right={FileSize.WidthPixels - width}:bottom={FileSize.HeightPixels - height}:mode=smear";
        var mark = Mark is null ? "" : $"[plain];[plain][1:v]overlay=x={Mark.Left}:y={Mark.Top}:format=yuv420";
        return $"[0:v]{scale}{even},format=yuv420p{mark},format=yuv420p{(IsSpooled ? ",split[clip][spool]" : "[clip]")}";
    }

    private string[] Encoder(string preset, string[] quality) => [
        "-an", "-c:v", "libx264", "-preset", preset, .. quality, "-pix_fmt", "yuv420p", "-fps_mode", "passthrough",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
        "-metadata", $"title={Format.Origin.Title}", "-metadata", $"comment={Format.Origin.Comment}", "-movflags", "+faststart", "-f", "mp4"];

    /// <summary>The encoder's buffer is full at the start: a clip has at most its length and the buffer's at this rate.</summary>
    private string[] Cap(double frames, double bufferSeconds)
    {
        var rate = (long)Math.Clamp(Bits(frames) / (frames / Format.FramesPerSecond + bufferSeconds), 16_000, 40_000_000);
        return ["-maxrate", $"{rate}", "-bufsize", $"{(long)(rate * bufferSeconds)}"];
    }

    /// <summary>What the frames may take together.</summary>
    private double Bits(double frames) => Math.Max(0.5 * MostBytes, MostBytes - frames * IndexBytes) * 8 * 0.94; // the encoder may miss by some hundredths
}
