using System.Diagnostics;
using ChatVideoBot.Inference;

namespace ChatVideoBot.Bench.Clips;

/// <summary>Where the time of a clip goes. "Everything else" is what no stage accounts for, and must stay under 5 %.</summary>
internal static class ClipBench
{
    public static async Task RunAsync(double clips, double seconds, CancellationToken cancel)
    {
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

        static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 4);
    }
}
