using System.Diagnostics;

namespace ChatVideoBot.Inference.Video;

/// <summary>Frames into an MP4 by ffmpeg: H.264, yuv420p, its index in front, no sound; it fits <see cref="InferenceOptions.MaxClipBytes"/>.</summary>
internal sealed class ClipWriter : IAsyncDisposable
{
    private readonly PrivateFolder _folder;
    private readonly Ffmpeg _ffmpeg;
    private readonly ClipEncoding _encoding;
    private readonly ClipStamp _stamp;
    private readonly InferenceOptions _options;
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly int _frameBytes;

    /// <summary>The first frames, while all of them are blank; null once they are on their way.</summary>
    private List<byte[]>? _held;

    private ClipWriter(PrivateFolder folder, Ffmpeg ffmpeg, ClipEncoding encoding, ClipStamp stamp)
    {
        (_folder, _ffmpeg, _encoding, _stamp, _options) = (folder, ffmpeg, encoding, stamp, encoding.Options);
        _frameBytes = encoding.Format.WidthPixels * encoding.Format.HeightPixels * 3;
        _held = encoding.Format.IsUpload ? null : [];
    }

    /// <summary>Of the file's frames.</summary>
    public int WidthPixels => _encoding.FileSize.WidthPixels;

    public int HeightPixels => _encoding.FileSize.HeightPixels;

    /// <summary>In the file, once it is finished: frames given but for a blank beginning.</summary>
    public int Frames { get; private set; }

    /// <summary>Whether the file was encoded a second time, because it was too large.</summary>
    public bool IsEncodedTwice { get; private set; }

    /// <exception cref="ModelException">ffmpeg is missing, or there is no room for temporary files.</exception>
    public static ClipWriter Start(ClipFormat format, InferenceOptions options)
    {
        var folder = PrivateFolder.Make(options);
        try
        {
            var stamp = new ClipStamp(format);
            var encoding = new ClipEncoding(format, options, options.MaxClipBytes - stamp.MostBytes);
            if (encoding.Mark is { } mark)
                File.WriteAllBytes(ClipEncoding.MarkFile(folder.Path), mark.Rgba);
            return new ClipWriter(folder, Ffmpeg.Start(options.Ffmpeg, encoding.First(folder.Path)), encoding, stamp);
        }
        catch (IOException e)
        {
            folder.Dispose();
            throw PrivateFolder.NoRoom(options, e);
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
        if (rgb.Length % _frameBytes != 0)
            throw new ArgumentException($"{rgb.Length} bytes are no whole frames of {_frameBytes}.", nameof(rgb));
        while (_held is not null && rgb.Length > 0)
        {
            var most = BlankStart.Most(_encoding.Format.FramesPerSecond);
            if (BlankStart.IsBlank(rgb.Span[.._frameBytes]) && _held.Count < most)
            {
                _held.Add(rgb[.._frameBytes].ToArray());
                rgb = rgb[_frameBytes..];
                continue;
            }

            bool[] areBlank = [.. _held.Select(_ => true), BlankStart.IsBlank(rgb.Span[.._frameBytes])];
            await ReleaseAsync(BlankStart.Leading(areBlank, most), cancel);
        }

        await SendAsync(rgb, cancel);
    }

    /// <summary>Ends the clip and reads it.</summary>
    /// <exception cref="ModelException">ffmpeg gave up, or the clip cannot be made small enough.</exception>
    public async Task<byte[]> FinishAsync(CancellationToken cancel)
    {
        await ReleaseAsync(0, cancel);
        if (Frames == 0)
            throw new ModelException("The clip has no frames: the model gave none.");
        var file = ClipEncoding.ClipFile(_folder.Path);
        try
        {
            await InTimeAsync(_options.FfmpegTimeout, "it did not end within {0} s", cancel, async late =>
            {
                _ffmpeg.Input.Close();
                return await EndedAsync(_ffmpeg, late);
            });
            if (IsTooLarge(file) && _encoding.IsSpooled)
            {
                await EncodeAgainAsync(cancel);
                if (IsTooLarge(file))
                    file = ClipEncoding.SafeFile(_folder.Path);
            }

            var clip = _stamp.Put(await File.ReadAllBytesAsync(file, cancel));
            return clip.Length <= _options.MaxClipBytes
                ? clip
                : throw new ModelException($"The clip has {clip.Length} bytes, more than {_options.MaxClipBytes}: make a shorter one.");
        }
        catch (IOException e)
        {
            throw Failed(e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ffmpeg.DisposeAsync();
        _folder.Dispose();
    }

    private bool IsTooLarge(string file) => new FileInfo(file).Length > _encoding.MostBytes;

    /// <summary>The one second encoding. Its time is measured by the first one's, which waited for frames besides.</summary>
    private async Task EncodeAgainAsync(CancellationToken cancel)
    {
        IsEncodedTwice = true;
        await using var again = Ffmpeg.Start(_options.Ffmpeg, _encoding.Second(_folder.Path, Frames));
        await InTimeAsync(_options.FfmpegTimeout + 3 * _time.Elapsed, "it did not encode it again within {0} s", cancel, late => EndedAsync(again, late));
    }

    /// <summary>Sends what was held back, but for the first of it.</summary>
    private async Task ReleaseAsync(int leftOut, CancellationToken cancel)
    {
        var held = _held ?? [];
        _held = null;
        foreach (var frame in held.Skip(leftOut))
            await SendAsync(frame, cancel);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> rgb, CancellationToken cancel)
    {
        if (rgb.IsEmpty)
            return;
        Frames += rgb.Length / _frameBytes;
        await InTimeAsync(_options.FfmpegTimeout, "it took no frame for {0} s", cancel, async late =>
        {
            try
            {
                // Left behind when cancelled: a write to a full pipe ends when ffmpeg is killed.
                await Task.Run(() => _ffmpeg.Input.WriteAsync(rgb, late).AsTask(), late).WaitAsync(late);
                return true;
            }
            catch (IOException e)
            {
                await EndedAsync(_ffmpeg, late);
                throw Failed(e.Message);
            }
        });
    }

    private async Task<bool> EndedAsync(Ffmpeg ffmpeg, CancellationToken cancel)
    {
        var error = await ffmpeg.WaitAsync(cancel);
        if (error is null)
            return true;
        // The encoder says "video encoding failed" where its statistics found no room.
        var isFull = error.Contains("No space left on device", StringComparison.Ordinal) || PrivateFolder.IsFull(_folder.Path);
        throw isFull ? PrivateFolder.NoRoom(_options, new IOException(error)) : Failed(error);
    }

    private static async Task InTimeAsync(TimeSpan most, string otherwise, CancellationToken cancel, Func<CancellationToken, Task<bool>> run)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(most);
        try
        {
            await run(late.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Failed(string.Format(System.Globalization.CultureInfo.InvariantCulture, otherwise, Math.Round(most.TotalSeconds)));
        }
    }

    private static ModelException Failed(string error) => new($"ffmpeg could not write the clip: {error.TrimEnd('.')}.");
}
