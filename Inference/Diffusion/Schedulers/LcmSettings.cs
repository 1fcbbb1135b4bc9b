using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>LCMScheduler. Its timestep_spacing, steps_offset and set_alpha_to_one change nothing in the reference, and nothing here.</summary>
internal sealed record LcmSettings : SchedulerSettings
{
    private readonly Betas _betas;
    private readonly VarianceKept _model;
    private readonly int _originalSteps;
    private readonly float _scaling;

    private LcmSettings(JsonFile config)
    {
        _betas = Betas.Read(config, 0.00085f, 0.012f, "scaled_linear");
        _model = DdimSettings.Model(config, clips: false);
        _originalSteps = config.WholeBetween("original_inference_steps", 50, 1, _betas.Count);
        _scaling = (float)config.Positive("timestep_scaling", 10);
    }

    /// <summary>The steps that the model was distilled from: the schedule picks from among them.</summary>
    public override int MostSteps => _originalSteps;

    public static LcmSettings ReadFrom(JsonFile config) => new(config);

    private protected override IScheduler Build(ScheduleRequest request)
    {
        if (request.Sigmas is not null)
            throw new ModelException("sigmas cannot be given to an LCM scheduler; give timesteps.");
        int[] timesteps = request.Timesteps is { } given
            ? [.. Falling("timesteps", given, _betas.Count - 1).Select(t => (int)t)]
            : Picked(request.Steps);
        DdimSettings.RefuseBlind(_model, _betas.AlphasCumprod[timesteps[0]]);
        return new Lcm(_model, [.. timesteps.Select(t => _betas.AlphasCumprod[t])], [.. timesteps.Select(t => (float)t)], _scaling);
    }

    /// <summary>k = T / original; of k − 1, 2k − 1, … from the noisiest on, every (original / n)th.</summary>
    private int[] Picked(int steps)
    {
        var k = _betas.Count / _originalSteps;
        var every = (double)_originalSteps / steps;
        return [.. Enumerable.Range(0, steps).Select(i => (_originalSteps - (int)Math.Floor(i * every)) * k - 1)];
    }
}
