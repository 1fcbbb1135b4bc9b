using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>EulerDiscreteScheduler.</summary>
internal sealed record EulerDiscreteSettings : SchedulerSettings
{
    private readonly Betas _betas;
    private readonly Prediction _predicts;
    private readonly SigmaSpacing _spacing;
    private readonly string _timestepSpacing;
    private readonly int _offset;
    private readonly bool _logLinear;
    private readonly bool _continuous;
    private readonly bool _endsAtZero;
    private readonly double? _sigmaMin;
    private readonly double? _sigmaMax;

    private EulerDiscreteSettings(JsonFile config)
    {
        _betas = Betas.Read(config);
        _predicts = config.Predicts("epsilon", "epsilon", "sample", "original_sample", "v_prediction");
        _spacing = SigmaSpacings.Read(config);
        _timestepSpacing = config.Choice("timestep_spacing", "linspace", "linspace", "leading", "trailing");
        _offset = config.WholeBetween("steps_offset", 0, 0, _betas.Count - 1);
        _logLinear = config.Choice("interpolation_type", "linear", "linear", "log_linear") == "log_linear";
        // ¼·ln σ goes with a v-prediction only; any other is told discrete timesteps all the same.
        _continuous = config.Choice("timestep_type", "discrete", "discrete", "continuous") == "continuous" && _predicts == Prediction.V;
        _endsAtZero = config.Choice("final_sigmas_type", "zero", "zero", "sigma_min") == "zero";
        (_sigmaMin, _sigmaMax) = (config.OptionalPositive("sigma_min"), config.OptionalPositive("sigma_max"));
        if (_sigmaMin >= _sigmaMax)
            throw config.Wrong("sigma_min", $"below sigma_max ({_sigmaMax.Value.Typed()}), not {_sigmaMin.Value.Typed()}");
    }

    public override int MostSteps => _betas.Count;

    public static EulerDiscreteSettings ReadFrom(JsonFile config) => new(config);

    private protected override IScheduler Build(ScheduleRequest request)
    {
        var trained = _betas.Sigmas();
        float[] logs = [.. trained.Select(s => MathF.Log(s))];
        if (request.Sigmas is { } given)
        {
            Falling("sigmas", given, float.MaxValue);
            return Make([.. given, 0], [.. given.Select(s => SigmaSpacings.TimestepOf(s, logs))]);
        }

        if (request.Timesteps is not null && (_spacing != SigmaSpacing.Timesteps || _continuous))
            throw new ModelException("timesteps cannot be given to an Euler scheduler with Karras, exponential or beta sigmas or continuous timesteps; give sigmas.");
        double[] timesteps = request.Timesteps is { } own ? [.. own.Select(t => (double)t)] : [.. Timesteps(request.Steps).Select(t => (double)(float)t)];
        if (request.Timesteps is not null)
            Falling("timesteps", request.Timesteps, _betas.Count - 1);
        double[] sigmas = _logLinear
            ? [.. Spacing.LineFloat32(logs[^1], logs[0], request.Steps + 1).Select(l => (double)MathF.Exp(l))] // one more than steps: it is the end
            : [.. timesteps.Select(t => Spacing.Interpolate(t, trained))];
        if (_spacing != SigmaSpacing.Timesteps)
        {
            sigmas = _spacing.Spread(_sigmaMax ?? sigmas[0], _sigmaMin ?? sigmas[^1], request.Steps);
            timesteps = [.. sigmas.Select(s => SigmaSpacings.TimestepOf(s, logs))];
        }

        return Make([.. sigmas.Select(s => (float)s), _endsAtZero ? 0 : trained[0]], timesteps);
    }

    private EulerDiscrete Make(float[] sigmas, double[] timesteps) => new(
        _predicts,
        sigmas[..(timesteps.Length + 1)],
        [.. timesteps.Select((t, i) => _continuous ? 0.25f * MathF.Log(sigmas[i]) : (float)t)],
        startsAtLargest: _timestepSpacing != "leading");

    private double[] Timesteps(int steps) => _timestepSpacing switch
    {
        "linspace" => [.. Spacing.Line(0, _betas.Count - 1, steps).Reverse()],
        "leading" => Spacing.Leading(_betas.Count / steps, steps, _offset),
        _ => Spacing.Trailing(_betas.Count, steps),
    };
}
