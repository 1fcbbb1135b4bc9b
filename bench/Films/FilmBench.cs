using System.Diagnostics;
using ChatVideoBot.Bench.Enlarging;
using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Bench.Films;

/// <summary>A long clip: does its last second cost what its first did, does it look like it, and do its joins show? Beside clips chained by their last frames.</summary>
internal static class FilmBench
{
    /// <summary>Video frames of a window of pocket, and those that it shares with the one before: see Family.Pocket.</summary>
    private const int Window = 33, New = 28;

    private static readonly string[] Prompts = ["a red ball bouncing in the desert", "a cat moving left on the grass", "a blue star spinning on a yellow background", "a rocket flying up in space"];

    public static async Task RunAsync(Order order)
    {
        var (seconds, seed, cancel) = (order.Number("--length", 60), order.Whole("--seed", 3), order.Cancel);
        var options = new InferenceOptions { Watermark = false };
        options.Check.On = false;
        using var maker = ClipMaker.Load(options.ModelFolder, options);
        await maker.MakeAsync(new() { Prompt = "warm up", Seconds = 4 }, null, null, cancel);
        foreach (var prompt in Prompts.Take(order.Whole("--prompts", Prompts.Length)))
        {
            var watch = new Watch();
            var clip = await maker.MakeAsync(new() { Prompt = prompt, Seconds = seconds, Seed = seed }, null, watch, cancel);
            var film = await FramesAsync(clip.Mp4, cancel);
            var chained = new List<byte[]>();
            while (chained.Count < film.Count)
            {
                var picture = chained.Count == 0 ? default : (ReadOnlyMemory<byte>)PngWriter.Write(chained[^1], Side, Side);
                var next = await maker.MakeAsync(new() { Prompt = prompt, Seconds = 4, Seed = seed + chained.Count }, new() { Picture = picture }, null, cancel);
                chained.AddRange((await FramesAsync(next.Mp4, cancel)).Skip(chained.Count == 0 ? 0 : 1));
            }

            var (first, last) = watch.Tenths(seconds);
            Row.Write(new
            {
                bench = "film",
                prompt,
                clip_s = seconds,
                whole_s = Math.Round(clip.Timings.Whole.TotalSeconds, 2),
                first_10_s = Math.Round(first, 3),
                last_10_s = Math.Round(last, 3),
                last_over_first = Math.Round(last / first, 3),
                rss_third_mib = watch.Memory(1.0 / 3),
                rss_end_mib = watch.Memory(1),
                joins = Seams(film).Count,
                join_over_median = Math.Round(Seams(film).Jump, 2),
                drift = Drift(film),
                chained_drift = Drift(chained),
            });
        }
    }

    private const int Side = 64;

    private static async Task<List<byte[]>> FramesAsync(byte[] mp4, CancellationToken cancel)
    {
        var header = await VideoReader.ProbeAsync(mp4, new InferenceOptions(), cancel);
        return await VideoReader.ReadAsync(mp4, header, Side, Side, header.FramesPerSecond, new InferenceOptions(), cancel).ToListAsync(cancel);
    }

    /// <summary>The largest jump at a join over the median of all others.</summary>
    private static (int Count, double Jump) Seams(List<byte[]> frames)
    {
        var jumps = frames.Zip(frames.Skip(1), Distance).ToList();
        var joins = new HashSet<int>();
        for (var frame = Window; frame < frames.Count; frame += New)
            joins.Add(frame - 1);
        var inside = jumps.Where((_, i) => !joins.Contains(i)).Order().ToList();
        return (joins.Count, joins.Count == 0 ? 0 : joins.Max(i => jumps[i]) / inside[inside.Count / 2]);
    }

    /// <summary>From the first second to the last: mean colour in steps of 255, spread and fine detail as ratios.</summary>
    private static object Drift(List<byte[]> frames)
    {
        var (first, last) = (frames.Take(8).ToList(), frames.TakeLast(8).ToList());
        double Colour(int channel) => Math.Abs(Mean(first, channel) - Mean(last, channel));
        return new
        {
            colour = Math.Round((Colour(0) + Colour(1) + Colour(2)) / 3, 1),
            contrast = Math.Round(Spread(last) / Spread(first), 2),
            detail = Math.Round(Detail(last) / Detail(first), 2),
        };
    }

    private static double Mean(List<byte[]> frames, int channel) => frames.Average(f => Enumerable.Range(0, Side * Side).Average(i => (double)f[i * 3 + channel]));

    private static double Spread(List<byte[]> frames)
    {
        var mean = frames.Average(f => f.Average(v => (double)v));
        return Math.Sqrt(frames.Average(f => f.Average(v => (v - mean) * (v - mean))));
    }

    /// <summary>Mean difference of pixels side by side.</summary>
    private static double Detail(List<byte[]> frames) =>
        frames.Average(f => Enumerable.Range(0, Side * Side * 3 - 3).Where(i => i / 3 % Side != Side - 1).Average(i => Math.Abs(f[i] - f[i + 3])));

    private static double Distance(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

    /// <summary>Notes when each part of the way was done, and the memory then.</summary>
    private sealed class Watch : IProgress<ClipProgress>
    {
        private readonly long _start = Stopwatch.GetTimestamp();
        private readonly List<(ClipStage Stage, double Fraction, double At, long Memory)> _heard = [];

        public void Report(ClipProgress value) =>
            _heard.Add((value.Stage, value.Fraction, Stopwatch.GetElapsedTime(_start).TotalSeconds, Process.GetCurrentProcess().WorkingSet64 >> 20));

        /// <summary>What the first and the last ten seconds of the clip took: denoising and decoding, without the words before and the file after.</summary>
        public (double First, double Last) Tenths(double seconds)
        {
            var (first, last) = (0.0, 0.0);
            foreach (var stage in (ClipStage[])[ClipStage.Denoise, ClipStage.Decode])
            {
                var heard = _heard.Where(h => h.Stage == stage).ToList();
                var (from, to) = (heard[0].Fraction, heard[^1].Fraction);
                double At(double share) => heard.First(h => h.Fraction >= from + (to - from) * share - 1e-9).At;
                first += At(10 / seconds) - At(0);
                last += At(1) - At(1 - 10 / seconds);
            }

            return (first, last);
        }

        public long Memory(double share) => _heard[Math.Min(_heard.Count - 1, (int)(_heard.Count * share))].Memory;
    }
}
