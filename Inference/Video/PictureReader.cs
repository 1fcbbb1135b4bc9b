using System.Globalization;
using ChatVideoBot.Queue;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Inference.Video;

/// <summary>Reads a user's picture. Its bytes reach ffmpeg by a pipe alone and one demuxer alone, so that no file can name another.</summary>
public static class PictureReader
{
    private const string Damaged = "The picture is damaged and cannot be read: save it again and send it.";

    /// <summary>Reads the header and refuses what must not be decoded.</summary>
    /// <exception cref="ClipRefusedException">Empty, no picture, or too large.</exception>
    public static PictureHeader Probe(ReadOnlySpan<byte> file, InferenceOptions options)
    {
        if (file.IsEmpty)
            throw Refused("The picture is empty (0 bytes): send it again.");
        var header = PictureHeader.Read(file) ?? throw Refused($"The picture is no {PictureLimits.Formats} file: send one of these.");
        var (width, height) = (header.WidthPixels, header.HeightPixels);
        if (Math.Max(width, height) > options.MaxPictureSidePixels)
            throw Refused($"The picture has {width} x {height} pixels: make each side at most {options.MaxPictureSidePixels}.");
        if ((long)width * height > options.MaxPicturePixels)
        {
            var most = string.Create(CultureInfo.InvariantCulture, $"{options.MaxPicturePixels / 1e6:0.##}");
            throw Refused($"The picture has {width} x {height} pixels: make it at most {most} megapixels.");
        }

        return header;
    }

    /// <summary>Decodes the first frame, upright, on white, cropped around its centre and scaled.</summary>
    /// <returns>float32 [1, 3, 1, H, W] in -1 to 1, flat.</returns>
    /// <exception cref="ClipRefusedException">The picture cannot be used.</exception>
    /// <exception cref="ModelException">ffmpeg is missing.</exception>
    public static async Task<float[]> DecodeAsync(
        ReadOnlyMemory<byte> file, int widthPixels, int heightPixels, InferenceOptions options, CancellationToken cancel)
    {
        var header = Probe(file.Span, options);
        file = header.Format switch
        {
            PictureFormat.WebP => WebPFrame.First(file),
            PictureFormat.Gif => GifFrame.First(file) ?? throw Refused(Damaged),
            _ => file,
        };
        var rgba = await RunAsync(header, file, widthPixels, heightPixels, options, cancel);
        return OnWhite(rgba, widthPixels * heightPixels);
    }

    private static async Task<byte[]> RunAsync(
        PictureHeader header, ReadOnlyMemory<byte> file, int width, int height, InferenceOptions options, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(options.FfmpegTimeout);
        await using var ffmpeg = Ffmpeg.StartLimited(options.Ffmpeg, options.FfmpegMiB, Arguments(header, width, height, options));
        try
        {
            var fed = FeedAsync(ffmpeg, file, late.Token);
            var rgba = new byte[width * height * 4];
            var read = await ffmpeg.Output.ReadAtLeastAsync(rgba, rgba.Length, throwOnEndOfStream: false, late.Token).AsTask().WaitAsync(late.Token);
            var error = await ffmpeg.WaitAsync(late.Token);
            await fed.WaitAsync(late.Token);
            return error is null && read == rgba.Length ? rgba : throw Refused(Damaged);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Refused("The picture takes too long to read: send a smaller one.");
        }
    }

    private static string[] Arguments(PictureHeader header, int width, int height, InferenceOptions options)
    {
        var crop = $"crop=w='max(1,min(iw,round(ih*{width}/{height})))':h='max(1,min(ih,round(iw*{height}/{width})))'";
        var filters = $"{Upright(header.Orientation)}format=gbrap,{crop},premultiply=inplace=1,"
            + $"scale={width}:{height}:flags=area+accurate_rnd,format=rgba";
        return [
            "-nostats", "-threads", "2", "-filter_threads", "1", "-protocol_whitelist", "pipe", "-format_whitelist", Demuxer(header.Format),
            "-codec_whitelist", "png,apng,mjpeg,webp,gif,bmp", "-noautorotate", "-xerror", "-err_detect", "explode",
            "-max_pixels", options.MaxPicturePixels.ToString(CultureInfo.InvariantCulture), // should a decoder see another size
            "-f", Demuxer(header.Format), "-i", "pipe:0", "-frames:v", "1", "-vf", filters, "-f", "rawvideo", "pipe:1"];
    }

    /// <summary>ffmpeg's demuxer for this format alone: nothing is guessed from a user's bytes.</summary>
    private static string Demuxer(PictureFormat format) => format switch
    {
        PictureFormat.Png => "png_pipe",
        PictureFormat.Jpeg => "jpeg_pipe",
        PictureFormat.WebP => "webp_pipe",
        PictureFormat.Gif => "gif_pipe", // "gif" reads to the end to count frames, and cannot go back
        PictureFormat.Bmp => "bmp_pipe",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    /// <summary>The filters that set a picture of this EXIF orientation upright, each followed by a comma.</summary>
    private static string Upright(int orientation) => orientation switch
    {
        2 => "hflip,",
        3 => "hflip,vflip,",
        4 => "vflip,",
        5 => "transpose=0,",
        6 => "transpose=1,",
        7 => "transpose=3,",
        8 => "transpose=2,",
        _ => "",
    };

    private static async Task FeedAsync(Ffmpeg ffmpeg, ReadOnlyMemory<byte> file, CancellationToken cancel)
    {
        try
        {
            await ffmpeg.Input.WriteAsync(file, cancel);
            ffmpeg.Input.Close();
        }
        catch (IOException)
        {
            // It has what it needs, or gave up: its exit code tells.
        }
    }

    /// <summary>Premultiplied colours over white.</summary>
    private static float[] OnWhite(byte[] rgba, int plane)
    {
        var sample = new float[3 * plane];
        for (var i = 0; i < plane; i++)
        {
            var white = 255 - rgba[i * 4 + 3];
            for (var c = 0; c < 3; c++)
                sample[c * plane + i] = Math.Min(255, rgba[i * 4 + c] + white) / 127.5f - 1;
        }

        return sample;
    }

    private static ClipRefusedException Refused(string sentence) => new(FailureStage.Picture, sentence);
}
