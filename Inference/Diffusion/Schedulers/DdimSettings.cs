using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>DDIMScheduler.</summary>
internal sealed record DdimSettings : SchedulerSettings
{
    private readonly Betas _betas;
    private readonly VarianceKept _model;
    private readonly string _spacing;
    private readonly int _offset;
    private readonly float _lastAlpha;

    private DdimSettings(JsonFile config)
    {
        _betas = Betas.Read(config);
        _model = Model(config, clips: true);
        _spacing = config.Choice("timestep_spacing", "leading", "linspace", "leading", "trailing");
        _offset = config.WholeBetween("steps_offset", 0, 0, _betas.Count - 1);
        _lastAlpha = config.Flag("set_alpha_to_one", true) ? 1 : _betas.AlphasCumprod[0];
    }

    public override int MostSteps => _betas.Count;

    /// <summary>η of the steps: 0, the pipelines' own, draws no noise.</summary>
    public float Eta { get; init; }

    public static DdimSettings ReadFrom(JsonFile config) => new(config);

    /// <param name="clips">Whether samples are clipped where the file does not say.</param>
    internal static VarianceKept Model(JsonFile config, bool clips)
    {
        config.RefuseFlag("thresholding", "it is not for latents");
        var predicts = config.Predicts("epsilon", "epsilon", "sample", "v_prediction");
        var most = (float)config.Positive("clip_sample_range", 1);
        return new(predicts, config.Flag("clip_sample", clips) ? most : null);
    }

    /// <summary>At ᾱ = 0 nothing of the sample is left, and noise alone does not tell it.</summary>
    internal static void RefuseBlind(VarianceKept model, float alpha)
    {
        if (alpha == 0 && model.Predicts == Prediction.Noise)
            throw new ModelException("The scheduler's rescale_betas_zero_snr is true, but prediction_type is \"epsilon\"; a model for it has \"v_prediction\" or \"sample\".");
    }

    private protected override IScheduler Build(ScheduleRequest request)
    {
        if (request.Sigmas is not null || request.Timesteps is not null)
            throw new ModelException("sigmas and timesteps cannot be given to a DDIM scheduler; give steps.");
        var ratio = _betas.Count / request.Steps;
        int[] timesteps = [.. (_spacing switch
        {
            "linspace" => [.. Spacing.Line(0, _betas.Count - 1, request.Steps).Select(t => Math.Round(t)).Reverse()],
            "leading" => Spacing.Leading(ratio, request.Steps, _offset),
            _ => Spacing.Trailing(_betas.Count, request.Steps),
        }).Select(t => (int)t)];
        if (timesteps[0] >= _betas.Count)
            throw new ModelException($"steps is {request.Steps}, but with the scheduler's steps_offset {_offset} the first timestep would be {timesteps[0]} of {_betas.Count}; take fewer steps.");
        RefuseBlind(_model, _betas.AlphasCumprod[timesteps[0]]);
        return new Ddim(
            _model,
            [.. timesteps.Select(t => _betas.AlphasCumprod[t])],
            [.. timesteps.Select(t => t - ratio >= 0 ? _betas.AlphasCumprod[t - ratio] : _lastAlpha)],
            [.. timesteps.Select(t => (float)t)])
        { Eta = Eta };
    }
}
