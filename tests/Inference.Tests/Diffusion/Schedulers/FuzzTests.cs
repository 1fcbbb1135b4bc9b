using ChatVideoBot.Inference.Diffusion.Schedulers;

namespace ChatVideoBot.Inference.Tests.Diffusion.Schedulers;

public sealed class FuzzTests
{
    private static readonly string[] Names = ["FlowMatchEulerDiscrete", "UniPCMultistep", "EulerDiscrete", "DDIM", "LCM"];

    private static readonly string[] Keys =
    [
        "num_train_timesteps", "beta_start", "beta_end", "beta_schedule", "trained_betas", "prediction_type", "timestep_spacing", "steps_offset",
        "use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "use_flow_sigmas", "flow_shift", "shift", "shift_terminal",
        "use_dynamic_shifting", "base_shift", "max_shift", "base_image_seq_len", "max_image_seq_len", "time_shift_type", "stochastic_sampling",
        "solver_order", "solver_type", "predict_x0", "lower_order_final", "disable_corrector", "final_sigmas_type", "sigma_min", "sigma_max",
        "rescale_betas_zero_snr", "interpolation_type", "timestep_type", "set_alpha_to_one", "clip_sample", "clip_sample_range",
        "original_inference_steps", "timestep_scaling",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "true", "false", "0", "1", "2", "3", "-1", "0.5", "0.1", "1e-3", "7", "50", "1000", "1e30", "-1e30", "1e-30", "1e400",
        "[]", "[0, 1]", "[1e9]", "[\"x\"]", "{}", "\"\"", "\"linear\"", "\"exponential\"", "\"scaled_linear\"", "\"squaredcos_cap_v2\"",
        "\"epsilon\"", "\"sample\"", "\"v_prediction\"", "\"flow_prediction\"", "\"linspace\"", "\"leading\"", "\"trailing\"", "\"bh1\"",
        "\"zero\"", "\"sigma_min\"", "\"continuous\"", "\"log_linear\"",
    ];

    [Fact]
    public void Any_settings_are_refused_in_one_sentence_or_make_a_finite_schedule()
    {
        var random = new Random(7);
        int made = 0, refused = 0;
        for (var round = 0; round < 6_000; round++)
        {
            var name = random.GetItems(Names, 1)[0];
            var keys = random.GetItems(Keys, random.Next(1, 6)).Distinct().Select(k => $"\"{k}\": {random.GetItems(Values, 1)[0]}");
            var text = string.Join(", ", keys);
            var steps = random.Next(-1, 60);
            try
            {
                var scheduler = Schedules.Read(name, text).Make(new(steps) { Tokens = random.Next(5000) });
                Assert.Equal(steps, scheduler.Steps);
                Assert.True(Array.TrueForAll(scheduler.Sigmas(), float.IsFinite), $"{name} {text} {steps}");
                Assert.True(Array.TrueForAll(scheduler.Timesteps(), float.IsFinite), $"{name} {text} {steps}");
                Assert.True(float.IsFinite(scheduler.InitNoiseSigma), $"{name} {text} {steps}");
                var end = Schedules.Run(scheduler, [.5f * scheduler.InitNoiseSigma], (i, x) => .3f * x * scheduler.InputScale(i) + .1f)[^1][0];
                Assert.True(float.IsFinite(end), $"{name} {text} {steps}: {end}");
                made++;
            }
            catch (ModelException e)
            {
                Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(made > 600 && refused > 600, $"{made} made, {refused} refused");
    }
}
