using ChatVideoBot.Inference.Diffusion.Schedulers;

namespace ChatVideoBot.Inference.Tests.Diffusion.Schedulers;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("DPMSolverMultistep", "", "\"_class_name\" must be one of", "\"DPMSolverMultistepScheduler\"")]
    [InlineData("FlowMatchEulerDiscrete", "\"num_train_timesteps\": 0", "\"num_train_timesteps\" must be a whole number from 2", "not 0")]
    [InlineData("FlowMatchEulerDiscrete", "\"num_train_timesteps\": 1000.5", "\"num_train_timesteps\" must be", "not 1000.5")]
    [InlineData("FlowMatchEulerDiscrete", "\"shift\": 0", "\"shift\" must be above 0", "not 0")]
    [InlineData("FlowMatchEulerDiscrete", "\"shift\": -3", "\"shift\" must be above 0", "not -3")]
    [InlineData("FlowMatchEulerDiscrete", "\"shift\": \"3\"", "\"shift\" must be a number", "")]
    [InlineData("FlowMatchEulerDiscrete", "\"shift\": 1e60", "\"shift\" must be a number", "")]
    [InlineData("FlowMatchEulerDiscrete", "\"shift_terminal\": 1", "\"shift_terminal\" must be", "not 1")]
    [InlineData("FlowMatchEulerDiscrete", "\"invert_sigmas\": true", "\"invert_sigmas\" must be false", "")]
    [InlineData("FlowMatchEulerDiscrete", "\"use_dynamic_shifting\": true, \"time_shift_type\": \"cubic\"", "\"exponential\", \"linear\"", "\"cubic\"")]
    [InlineData("FlowMatchEulerDiscrete", "\"use_dynamic_shifting\": true, \"base_image_seq_len\": 4096", "\"base_image_seq_len\" must be below max_image_seq_len (4096)", "not 4096")]
    [InlineData("FlowMatchEulerDiscrete", "\"use_karras_sigmas\": true, \"use_beta_sigmas\": true", "\"use_beta_sigmas\" must be false where use_karras_sigmas is true", "")]
    [InlineData("UniPCMultistep", "\"flow_shift\": -1, \"use_flow_sigmas\": true", "\"flow_shift\" must be above 0", "not -1")]
    [InlineData("UniPCMultistep", "\"solver_order\": 4", "\"solver_order\" must be a whole number from 1 to 3", "not 4")]
    [InlineData("UniPCMultistep", "\"solver_type\": \"rk4\"", "\"solver_type\" must be one of", "\"rk4\"")]
    [InlineData("UniPCMultistep", "\"solver_p\": {}", "\"solver_p\" must be null", "")]
    [InlineData("UniPCMultistep", "\"thresholding\": true", "\"thresholding\" must be false", "")]
    [InlineData("UniPCMultistep", "\"predict_x0\": false", "\"predict_x0\" must be true", "")]
    [InlineData("UniPCMultistep", "\"predict_x0\": false, \"prediction_type\": \"flow_prediction\"", "\"prediction_type\" must be", "\"flow_prediction\"")]
    [InlineData("UniPCMultistep", "\"lower_order_final\": false", "\"lower_order_final\" must be true", "")]
    [InlineData("UniPCMultistep", "\"shift_terminal\": 0.1", "\"shift_terminal\" must be null", "")]
    [InlineData("UniPCMultistep", "\"use_flow_sigmas\": true, \"use_beta_sigmas\": true", "\"use_flow_sigmas\" must be false", "")]
    [InlineData("UniPCMultistep", "\"final_sigmas_type\": \"none\"", "\"final_sigmas_type\" must be one of \"zero\", \"sigma_min\"", "\"none\"")]
    [InlineData("EulerDiscrete", "\"beta_start\": 0.03", "\"beta_start\" must be at most beta_end (0.02)", "not 0.03")]
    [InlineData("EulerDiscrete", "\"beta_end\": 1", "\"beta_end\" must be above 0 and below 1", "not 1")]
    [InlineData("EulerDiscrete", "\"beta_start\": 0.5, \"beta_end\": 0.9", "\"beta_end\" must be small enough", "")]
    [InlineData("EulerDiscrete", "\"beta_start\": 1e-9", "\"beta_start\" must be large enough", "")]
    [InlineData("EulerDiscrete", "\"beta_schedule\": \"sigmoid\"", "\"beta_schedule\" must be one of", "\"sigmoid\"")]
    [InlineData("EulerDiscrete", "\"trained_betas\": [0.1, 0.2]", "\"trained_betas\" must be a list of num_train_timesteps (1000) numbers", "not 2")]
    [InlineData("EulerDiscrete", "\"trained_betas\": [0.1, 2], \"num_train_timesteps\": 2", "\"trained_betas\" must be a list of numbers above 0 and below 1", "")]
    [InlineData("EulerDiscrete", "\"prediction_type\": \"flow_prediction\"", "\"prediction_type\" must be one of", "\"flow_prediction\"")]
    [InlineData("EulerDiscrete", "\"sigma_min\": 700, \"sigma_max\": 700", "\"sigma_min\" must be below sigma_max (700)", "not 700")]
    [InlineData("EulerDiscrete", "\"timestep_type\": \"odd\"", "\"timestep_type\" must be one of", "\"odd\"")]
    [InlineData("EulerDiscrete", "\"interpolation_type\": \"cubic\"", "\"interpolation_type\" must be one of", "\"cubic\"")]
    [InlineData("DDIM", "\"timestep_spacing\": \"log\"", "\"timestep_spacing\" must be one of \"linspace\", \"leading\", \"trailing\"", "\"log\"")]
    [InlineData("DDIM", "\"steps_offset\": -1", "\"steps_offset\" must be a whole number from 0", "not -1")]
    [InlineData("DDIM", "\"clip_sample_range\": 0", "\"clip_sample_range\" must be above 0", "not 0")]
    [InlineData("LCM", "\"original_inference_steps\": 0", "\"original_inference_steps\" must be a whole number from 1 to 1000", "not 0")]
    [InlineData("LCM", "\"original_inference_steps\": 1001", "\"original_inference_steps\" must be", "not 1001")]
    [InlineData("LCM", "\"timestep_scaling\": 0", "\"timestep_scaling\" must be above 0", "not 0")]
    public void A_wrong_key_is_named_with_its_value_and_what_is_legal(string name, string keys, string says, string value)
    {
        var e = Assert.Throws<ModelException>(() => Schedules.Read(name, keys));

        Assert.StartsWith("scheduler_config.json: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.Contains(value, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LCM", "", 51, "steps is 51; this model's scheduler can do 1 to 50.")]
    [InlineData("LCM", "\"original_inference_steps\": 8", 9, "1 to 8.")]
    [InlineData("DDIM", "", 1001, "steps is 1001; this model's scheduler can do 1 to 1000.")]
    [InlineData("DDIM", "\"steps_offset\": 1", 1000, "take fewer steps")]
    [InlineData("EulerDiscrete", "", 0, "steps is 0; this model's scheduler can do 1 to 1000.")]
    [InlineData("UniPCMultistep", "", 1000, "take fewer steps")]
    [InlineData("UniPCMultistep", "\"use_flow_sigmas\": true, \"flow_shift\": 1e9", 20, "smaller flow_shift")]
    [InlineData("FlowMatchEulerDiscrete", "", int.MaxValue, "1 to 1000.")]
    [InlineData("FlowMatchEulerDiscrete", "\"use_dynamic_shifting\": true", 4, "use_dynamic_shifting")]
    [InlineData("FlowMatchEulerDiscrete", "\"use_dynamic_shifting\": true, \"base_shift\": 1000", 4, "use_dynamic_shifting")]
    [InlineData("DDIM", "\"rescale_betas_zero_snr\": true, \"timestep_spacing\": \"trailing\"", 4, "\"v_prediction\"")]
    public void Steps_that_the_schedule_has_not_are_refused(string name, string keys, int steps, string says) =>
        Assert.Contains(says, Assert.Throws<ModelException>(() => Schedules.Read(name, keys).Make(new(steps))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("FlowMatchEulerDiscrete", "", "", new[] { 1, .5f, .5f }, "number 3 is 0.5")]
    [InlineData("FlowMatchEulerDiscrete", "", "", new[] { 1, .5f, 0 }, "number 3 is 0")]
    [InlineData("FlowMatchEulerDiscrete", "", "", new[] { 2, .5f, .1f }, "at most 1")]
    [InlineData("FlowMatchEulerDiscrete", "", "", new[] { 1, float.NaN, .1f }, "number 2 is NaN")]
    [InlineData("FlowMatchEulerDiscrete", "", "t", new[] { 1001, 500, 20f }, "at most 1000")]
    [InlineData("UniPCMultistep", "", "", new[] { 1, .5f, .1f }, "use_flow_sigmas is true")]
    [InlineData("UniPCMultistep", "", "t", new[] { 999, 500, 20f }, "give sigmas")]
    [InlineData("EulerDiscrete", "\"use_karras_sigmas\": true", "t", new[] { 999, 500, 20f }, "give sigmas")]
    [InlineData("DDIM", "", "t", new[] { 999, 500, 20f }, "give steps")]
    [InlineData("LCM", "", "", new[] { 1, .5f, .1f }, "give timesteps")]
    [InlineData("LCM", "", "t", new[] { 1000, 500, 20f }, "at most 999")]
    public void A_list_that_no_schedule_can_have_is_refused(string name, string keys, string kind, float[] list, string says)
    {
        var request = kind == "t" ? new ScheduleRequest(list.Length) { Timesteps = list } : new(list.Length) { Sigmas = list };

        Assert.Contains(says, Assert.Throws<ModelException>(() => Schedules.Read(name, keys).Make(request)).Message, StringComparison.Ordinal);
        Assert.Contains("steps must be 3", Assert.Throws<ModelException>(() =>
            Schedules.Read(name, keys).Make(request with { Steps = 2 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_are_taken_where_the_reference_takes_them()
    {
        var euler = Schedules.Read("EulerDiscrete", "").Make(new(3) { Sigmas = [14, 3, .5f] });
        var timesteps = Schedules.Read("EulerDiscrete", "").Make(new(3) { Timesteps = [999, 500, 100] });
        var lcm = Schedules.Read("LCM", "").Make(new(3) { Timesteps = [999, 500, 100] });
        var unipc = Schedules.Read("UniPCMultistep", "\"use_flow_sigmas\": true, \"flow_shift\": 2").Make(new(3) { Sigmas = [.9f, .5f, .2f] });

        Assert.Equal([14, 3, .5f, 0], euler.Sigmas());
        Assert.InRange(euler.Timestep(0), 500, 999);
        Assert.Equal([999, 500, 100], timesteps.Timesteps());
        Assert.Equal([999, 500, 100], lcm.Timesteps());
        Schedules.Near([.947368f, .666667f, .333333f, 0], unipc.Sigmas(), 1e-6);
    }

    [Fact]
    public void Dynamic_shifts_agree_in_both_forms_where_the_linear_mu_is_the_exponential_of_the_other()
    {
        // Both shifts the same: μ is 2 and ln 2 whatever the tokens, and the factor 2.
        var linear = Schedules.Make("FlowMatchEulerDiscrete", "\"use_dynamic_shifting\": true, \"time_shift_type\": \"linear\", \"base_shift\": 2, \"max_shift\": 2", 5);
        var exponential = Schedules.Make("UniPCMultistep",
            "\"use_flow_sigmas\": true, \"use_dynamic_shifting\": true, \"base_shift\": 0.6931472, \"max_shift\": 0.6931472", 5);
        var fixedShift = Schedules.Make("UniPCMultistep", "\"use_flow_sigmas\": true, \"flow_shift\": 2", 5);

        Schedules.Near(fixedShift.Sigmas(), exponential.Sigmas(), 1e-6);
        Assert.Equal(2 * .75025f / (1 + .75025f), linear.Sigma(1), 1e-6f); // s = 1 − (1 − 0.001)/4
    }
}
