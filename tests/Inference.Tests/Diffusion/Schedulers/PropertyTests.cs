using ChatVideoBot.Inference.Diffusion.Schedulers;

namespace ChatVideoBot.Inference.Tests.Diffusion.Schedulers;

public sealed class PropertyTests
{
    /// <summary>Every class with every value of the keys that change its path.</summary>
    public static IEnumerable<(string Name, string Keys)> Combinations()
    {
        string[] spacings = ["linspace", "leading", "trailing"];
        string[] spreads = ["karras", "exponential", "beta", ""];
        static string Spread(string s) => s.Length > 0 ? $", \"use_{s}_sigmas\": true" : "";

        foreach (var spread in spreads)
        {
            foreach (var shift in (string[])["\"shift\": 0.3", "\"shift\": 12", "\"use_dynamic_shifting\": true", "\"use_dynamic_shifting\": true, \"time_shift_type\": \"linear\"", "\"shift\": 3, \"shift_terminal\": 0.1"])
            {
                foreach (var stochastic in (string[])["true", "false"])
                    yield return ("FlowMatchEulerDiscrete", $"{shift}, \"stochastic_sampling\": {stochastic}{Spread(spread)}");
            }
        }

        foreach (var order in (int[])[1, 2, 3])
        {
            foreach (var solver in (string[])["bh1", "bh2"])
            {
                foreach (var final in (string[])["\"final_sigmas_type\": \"zero\"", "\"final_sigmas_type\": \"sigma_min\"", "\"final_sigmas_type\": \"sigma_min\", \"predict_x0\": false"])
                {
                    var keys = $"\"solver_order\": {order}, \"solver_type\": \"{solver}\", {final}";
                    var flow = $"{keys}, \"use_flow_sigmas\": true, \"prediction_type\": \"{(final.Contains("predict_x0", StringComparison.Ordinal) ? "sample" : "flow_prediction")}\"";
                    yield return ("UniPCMultistep", $"{flow}, \"flow_shift\": 7");
                    yield return ("UniPCMultistep", $"{flow}, \"use_karras_sigmas\": true");
                    yield return ("UniPCMultistep", $"{flow}, \"use_dynamic_shifting\": true, \"shift_terminal\": 0.05");
                    foreach (var spacing in spacings)
                        yield return ("UniPCMultistep", $"{keys}, \"timestep_spacing\": \"{spacing}\"");
                    foreach (var spread in spreads)
                        yield return ("UniPCMultistep", $"{keys}, \"rescale_betas_zero_snr\": true, \"prediction_type\": \"v_prediction\"{Spread(spread)}");
                }
            }
        }

        foreach (var spacing in spacings)
        {
            foreach (var predicts in (string[])["epsilon", "v_prediction", "sample"])
            {
                foreach (var betas in (string[])["linear", "scaled_linear", "squaredcos_cap_v2"])
                {
                    var keys = $"\"timestep_spacing\": \"{spacing}\", \"prediction_type\": \"{predicts}\", \"beta_schedule\": \"{betas}\"";
                    var zero = predicts == "epsilon" ? "" : ", \"rescale_betas_zero_snr\": true";
                    yield return ("DDIM", $"{keys}{zero}");
                    yield return ("LCM", $"{keys}{zero}, \"original_inference_steps\": 200");
                    foreach (var spread in spreads)
                        yield return ("EulerDiscrete", $"{keys}{zero}, \"timestep_type\": \"continuous\"{Spread(spread)}");
                }
            }
        }
    }

    [Fact]
    public void Every_legal_combination_of_settings_stays_finite_from_1_to_200_steps()
    {
        foreach (var (name, keys) in Combinations())
        {
            var settings = Schedules.Read(name, keys);
            foreach (var steps in (int[])[1, 2, 3, 4, 5, 7, 8, 13, 25, 50, 100, 199, 200])
            {
                var scheduler = settings.Make(new(steps) { Tokens = 3000 });
                var sigmas = scheduler.Sigmas();
                var after = Schedules.Run(scheduler, [scheduler.InitNoiseSigma, -.5f], (i, x) => .3f * x * scheduler.InputScale(i) + .1f);

                Assert.True(Array.TrueForAll(after, x => float.IsFinite(x[0]) && float.IsFinite(x[1])), $"{name} {keys} {steps}");
                Assert.True(Array.TrueForAll(sigmas, float.IsFinite) && Array.TrueForAll(scheduler.Timesteps(), float.IsFinite), $"{name} {keys} {steps}");
                for (var i = 0; i < steps - 1; i++)
                    Assert.True(sigmas[i + 1] < sigmas[i], $"{name} {keys} {steps}: sigma {i + 1} is {sigmas[i + 1]} after {sigmas[i]}");
            }
        }
    }

    [Fact]
    public void A_model_that_knows_the_sample_leads_every_scheduler_to_it()
    {
        foreach (var (name, keys) in Combinations())
        {
            // A solver that works with noise starts where a millionth of the sample is left: float32 does not hold it, nor does the reference.
            if (keys.Contains("predict_x0", StringComparison.Ordinal) && !keys.Contains("timestep_spacing", StringComparison.Ordinal))
                continue;
            var settings = Schedules.Read(name, $"{keys}, \"clip_sample\": false");
            foreach (var steps in (int[])[1, 4, 11])
            {
                var scheduler = settings.Make(new(steps) { Tokens = 3000 });
                const float Sample = .7f;
                float[] latents = new float[1], clean = new float[1], told = new float[1];
                scheduler.AddNoise(0, [Sample], [-1.3f], latents);
                var memory = new StepMemory((_, noise) => noise.Fill(.4f));
                for (var i = 0; i < steps; i++)
                {
                    told[0] = Truth(scheduler, keys, i, Sample, latents[0]);
                    scheduler.PredictClean(i, told, latents, clean);
                    var exact = name == "LCM" ? .1f : 2e-3f * Math.Max(1, scheduler.Sigma(i)); // LCM mixes in some of x
                    Assert.True(Math.Abs(clean[0] - Sample) < exact, $"{name} {keys} {steps}: {clean[0]} at step {i}");
                    scheduler.Step(i, told, latents, memory);
                }

                var left = MathF.Min(scheduler.Sigma(steps), 1); // of the noise, where the last sigma is not 0
                Assert.True(Math.Abs(latents[0] - Sample) < 2e-3f + 3 * left + (name == "LCM" ? .1f : 0), $"{name} {keys} {steps}: ends at {latents[0]}, sigma {left}");
            }
        }
    }

    [Theory]
    [InlineData(1, 1.8, 2.3)]
    [InlineData(2, 3.2, 10)]
    [InlineData(3, 2.5, 20)] // it begins and ends with lower orders
    public void UniPC_errs_less_by_its_order_when_steps_double(int order, double least, double most)
    {
        // v = x: the end is e^-1 of the start, exactly.
        double Error(int steps)
        {
            var scheduler = Schedules.Make("UniPCMultistep", $"\"use_flow_sigmas\": true, \"prediction_type\": \"flow_prediction\", \"solver_order\": {order}, \"disable_corrector\": [{string.Join(',', Enumerable.Range(0, 99))}]", steps);
            return Math.Abs(Schedules.Run(scheduler, [1], (_, x) => x)[^1][0] - Math.Exp(-scheduler.Sigma(0)));
        }

        var ratio = Error(12) / Error(24);

        Assert.True(ratio >= least && ratio <= most, $"The error falls by {ratio}.");
    }

    [Fact]
    public void UniPC_may_begin_in_the_middle()
    {
        var scheduler = Schedules.Make("UniPCMultistep", "\"use_flow_sigmas\": true, \"prediction_type\": \"flow_prediction\", \"solver_order\": 3", 10);
        float[] latents = new float[1];
        scheduler.AddNoise(4, [.7f], [-1.3f], latents);
        var memory = new StepMemory((_, _) => { });
        for (var i = 4; i < 10; i++)
            scheduler.Step(i, [(latents[0] - .7f) / scheduler.Sigma(i)], latents, memory);

        Assert.Equal(.7f, latents[0], 1e-5f);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(.5f, true)]
    [InlineData(1, true)]
    public void DDIM_draws_noise_only_with_an_eta(float eta, bool draws)
    {
        var settings = (DdimSettings)Schedules.Read("DDIM", "\"timestep_spacing\": \"trailing\"") with { Eta = eta };
        var scheduler = settings.Make(new(5));

        Assert.Equal(draws, scheduler.DrawsNoise(2));
        Assert.False(scheduler.DrawsNoise(4)); // ᾱ' is 1
        Assert.Throws<ArgumentOutOfRangeException>(() => (settings with { Eta = 1.5f }).Make(new(5)));
    }

    [Fact]
    public void An_output_of_another_length_is_refused()
    {
        foreach (var name in (string[])["FlowMatchEulerDiscrete", "UniPCMultistep", "EulerDiscrete", "DDIM", "LCM"])
        {
            var scheduler = Schedules.Make(name, "", 4);
            Assert.ThrowsAny<ArgumentException>(() => scheduler.Step(0, new float[3], new float[4], new StepMemory((_, _) => { })));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e-6, 1.85588246240e-10)]
    [InlineData(.1, .0395844055887693)]
    [InlineData(.25, .175680378652687)]
    [InlineData(.4, .362700990753197)]
    [InlineData(.5, .5)]
    [InlineData(.9, .960415594411231)]
    [InlineData(1, 1)]
    public void The_quantiles_of_the_beta_distribution_are_these(double p, double x) =>
        Assert.Equal(x, BetaQuantile.Of(p), 1e-11 * x); // by numeric integration of the density

    private static float Truth(IScheduler scheduler, string keys, int i, float sample, float x)
    {
        // α and σ of x = α·sample + σ·noise, as AddNoise has them.
        float[] a = new float[1], b = new float[1];
        scheduler.AddNoise(i, [1], [0], a);
        scheduler.AddNoise(i, [0], [1], b);
        var noise = (x - a[0] * sample) / b[0];
        if (keys.Contains("\"v_prediction\"", StringComparison.Ordinal))
        {
            // Euler's x is the variance-keeping one times √(σ² + 1).
            var scale = MathF.Sqrt(a[0] * a[0] + b[0] * b[0]);
            return (a[0] * noise - b[0] * sample) / (keys.Contains("use_flow_sigmas", StringComparison.Ordinal) ? 1 : scale);
        }

        return keys.Contains("\"sample\"", StringComparison.Ordinal) ? sample
            : scheduler is FlowMatchEuler || keys.Contains("flow_prediction", StringComparison.Ordinal) ? noise - sample
            : noise;
    }
}
