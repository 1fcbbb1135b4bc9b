using System.Diagnostics;
using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Previews;

namespace ChatVideoBot.Bench.Clips;

/// <summary>Where the time of a clip goes. "Everything else" is what no stage accounts for, and must stay under 5 %.</summary>
internal static class ClipBench
{
    public static async Task RunAsync(Order order)
    {
        var (clips, seconds, cancel) = (order.Whole("--clips", 5), order.Number("--length", 2), order.Cancel);
        var options = new InferenceOptions();
        var load = Stopwatch.StartNew();
        using var maker = ClipMaker.Load(options.ModelFolder, options);
        Row.Write(new { bench = "clip", load_s = Math.Round(load.Elapsed.TotalSeconds, 3) });
        await maker.MakeAsync(new() { Prompt = "warm up", Seconds = seconds, Seed = 1 }, default, null, cancel);
        for (var n = 0; n < clips; n++)
        {
            var made = await maker.MakeAsync(new() { Prompt = "a red ball bouncing in the desert", Seconds = seconds, Seed = n }, default, null, cancel);
            var times = made.Timings;
            Row.Write(new
            {
                bench = "clip",
                clip_s = seconds,
                frames = made.Info.Frames,
                whole_s = Seconds(times.Whole),
                text_encoder_s = Seconds(times.TextEncoder),
                denoiser_s = Seconds(times.Denoiser),
                vae_s = Seconds(times.Vae),
                encode_s = Seconds(times.Encode),
                everything_else_s = Seconds(times.Rest),
                everything_else_share = Math.Round(times.Rest / times.Whole, 4),
                peak_rss_mib = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
            });
        }

        foreach (var side in (int[])[8, 64])
            Row.Write(new { bench = "clip", preview_of_latents = $"{side}x{side}", preview_ms = PreviewMilliseconds(side) });
        foreach (var stage in (ClipStage[])[ClipStage.Denoise, ClipStage.Decode])
            Row.Write(new { bench = "clip", cancelled_in = stage.ToString(), ended_after_s = Seconds(await CancelAsync(maker, stage, cancel)) });

        static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 4);
    }

    /// <summary>Of one preview, the median; latents of 16 channels, as large models have them.</summary>
    private static double PreviewMilliseconds(int side)
    {
        var (shape, random) = (new LatentShape(16, 5, side, side), new Random(1));
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
        var (preview, latents) = (new LatentPreview(16, Values(3 * 17), 1), Values(shape.Length));
        var took = new List<double>();
        for (var i = 0; i < 60; i++)
        {
            var started = Stopwatch.GetTimestamp();
            preview.Render(shape, latents, 2);
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return Math.Round(Row.Median(took.Skip(20)), 2); // the first are compiled
    }

    /// <summary>From the cancel to the end of a long clip's work, which must stay below a second.</summary>
    private static async Task<TimeSpan> CancelAsync(ClipMaker maker, ClipStage stage, CancellationToken stopped)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        var since = 0L;
        using var asked = cancel.Token.Register(() => since = Stopwatch.GetTimestamp());
        try
        {
            await maker.MakeAsync(new() { Prompt = "never seen", Seconds = 10, Seed = 1 }, default, new Trigger(stage, cancel), cancel.Token);
            throw new InvalidOperationException($"The clip was finished although it was cancelled in {stage}.");
        }
        catch (OperationCanceledException) when (!stopped.IsCancellationRequested)
        {
            return Stopwatch.GetElapsedTime(since);
        }
    }

    /// <summary>Cancels a little after a stage has begun: in the middle of a run of its graph.</summary>
    private sealed class Trigger(ClipStage stage, CancellationTokenSource cancel) : IProgress<ClipProgress>
    {
        private bool _pulled;

        public void Report(ClipProgress value)
        {
            if (value.Stage != stage || _pulled)
                return;
            _pulled = true;
            cancel.CancelAfter(50);
        }
    }
}
