using System.Diagnostics;
using ChatVideoBot.Bench.Programs;
using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Checking;

namespace ChatVideoBot.Bench.Enlarging;

/// <summary>What looking at a clip costs: milliseconds for a frame, and for a whole clip of 2 seconds beside its frames going by.</summary>
internal static class CheckBench
{
    public static async Task RunAsync(Order order)
    {
        var load = Stopwatch.StartNew();
        using var check = ClipCheck.Load(new InferenceOptions()) ?? throw new PeerException("The check is off.");
        Row.Write(new { bench = "check", load_s = Math.Round(load.Elapsed.TotalSeconds, 3) });
        foreach (var (side, framesPerSecond) in ((int, int)[])[(64, 8), (256, 24), (720, 24)])
        {
            var count = 2 * framesPerSecond + 1;
            var frames = await Ffmpeg.FramesAsync("testsrc2=rate=24", count, side, order.Cancel);
            var frame = new Func<int, ReadOnlyMemory<byte>>(i => frames.AsMemory(i * 3 * side * side, 3 * side * side));
            var (scores, looks, concludes) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = -1; round < order.Whole("--rounds", 15); round++)
            {
                var score = Time(() => check.Score(frame(0).Span, side, side, order.Cancel));
                var inspection = check.Begin();
                var look = Time(() =>
                {
                    for (var i = 0; i < count; i++)
                        inspection.Look(frame(i).Span, side, side, (double)i / framesPerSecond);
                });
                var conclude = Time(() => inspection.Conclude(order.Cancel));
                if (round < 0)
                    continue; // warms up
                scores.Add(score);
                looks.Add(look);
                concludes.Add(conclude);
            }

            Row.Write(new
            {
                bench = "check",
                frame = $"{side}x{side}",
                frames = count,
                score_ms = Math.Round(Row.Median(scores), 2),
                look_ms_a_frame = Math.Round(Row.Median(looks) / count, 3),
                clip_ms = Math.Round(Row.Median(looks.Zip(concludes, (one, other) => one + other)), 1),
            });
        }
    }

    private static double Time(Action act)
    {
        var started = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
