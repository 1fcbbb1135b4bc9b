using ChatVideoBot.Bench.Clips;
using ChatVideoBot.Inference;

namespace ChatVideoBot.Bench.Skips;

/// <summary>
/// What step policies save and what they cost: the same clips with all steps and with each policy, in turn, by the time and the frames.
/// </summary>
internal static class SkipBench
{
    private static readonly string[] Prompts =
    [
        "a red ball bouncing in the desert", "a cat moving left on the grass, the camera zooms in", "a rocket flying up in space",
        "a blue heart spinning on the sand",
    ];

    public static async Task RunAsync(Order order)
    {
        var (steps, seconds, seeds) = (order.Whole("--steps", 50), order.Number("--length", 2), order.Whole("--seeds", 2));
        using var raw = new RawFrames();
        var policies = StepPolicies.Of(steps, Calibration.Measure(steps, Prompts, order.Cancel));
        List<ClipMaker> makers = [];
        try
        {
            makers.Add(Load(steps, raw));
            makers.AddRange(policies.Select(policy => Load(steps, raw, policy)));
            foreach (var maker in makers)
                await maker.MakeAsync(new() { Prompt = "warm up", Seconds = seconds }, default, null, order.Cancel);
            var runs = makers.Select(_ => new List<MadeClip>()).ToList();
            for (var seed = 1; seed <= seeds; seed++)
            {
                foreach (var prompt in Prompts)
                {
                    for (var i = 0; i < makers.Count; i++)
                        runs[i].Add(await makers[i].MakeAsync(new() { Prompt = prompt, Seconds = seconds, Seed = seed }, default, null, order.Cancel));
                }
            }
            for (var i = 0; i < policies.Count; i++)
                Write(policies[i].Name, steps, seconds, runs[i + 1], runs[0]);
        }
        finally
        {
            makers.ForEach(maker => maker.Dispose());
        }
    }

    private static ClipMaker Load(int steps, RawFrames raw, StepPolicy? policy = null)
    {
        var options = new InferenceOptions { Steps = steps, Ffmpeg = raw.Program, PreviewEverySteps = 0 };
        policy?.Set(options);
        return ClipMaker.Load("", options);
    }

    private static void Write(string policy, int steps, double seconds, List<MadeClip> clips, List<MadeClip> full)
    {
        var psnr = clips.Zip(full, (one, all) => Psnr.Of(one.Mp4, all.Mp4)).ToList(); // frames: see RawFrames
        Row.Write(new
        {
            bench = "skip",
            policy,
            full_steps = steps,
            clip_s = seconds,
            clips = clips.Count,
            full_s = Math.Round(Row.Median(full.Select(Whole)), 4),
            policy_s = Math.Round(Row.Median(clips.Select(Whole)), 4),
            speed_up = Math.Round(Row.Median(full.Zip(clips, (all, one) => Whole(all) / Whole(one))), 2),
            denoiser_speed_up = Math.Round(
                Row.Median(full.Zip(clips, (all, one) => all.Timings.Denoiser / one.Timings.Denoiser)), 2),
            psnr_db = Math.Round(Row.Median(psnr), 1),
            worst_psnr_db = Math.Round(psnr.Min(), 1),
        });
    }

    /// <summary>From prompt to frames, in seconds.</summary>
    private static double Whole(MadeClip clip) => (clip.Timings.Whole - clip.Timings.Encode).TotalSeconds;
}
