using System.Diagnostics;
using ChatVideoBot.Bench.Skips;
using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Enlarging;

namespace ChatVideoBot.Bench.Enlarging;

/// <summary>
/// The upscaler beside ffmpeg's lanczos: the same frames in turn, by the time for each and by how near they come to what was there before the
/// frames were shrunk. First a frame of 1280 x 720 for its memory.
/// </summary>
internal static class EnlargeBench
{
    /// <summary>Enough for ffmpeg's start to weigh little.</summary>
    private const int Frames = 24;

    public static async Task RunAsync(Order order)
    {
        var (sides, rounds, cancel) = (order.List("--sides", 128, 256), order.Whole("--rounds", 5), order.Cancel);
        string[] sources = order.Text("--pictures", "") is { Length: > 0 } folder
            ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)]
            : ["mandelbrot", "testsrc2", "cellauto=rule=110"];
        var options = new InferenceOptions();
        await LargeAsync(options, cancel);
        foreach (var factor in (int[])[2, 3, 4])
        {
            using var upscaler = Upscaler.Load(factor, options);
            foreach (var side in sides)
                await CompareAsync(upscaler, side, sources, rounds, cancel);
        }
    }

    /// <summary>A frame of 1280 x 720, in tiles. What the process held at most, because nothing else has run in it yet.</summary>
    private static async Task LargeAsync(InferenceOptions options, CancellationToken cancel)
    {
        var frame = await Ffmpeg.FramesAsync("mandelbrot", 1, 960, cancel); // as many pixels
        using var upscaler = Upscaler.Load(2, options);
        var (before, started) = (Environment.WorkingSet, Stopwatch.GetTimestamp());
        upscaler.Upscale(frame, 1280, 720, cancel);
        Row.Write(new
        {
            bench = "enlarge",
            factor = 2,
            frame = "1280x720",
            ours_s = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2),
            rss_before_mib = before >> 20,
            peak_rss_mib = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
        });
    }

    private static async Task CompareAsync(Upscaler upscaler, int side, string[] sources, int rounds, CancellationToken cancel)
    {
        var large = side * upscaler.Factor;
        foreach (var source in sources)
        {
            var before = await Ffmpeg.FramesAsync(source, Frames, large, cancel);
            var shrunk = await Ffmpeg.ScaleAsync(before, large, side, "area", cancel);
            var (ours, lanczos) = (new List<double>(), new List<double>());
            byte[] enlarged = [], scaled = [];
            for (var round = -1; round < rounds; round++)
            {
                var started = Stopwatch.GetTimestamp();
                enlarged = Enlarge(upscaler, shrunk, side, round < 0 ? Frames : Math.Max(4, Frames / rounds), cancel);
                var us = Stopwatch.GetElapsedTime(started) / (enlarged.Length / (3 * large * large));
                started = Stopwatch.GetTimestamp();
                scaled = await Ffmpeg.ScaleAsync(shrunk, side, large, "lanczos", cancel);
                if (round >= 0) // the first warms up
                {
                    ours.Add(us.TotalSeconds);
                    lanczos.Add(Stopwatch.GetElapsedTime(started).TotalSeconds / Frames);
                }
            }

            Row.Write(new
            {
                bench = "enlarge",
                factor = upscaler.Factor,
                side,
                source = Path.GetFileName(source),
                ours_s = Math.Round(Row.Median(ours), 4),
                lanczos_s = Math.Round(Row.Median(lanczos), 4),
                times_lanczos = Math.Round(Row.Median(ours.Zip(lanczos, (one, other) => one / other)), 1),
                psnr_ours = Math.Round(Psnr.Of(enlarged, before.AsSpan(0, enlarged.Length)), 2),
                psnr_lanczos = Math.Round(Psnr.Of(scaled.AsSpan(0, enlarged.Length), before.AsSpan(0, enlarged.Length)), 2),
            });
        }
    }

    /// <summary>The first few frames.</summary>
    private static byte[] Enlarge(Upscaler upscaler, byte[] frames, int side, int count, CancellationToken cancel)
    {
        var (small, large) = (3 * side * side, 3 * side * side * upscaler.Factor * upscaler.Factor);
        var enlarged = new byte[count * large];
        for (var i = 0; i < count; i++)
            upscaler.Upscale(frames.AsSpan(i * small, small), side, side, cancel).CopyTo(enlarged, i * large);
        return enlarged;
    }
}
