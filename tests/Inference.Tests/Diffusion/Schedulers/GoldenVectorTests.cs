using ChatVideoBot.Inference.Diffusion.Schedulers;

namespace ChatVideoBot.Inference.Tests.Diffusion.Schedulers;

/// <summary>Vectors that the reference gave, to the digits that were written down.</summary>
public sealed class GoldenVectorTests
{
    private const string Wan = "\"use_flow_sigmas\": true, \"prediction_type\": \"flow_prediction\", \"flow_shift\": ";
    private const string Ltx = "\"use_dynamic_shifting\": true, \"base_shift\": 0.95, \"max_shift\": 2.05, \"base_image_seq_len\": 1024, \"shift_terminal\": 0.1";

    [Theory]
    [InlineData(4, 3, new[] { .999999f, .90012f, .750375f, .500999f, 0 }, new float[] { 999, 900, 750, 500 })]
    [InlineData(10, 3, new[] { .999999f, .964324f, .923166f, .875156f, .81843f, .750375f, .667222f, .56332f, .429795f, .251872f, 0 },
        new float[] { 999, 964, 923, 875, 818, 750, 667, 563, 429, 251 })]
    [InlineData(4, 8, new[] { .999999f, .960051f, .889086f, .728065f, 0 }, new float[] { 999, 960, 889, 728 })]
    [InlineData(10, 5, null, new float[] { 999, 978, 952, 921, 882, 833, 769, 682, 556, 359 })]
    public void UniPC_on_flow_sigmas(int steps, int shift, float[]? sigmas, float[] timesteps)
    {
        var scheduler = Schedules.Make("UniPCMultistep", Wan + shift, steps);

        Schedules.Near(timesteps, scheduler.Timesteps(), 0);
        if (sigmas is not null)
            Schedules.Near(sigmas, scheduler.Sigmas(), 6e-7);
    }

    [Theory]
    [InlineData(4, 3, new[] { .940073f, .857988f, .742184f, .531167f })]
    [InlineData(10, 3, new[] { .978595f, .954745f, .927972f, .717327f, .6522f, .56372f })]
    [InlineData(10, 5, new[] { .553343f })]
    public void UniPC_follows_a_velocity_of_half_x_and_a_tenth_sigma(int steps, int shift, float[] some)
    {
        var scheduler = Schedules.Make("UniPCMultistep", Wan + shift, steps);

        float[] after = [.. Schedules.Run(scheduler, [1], (i, x) => 0.5f * x + 0.1f * scheduler.Sigma(i)).Select(x => x[0])];

        float[] expected = [.. some];
        Schedules.Near(expected, some.Length == 6 ? [.. after[..3], .. after[^3..]] : after[^some.Length..], 1.1e-6);
    }

    [Fact]
    public void Euler_on_the_same_grid_ends_further_from_the_exact_end()
    {
        var grid = Schedules.Make("UniPCMultistep", Wan + 3, 10).Sigmas();
        var x = 1f;
        for (var i = 0; i < 10; i++)
            x += (grid[i + 1] - grid[i]) * (0.5f * x + 0.1f * grid[i]);

        Assert.Equal(.552027f, x, 1.1e-6f); // exact: .570448
    }

    [Theory]
    [InlineData(1, new[] { 1, .667f, .334f, .001f, 0 })]
    [InlineData(3, new[] { 1, .857692f, .602151f, .008929f, 0 })]
    [InlineData(5, new[] { 1, .909707f, .717317f, .024414f, 0 })]
    public void Flow_match_shifts_its_own_last_sigma_twice(int shift, float[] sigmas) =>
        Schedules.Near(sigmas, Schedules.Make("FlowMatchEulerDiscrete", $"\"shift\": {shift}", 4).Sigmas(), 6e-7);

    [Theory]
    [InlineData(8, 2640, 1.528646, new[] { 1, .955144f, .899368f, .828129f, .733966f, .60369f, .411596f, .1f, 0 })]
    [InlineData(4, 672, .823958, new[] { 1, .79794f, .517046f, .1f, 0 })]
    public void Flow_match_shifts_by_tokens_and_stretches_to_its_terminal(int steps, int tokens, double mu, float[] sigmas)
    {
        var request = new ScheduleRequest(steps) { Tokens = tokens, Sigmas = [.. Enumerable.Range(0, steps).Select(i => 1 - (float)i / steps)] };

        Assert.Equal(mu, new DynamicShift(.95, 2.05, 1024, 4096, Exponential: true).Mu(tokens), 6);
        Schedules.Near(sigmas, Schedules.Read("FlowMatchEulerDiscrete", Ltx).Make(request).Sigmas(), 1.6e-6);
    }

    [Fact]
    public void Flow_match_takes_LTX_linear_quadratic_sigmas_as_they_are()
    {
        float[] given = [1, .99375f, .9875f, .98125f, .975f, .909375f, .725f, .421875f];

        var scheduler = Schedules.Read("FlowMatchEulerDiscrete", "").Make(new(8) { Sigmas = given });

        Assert.Equal([.. given, 0], scheduler.Sigmas());
        Schedules.Near([1000, 993.75f, 987.5f, 981.25f, 975, 909.375f, 725, 421.875f], scheduler.Timesteps(), 1e-6);
    }

    [Fact]
    public void Flow_match_shifts_the_sigmas_of_given_timesteps_but_tells_the_model_the_timesteps()
    {
        var scheduler = Schedules.Read("FlowMatchEulerDiscrete", "\"shift\": 5").Make(new(4) { Timesteps = [1000, 750, 500, 250] });

        Schedules.Near([1, .9375f, .8333333f, .625f, 0], scheduler.Sigmas(), 1e-6);
        Assert.Equal([1000, 750, 500, 250], scheduler.Timesteps());
    }

    [Fact]
    public void Euler_spreads_video_sigmas_by_Karras()
    {
        const string Keys = "\"prediction_type\": \"v_prediction\", \"use_karras_sigmas\": true, \"sigma_min\": 0.002, \"sigma_max\": 700, "
            + "\"timestep_spacing\": \"leading\", \"timestep_type\": \"continuous\", \"steps_offset\": 1";
        var many = Schedules.Make("EulerDiscrete", Keys, 25);

        Schedules.Near([700, 70.540842f, 2.269116f, .002f, 0], Schedules.Make("EulerDiscrete", Keys, 4).Sigmas(), 1e-6);
        Schedules.Near([700, 545.729f, 421.569f], many.Sigmas().AsSpan(0, 3), 1e-6);
        Schedules.Near([1.63777f, -1.55365f], [many.Timestep(0), many.Timestep(24)], 1e-5);
        Schedules.Near([700.000714f], [many.InitNoiseSigma], 1e-7);
    }

    [Theory]
    [InlineData("linear", new[] { .99915f, .99828957f, .16181215f, .00200586f, .00157896f })]
    [InlineData("scaled_linear", new[] { .99915f, .99829603f, .27766965f, .00591277f, .0046601f })]
    public void Betas_keep_this_much_of_the_sample(string schedule, float[] alphas)
    {
        // σ of DDIM is √(1 − ᾱ), and its 1000 steps stand on every timestep.
        var scheduler = Schedules.Make("DDIM", $"\"beta_start\": 0.00085, \"beta_end\": 0.012, \"beta_schedule\": \"{schedule}\"", 1000);
        var kept = new float[2];
        float[] actual = [.. ((int[])[0, 1, 499, 979, 999]).Select(t =>
        {
            scheduler.AddNoise(999 - t, [1, 0], [0, 1], kept);
            return kept[0] * kept[0];
        })];

        for (var i = 0; i < 5; i++)
            Assert.Equal(alphas[i], actual[i], Math.Max(1e-8f, 1e-6f * alphas[i])); // written down in double precision; β is float32
    }

    [Theory]
    [InlineData(4, new float[] { 999, 759, 499, 259 })]
    [InlineData(6, new float[] { 999, 839, 679, 499, 339, 179 })]
    [InlineData(8, new float[] { 999, 879, 759, 639, 499, 379, 259, 139 })]
    public void LCM_picks_from_its_50_steps(int steps, float[] timesteps) =>
        Assert.Equal(timesteps, Schedules.Make("LCM", "", steps).Timesteps());

    [Fact]
    public void DDIM_spaces_25_steps()
    {
        var line = Schedules.Make("DDIM", "\"timestep_spacing\": \"linspace\"", 25).Timesteps();
        var leading = Schedules.Make("DDIM", "\"timestep_spacing\": \"leading\", \"steps_offset\": 1", 25).Timesteps();

        Assert.Equal([999, 957, 916, 874, 832, 791, 749, 708], line[..8]);
        Assert.Equal([83, 42, 0], line[^3..]);
        Assert.Equal([961, 921], leading[..2]);
        Assert.Equal([41, 1], leading[^2..]);
    }
}
