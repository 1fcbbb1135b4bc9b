using System.Globalization;

namespace ChatVideoBot.Inference.Video;

/// <summary>Frames into an MP4 by ffmpeg: H.264, yuv420p, its index in front, no sound.</summary>
internal sealed class ClipWriter : IAsyncDisposable
{
    private readonly PrivateFolder _folder;
    private readonly string _file;
    private readonly Ffmpeg _ffmpeg;
    private readonly InferenceOptions _options;

    private ClipWriter(PrivateFolder folder, string file, Ffmpeg ffmpeg, InferenceOptions options) =>
        (_folder, _file, _ffmpeg, _options) = (folder, file, ffmpeg, options);

    /// <exception cref="ModelException">ffmpeg is missing, or there is no room for temporary files.</exception>
    public static ClipWriter Start(ClipFormat format, InferenceOptions options)
    {
        var folder = PrivateFolder.Make(options);
        try
        {
            var file = Path.Combine(folder.Path, "clip.mp4"); // moving the index to the front needs a file that can be sought in
            return new ClipWriter(folder, file, Ffmpeg.Start(options.Ffmpeg, Arguments(format, file, options)), options);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Gives ffmpeg frames; waits while it is busy.</summary>
    /// <param name="rgb">Whole frames, three bytes a pixel.</param>
    /// <exception cref="ModelException">ffmpeg gave up; the message has its last line.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> rgb, CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(_options.FfmpegTimeout);
        try
        {
            // Left behind when cancelled: a write to a full pipe ends when ffmpeg is killed.
            await Task.Run(() => _ffmpeg.Input.WriteAsync(rgb, late.Token).AsTask(), late.Token).WaitAsync(late.Token);
        }
        catch (IOException e)
        {
            throw Failed(await _ffmpeg.WaitAsync(late.Token) ?? e.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Failed($"it took no frame for {_options.FfmpegTimeout.TotalSeconds} s");
        }
    }

    /// <summary>Ends the clip and reads it.</summary>
    public async Task<byte[]> FinishAsync(CancellationToken cancel)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(_options.FfmpegTimeout);
        try
        {
            _ffmpeg.Input.Close();
            if (await _ffmpeg.WaitAsync(late.Token) is { } error)
                throw Failed(error);
            var clip = await File.ReadAllBytesAsync(_file, late.Token);
            return clip.Length <= _options.MaxClipBytes
                ? clip
                : throw new ModelException($"The clip has {clip.Length} bytes, more than {_options.MaxClipBytes}: make a shorter one.");
        }
        catch (IOException e)
        {
            throw Failed(e.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Failed($"it did not end within {_options.FfmpegTimeout.TotalSeconds} s");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ffmpeg.DisposeAsync();
        _folder.Dispose();
    }

    private static string[] Arguments(ClipFormat format, string file, InferenceOptions options)
    {
        var factor = format.Enlarge(options.MinShortSidePixels);
        var (width, height) = (format.WidthPixels * factor, format.HeightPixels * factor);
        var rate = format.FramesPerSecond.ToString(CultureInfo.InvariantCulture);
        // The encoder's buffer holds half a second and is full at the start: a clip has at most (seconds + ½) · rate.
        var seconds = format.Frames / format.FramesPerSecond;
        var kilobits = (long)Math.Clamp(options.MaxClipBytes * 8L * 0.93 / (seconds + 0.5) / 1000, 16, 40_000); // the rest for the index
        var filters = $"scale={width}:{height}:flags=lanczos+accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=tv,format=yuv420p";
        return [
            "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{format.WidthPixels}x{format.HeightPixels}", "-r", rate, "-i", "pipe:0",
            "-vf", filters, "-an", "-c:v", "libx264", "-preset", "medium", "-crf", options.Crf.ToString(CultureInfo.InvariantCulture),
            "-maxrate", $"{kilobits}k", "-bufsize", $"{kilobits / 2}k", "-pix_fmt", "yuv420p",
            "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
            "-metadata", $"title={Plain(format.Title)}", "-metadata", $"comment={Plain(format.Comment)}",
            "-movflags", "+faststart", "-f", "mp4", "-y", file];
    }

    /// <summary>One line without control characters, in whole characters: a program's argument cannot hold NUL.</summary>
    private static string Plain(string text) =>
        string.Concat(text.EnumerateRunes().Select(r => System.Text.Rune.IsControl(r) ? " " : r.ToString()));

    private static ModelException Failed(string error) => new($"ffmpeg could not write the clip: {error.TrimEnd('.')}.");
}
