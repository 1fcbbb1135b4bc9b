using System.Diagnostics;
using ChatVideoBot.Bench.Clips;
using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Video;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Files;

/// <summary>What it saves that frames are decoded while ffmpeg encodes those before them: both at once, and one after the other.</summary>
internal static class OverlapBench
{
    public static async Task RunAsync(Order order)
    {
        var (rounds, cancel) = (order.Whole("--rounds", 3), order.Cancel);
        foreach (var (seconds, upscale) in ((int, int)[])[(4, 1), (order.Whole("--length", 60), 1), (4, 4)])
        {
            var request = new ClipRequest { Prompt = "a red ball bouncing in the desert", Seconds = seconds, Seed = 3, Upscale = upscale };
            var (both, decoded, encoded) = (new List<double>(), new List<double>(), new List<double>());
            using var raw = new RawFrames();
            using var whole = Load("ffmpeg");
            using var frames = Load(raw.Program);
            for (var round = -1; round < rounds; round++)
            {
                var (together, _, info) = await FilesAsync(whole, request, cancel);
                var (alone, rgb, _) = await FilesAsync(frames, request, cancel);
                var then = await EncodeAsync(rgb, info, request, cancel);
                if (round < 0)
                    continue; // the first warms up
                both.Add(together);
                decoded.Add(alone);
                encoded.Add(then);
            }

            Row.Write(new
            {
                bench = "overlap",
                clip_s = seconds,
                upscale,
                both_s = Math.Round(Row.Median(both), 3),
                decode_s = Math.Round(Row.Median(decoded), 3),
                encode_s = Math.Round(Row.Median(encoded), 3),
                saved = Math.Round(1 - Row.Median(both) / (Row.Median(decoded) + Row.Median(encoded)), 3),
            });
        }
    }

    private static ClipMaker Load(string ffmpeg)
    {
        var options = new InferenceOptions { Ffmpeg = ffmpeg, Watermark = false };
        options.Check.On = false;
        return ClipMaker.Load(options.ModelFolder, options);
    }

    /// <summary>Makes the clip; the seconds from its first frame to the file.</summary>
    private static async Task<(double Seconds, byte[] File, ClipInfo Info)> FilesAsync(ClipMaker maker, ClipRequest request, CancellationToken cancel)
    {
        var since = 0L;
        var made = await maker.MakeAsync(request, default, new Heard(p =>
        {
            if (p.Stage == ClipStage.Decode && since == 0)
                since = Stopwatch.GetTimestamp();
        }), cancel);
        return (Stopwatch.GetElapsedTime(since).TotalSeconds, made.Mp4, made.Info);
    }

    private static async Task<double> EncodeAsync(byte[] rgb, ClipInfo info, ClipRequest request, CancellationToken cancel)
    {
        var side = (int)Math.Sqrt(rgb.Length / info.Frames / 3); // what stands after the frames is little
        var bytes = side * side * 3;
        var started = Stopwatch.GetTimestamp();
        await using var writer = ClipWriter.Start(
            new ClipFormat(side, side, info.FramesPerSecond, info.Frames, new ClipOrigin(info.Model, request.Seed, request.Prompt, "", false)), new InferenceOptions { Watermark = false });
        for (var i = 0; i < info.Frames; i++)
            await writer.WriteAsync(rgb.AsMemory(i * bytes, bytes), cancel);
        await writer.FinishAsync(cancel);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private sealed class Heard(Action<ClipProgress> hear) : IProgress<ClipProgress>
    {
        public void Report(ClipProgress value) => hear(value);
    }
}
