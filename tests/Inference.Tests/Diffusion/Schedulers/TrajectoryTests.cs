using ChatVideoBot.Inference.Diffusion.Schedulers;

namespace ChatVideoBot.Inference.Tests.Diffusion.Schedulers;

/// <summary>Held against the reference's own numbers.</summary>
public sealed class TrajectoryTests
{
    /// <summary>
    /// trajectories.json: each formula of the reference in float32, on a made field
    /// 0.5·x̂ + 0.1·σ/(1 + σ) + 0.05·sin(3x̂) with x̂ = x/(1 + σ), and 0.1·i − 0.2 for noise.
    /// </summary>
    [Fact]
    public void Every_scheduler_follows_the_reference_from_noise_to_the_end()
    {
        foreach (var row in Schedules.Recorded("trajectories.json"))
        {
            var config = row.GetProperty("config").GetRawText();
            var settings = Schedules.Read(config);
            if (settings is DdimSettings ddim && row.Key("eta") is { } eta) // an argument of the reference's step
                settings = ddim with { Eta = eta.GetSingle() };
            var scheduler = settings.Make(new(row.GetProperty("steps").GetInt32())
            {
                Tokens = row.Key("tokens")?.GetInt32() ?? 0,
                Sigmas = row.Key("given") is null ? null : row.GetProperty("config").Floats("given"),
                Timesteps = row.Key("timesteps") is null ? null : row.GetProperty("config").Floats("timesteps"),
            });
            var init = row.GetProperty("init").GetSingle();
            Schedules.Near(row.Floats("timesteps"), scheduler.Timesteps(), 2e-6, config);
            var sigmas = row.Floats("sigmas");
            Schedules.Near(sigmas, scheduler.Sigmas().AsSpan(0, sigmas.Length), 2e-6, config);
            Schedules.Near([init], [scheduler.InitNoiseSigma], 2e-6, config);

            var after = Schedules.Run(scheduler, [init, -0.7f * init, 0.3f * init], (i, x) =>
            {
                float g = scheduler.Sigma(i), scaled = x / (1 + g);
                return 0.5f * scaled + 0.1f * g / (1 + g) + 0.05f * MathF.Sin(3 * scaled);
            });

            // Order 3 to the very end magnifies a rounding of 1e-7 to 1e-5 and more; measured with the reference's formulas.
            var share = config.Contains("\"lower_order_final\": false", StringComparison.Ordinal) ? 1e-4 : 2e-5;
            Schedules.Near(row.Floats("latents"), after.SelectMany(x => x).ToArray(), share, config);
        }
    }

    [Fact]
    public void Every_recorded_pipeline_told_its_model_these_timesteps()
    {
        foreach (var row in Schedules.Recorded("recorded.json"))
        {
            var steps = row.GetProperty("steps").GetInt32();
            var ltx = row.TryGetProperty("tokens", out var tokens);
            var scheduler = Schedules.Read(row.GetProperty("config").GetRawText()).Make(new(steps)
            {
                Tokens = ltx ? tokens.GetInt32() : 0,
                Sigmas = ltx ? [.. Enumerable.Range(0, steps).Select(i => (float)(1 + i * (1.0 / steps - 1) / (steps - 1)))] : null,
            });

            Schedules.Near(row.Floats("timesteps"), scheduler.Timesteps(), 1e-6, row.GetProperty("case").GetString()!);
            if (!row.TryGetProperty("sigmas", out _))
                continue;
            Assert.Equal(row.Floats("sigmas"), scheduler.Sigmas());
            Assert.Equal(row.GetProperty("init").GetSingle(), scheduler.InitNoiseSigma);
        }
    }
}
