using System.Diagnostics;
using ChatVideoBot.Bench.Programs;

namespace ChatVideoBot.Bench.Enlarging;

/// <summary>ffmpeg as the source of frames, and as the neighbour that scales them. Frames are RGB, one byte each, one after the other.</summary>
internal static class Ffmpeg
{
    /// <summary>Frames of a picture file, or of one of ffmpeg's own sources ("mandelbrot").</summary>
    /// <param name="side">They are squares: cut to one in the middle, then averaged to this size.</param>
    public static Task<byte[]> FramesAsync(string source, int frames, int side, CancellationToken cancel)
    {
        string[] input = File.Exists(source) ? ["-loop", "1", "-i", source] : ["-f", "lavfi", "-i", source];
        return RunAsync([.. input, "-vf", $"crop='min(iw,ih)':'min(iw,ih)',scale={side}:{side}:flags=area", "-frames:v", $"{frames}"], [], 3 * frames * side * side, cancel);
    }

    /// <summary>Square frames from one size to another.</summary>
    /// <param name="flags">"area", "lanczos".</param>
    public static Task<byte[]> ScaleAsync(byte[] frames, int from, int to, string flags, CancellationToken cancel) => RunAsync(
        ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{from}x{from}", "-i", "pipe:0", "-vf", $"scale={to}:{to}:flags={flags}+accurate_rnd+full_chroma_int"],
        frames, frames.Length / (from * from) * to * to, cancel);

    private static async Task<byte[]> RunAsync(string[] arguments, byte[] given, int bytes, CancellationToken cancel)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", .. arguments, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var giving = Task.Run(async () =>
            {
                await ffmpeg.StandardInput.BaseStream.WriteAsync(given, cancel);
                ffmpeg.StandardInput.Close();
            }, cancel);
            var answer = new byte[bytes];
            var read = await ffmpeg.StandardOutput.BaseStream.ReadAtLeastAsync(answer, bytes, throwOnEndOfStream: false, cancel);
            await giving;
            await ffmpeg.WaitForExitAsync(cancel);
            return read == bytes ? answer : throw new PeerException($"ffmpeg {string.Join(' ', arguments)} gave {read} bytes, not {bytes}.");
        }
        finally
        {
            if (!ffmpeg.HasExited)
                ffmpeg.Kill();
        }
    }
}
