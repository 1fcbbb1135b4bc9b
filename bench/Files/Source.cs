using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Bench.Programs;

namespace ChatVideoBot.Bench.Files;

/// <summary>Frames of one content and size, made by ffmpeg as they are asked for: the same each time.</summary>
/// <param name="Input">ffmpeg's options for the input.</param>
/// <param name="Filter">What is done to it before it is scaled to the size.</param>
internal sealed record Source(string Name, string[] Input, string Filter, int WidthPixels, int HeightPixels, int FramesPerSecond, double Seconds)
{
    public int Frames => (int)(Seconds * FramesPerSecond);

    private int FrameBytes => WidthPixels * HeightPixels * 3;

    /// <summary>From a clip that was made, from a drawing without end, and from the first with the grain of a film.</summary>
    /// <param name="clip">The clip's file.</param>
    public static IReadOnlyList<Source> All(string clip, int width, int height, int rate, double seconds) =>
    [
        new("made", ["-stream_loop", "-1", "-i", clip], "null", width, height, rate, seconds),
        new("grain", ["-stream_loop", "-1", "-i", clip], "noise=alls=10:allf=t:all_seed=7", width, height, rate, seconds),
        new("mandelbrot", ["-f", "lavfi", "-i", $"mandelbrot=size={width}x{height}:rate={rate}:maxiter=400"], "null", width, height, rate, seconds),
    ];

    /// <summary>RGB, three bytes a pixel.</summary>
    public async IAsyncEnumerable<byte[]> FramesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", .. Arguments("rgb24"), "-f", "rawvideo", "pipe:1"]) { RedirectStandardOutput = true })!;
        try
        {
            for (var i = 0; i < Frames; i++)
            {
                var frame = new byte[FrameBytes];
                if (await ffmpeg.StandardOutput.BaseStream.ReadAtLeastAsync(frame, frame.Length, throwOnEndOfStream: false, cancel) < frame.Length)
                    throw new PeerException($"ffmpeg gave {i} frames of {Name}, not {Frames}.");
                yield return frame;
            }
        }
        finally
        {
            if (!ffmpeg.HasExited)
                ffmpeg.Kill();
        }
    }

    /// <summary>How near a file's frames are to these, in yuv420p as both are encoded from: the mean over all planes, in dB.</summary>
    public async Task<double> PsnrAsync(string file, CancellationToken cancel)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg",
        [
            "-v", "info", "-nostdin", "-nostats", "-i", file, .. Input, "-filter_complex",
            $"[1:v]{Shape("rgb24")},{ToFile},settb=1,setpts=N[as];[0:v]settb=1,setpts=N[file];[file][as]psnr", "-frames:v", $"{Frames}", "-f", "null", "-",
        ])
        { RedirectStandardError = true })!;
        var told = await ffmpeg.StandardError.ReadToEndAsync(cancel);
        await ffmpeg.WaitForExitAsync(cancel);
        var at = told.LastIndexOf("average:", StringComparison.Ordinal);
        return at >= 0 && double.TryParse(told[(at + 8)..].Split(' ')[0], CultureInfo.InvariantCulture, out var psnr)
            ? psnr
            : throw new PeerException($"ffmpeg told no PSNR: {told[^Math.Min(told.Length, 500)..]}");
    }

    /// <summary>As a clip's file has its colours.</summary>
    public static string ToFile => "scale=flags=lanczos+accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=tv,format=yuv420p";

    private string[] Arguments(string format) => [.. Input, "-vf", Shape(format), "-frames:v", $"{Frames}"];

    private string Shape(string format) => $"fps={FramesPerSecond},scale={WidthPixels}:{HeightPixels}:force_original_aspect_ratio=increase:flags=lanczos,crop={WidthPixels}:{HeightPixels},{Filter},format={format}";
}
