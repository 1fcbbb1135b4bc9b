using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>UniPCMultistepScheduler.</summary>
internal sealed record UniPCSettings : SchedulerSettings
{
    /// <summary>Taken from a σ of 1, whose ln α would be infinite.</summary>
    private const double NotQuiteOne = 1e-6;

    private readonly Betas _betas;
    private readonly UniPCSolver _solver;
    private readonly TimeShift _shift;
    private readonly SigmaSpacing _spacing;
    private readonly string _timestepSpacing;
    private readonly int _offset;
    private readonly bool _endsAtZero;
    private readonly double? _sigmaMin;
    private readonly double? _sigmaMax;

    private UniPCSettings(JsonFile config)
    {
        _betas = Betas.Read(config);
        _spacing = SigmaSpacings.Read(config);
        _shift = TimeShift.Read(config, "flow_shift");
        _timestepSpacing = config.Choice("timestep_spacing", "linspace", "linspace", "leading", "trailing");
        _offset = config.WholeBetween("steps_offset", 0, 0, _betas.Count - 1);
        _endsAtZero = config.Choice("final_sigmas_type", "zero", "zero", "sigma_min") == "zero";
        (_sigmaMin, _sigmaMax) = (config.OptionalPositive("sigma_min"), config.OptionalPositive("sigma_max"));
        if (_sigmaMin >= _sigmaMax)
            throw config.Wrong("sigma_min", $"below sigma_max ({_sigmaMax.Value.Typed()}), not {_sigmaMin.Value.Typed()}");
        _solver = Solver(config);
        if (_shift.Terminal > 0 && !_solver.Flow)
            throw config.Wrong("shift_terminal", "null where use_flow_sigmas is false");
        if (_shift.Dynamic is not null && !_solver.Flow)
            throw config.Wrong("use_dynamic_shifting", "false where use_flow_sigmas is false");
        if (_solver.Flow && _spacing is (SigmaSpacing.Exponential or SigmaSpacing.Beta))
            throw config.Wrong("use_flow_sigmas", "false with use_exponential_sigmas or use_beta_sigmas, whose sigmas pass 1");
        if (_endsAtZero && !_solver.LowerOrderFinal && _solver.Order > 1)
            throw config.Wrong("lower_order_final", "true where final_sigmas_type is \"zero\", because only order 1 can reach a sigma of 0");
        if (_endsAtZero && !_solver.PredictsSample)
            throw config.Wrong("predict_x0", "true where final_sigmas_type is \"zero\"; without it final_sigmas_type must be \"sigma_min\"");
        if (!_endsAtZero && !_solver.LowerOrderFinal && _solver.Order > 2 && (_solver.Flow || _spacing != SigmaSpacing.Timesteps))
            throw config.Wrong("lower_order_final", "true where the last sigma stands twice (final_sigmas_type \"sigma_min\")");
    }

    public override int MostSteps => _betas.Count;

    public static UniPCSettings ReadFrom(JsonFile config) => new(config);

    private static UniPCSolver Solver(JsonFile config)
    {
        if (config.Has("solver_p"))
            throw config.Wrong("solver_p", "null: no other solver can stand in for the predictor");
        config.RefuseFlag("thresholding", "it is not for latents");
        var flow = config.Flag("use_flow_sigmas", false);
        var predictsSample = config.Flag("predict_x0", true);
        return new(
            config.WholeBetween("solver_order", 2, 1, 3),
            predictsSample
                ? config.Predicts("epsilon", "epsilon", "sample", "v_prediction", "flow_prediction")
                : config.Predicts("epsilon", "epsilon", "sample", "v_prediction"), // a velocity gives no noise there
            flow,
            Bh2: config.Choice("solver_type", "bh2", "bh1", "bh2", "midpoint", "heun", "logrho") != "bh1", // the last three mean bh2
            predictsSample,
            config.Flag("lower_order_final", true),
            [.. (config.OptionalNumbers("disable_corrector") ?? []).Select(n => (int)n)]);
    }

    private protected override IScheduler Build(ScheduleRequest request)
    {
        if (request.Timesteps is not null)
            throw new ModelException("timesteps cannot be given to a UniPC scheduler; give sigmas.");
        if (request.Sigmas is not null && (!_solver.Flow || _spacing != SigmaSpacing.Timesteps))
            throw new ModelException("sigmas can be given to a UniPC scheduler only where use_flow_sigmas is true and use_karras_sigmas is false.");
        var (sigmas, timesteps, last) = _spacing != SigmaSpacing.Timesteps ? Spread(request.Steps)
            : _solver.Flow ? Flow(request)
            : ByTimesteps(request.Steps);
        float[] all = [.. sigmas.Select(s => (float)s), _endsAtZero ? 0 : (float)last];
        for (var i = 0; i < sigmas.Length; i++)
        {
            if ((_solver.Flow && all[i] >= 1) || (i > 0 && all[i] >= all[i - 1]))
                throw new ModelException($"steps is {request.Steps}, but the scheduler's sigmas {i} and {i + 1} are the same then; take fewer steps or a smaller flow_shift.");
        }

        return new UniPC(_solver, all, [.. timesteps.Select(t => (float)Math.Truncate(t))]);
    }

    /// <summary>σ of a flow: s = linspace(1, 1/T, n + 1) but its last, shifted.</summary>
    private (double[] Sigmas, double[] Timesteps, double Last) Flow(ScheduleRequest request)
    {
        var even = request.Sigmas is { } given
            ? [.. Falling("sigmas", given, 1).Select(s => (double)s)]
            : Spacing.Line(1, 1.0 / _betas.Count, request.Steps + 1)[..^1];
        var sigmas = _shift.Apply(even, request.Tokens);
        if (Math.Abs(sigmas[0] - 1) < NotQuiteOne)
            sigmas[0] -= NotQuiteOne;
        return (sigmas, [.. sigmas.Select(s => s * _betas.Count)], sigmas[^1]);
    }

    private (double[] Sigmas, double[] Timesteps, double Last) Spread(int steps)
    {
        var trained = _betas.Sigmas();
        var sigmas = _spacing.Spread(_sigmaMax ?? trained[^1], _sigmaMin ?? trained[0], steps);
        if (_solver.Flow)
        {
            sigmas = [.. sigmas.Select(s => s / (s + 1))];
            return (sigmas, [.. sigmas.Select(s => s * _betas.Count)], sigmas[^1]);
        }

        float[] logs = [.. trained.Select(s => MathF.Log(s))];
        var timesteps = sigmas.Select(s => SigmaSpacings.TimestepOf(s, logs));
        // Only Karras' are rounded in the reference; the others lose their fraction later.
        return (sigmas, [.. _spacing == SigmaSpacing.Karras ? timesteps.Select(t => Math.Round(t)) : timesteps], sigmas[^1]);
    }

    private (double[] Sigmas, double[] Timesteps, double Last) ByTimesteps(int steps)
    {
        var trained = _betas.Sigmas();
        double[] timesteps = _timestepSpacing switch
        {
            "linspace" => [.. Spacing.Line(0, _betas.Count - 1, steps + 1).Select(t => Math.Round(t)).Reverse().Take(steps)],
            "leading" => Spacing.Leading(_betas.Count / (steps + 1), steps + 1, _offset)[..^1],
            _ => Spacing.Trailing(_betas.Count, steps),
        };
        return ([.. timesteps.Select(t => Spacing.Interpolate(t, trained))], timesteps, trained[0]);
    }
}
