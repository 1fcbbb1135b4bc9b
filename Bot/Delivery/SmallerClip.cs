using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Delivery;

/// <summary>A clip that is too large for Discord, encoded once more with fewer bytes: by ffmpeg, where this machine has it.</summary>
internal sealed partial class SmallerClip(Ffmpeg ffmpeg, ILogger<SmallerClip> logger)
{
    /// <summary>What Discord takes from anybody, anywhere: its documented limit.</summary>
    internal const long TakenEverywhere = 10L << 20;

    private const long LeastBitsPerSecond = 16_000;
    private const int MostTries = 4;

    /// <summary>Of the room there is: what is aimed at, and what is enough.</summary>
    private const double Aim = 0.88, Enough = 0.75;

    /// <summary>Bytes that fit: as Discord said where it did and the clip has more; else what it takes everywhere; else less than was refused.</summary>
    /// <param name="told">What Discord said a file may have; null for nothing.</param>
    internal static long RoomFor(long bytes, long? told) =>
        told is > 0 and { } said && said < bytes ? said : bytes > TakenEverywhere ? TakenEverywhere : (long)(0.7 * bytes);

    /// <param name="mp4">Of a clip of ours.</param>
    /// <param name="room">Bytes that it may have.</param>
    /// <param name="most">Gives up after so long.</param>
    /// <returns>Null when it cannot be made smaller here: no ffmpeg, no time, or no room for the clip's length.</returns>
    public async Task<byte[]?> MakeAsync(byte[] mp4, ClipInfo clip, long room, TimeSpan most, CancellationToken cancel)
    {
        var seconds = clip.FramesPerSecond > 0 ? Math.Max(0.1, clip.Frames / clip.FramesPerSecond) : 0;
        if (seconds <= 0) return null;
        var (rate, began) = (room * 8 * Aim / seconds, Stopwatch.GetTimestamp());
        byte[]? best = null;
        for (var tries = 0; tries < MostTries && rate >= LeastBitsPerSecond; tries++)
        {
            var (result, problem) = await ffmpeg.RunAsync(mp4, Arguments(rate, seconds), ".mp4", most - Stopwatch.GetElapsedTime(began), cancel);
            if (result is null)
            {
                if (best is null) LogFailed(problem);
                break;
            }
            if (result.Length <= room && result.Length > (best?.Length ?? 0)) best = result;
            if (result.Length <= room && result.Length >= Enough * room) break;
            // A short clip's rate is hardly held to: what it came to tells what to ask for.
            rate *= Math.Clamp(Aim * room / result.Length, 0.2, 3);
        }
        return best;
    }

    private static Func<string, string, string[]> Arguments(double rate, double seconds) => (from, to) =>
    [
        "-i", from, "-map", "0:v:0", "-map_metadata", "0",
        "-c:v", "libx264", "-preset", "veryfast", "-b:v", Text(rate), "-maxrate", Text(rate * 1.5), "-bufsize", Text(rate * Math.Max(1, seconds / 2)),
        "-pix_fmt", "yuv420p", "-fps_mode", "passthrough", "-movflags", "+faststart", "-f", "mp4", "-y", to,
    ];

    private static string Text(double number) => ((long)number).ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Warning, "A clip that was too large for Discord could not be made smaller here: {Problem}")]
    private partial void LogFailed(string problem);
}
