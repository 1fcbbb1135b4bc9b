using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>FlowMatchEulerDiscreteScheduler.</summary>
internal sealed record FlowMatchEulerSettings : SchedulerSettings
{
    private readonly int _trainTimesteps;
    private readonly TimeShift _shift;
    private readonly SigmaSpacing _spacing;
    private readonly bool _renoises;

    private FlowMatchEulerSettings(int trainTimesteps, TimeShift shift, SigmaSpacing spacing, bool renoises) =>
        (_trainTimesteps, _shift, _spacing, _renoises) = (trainTimesteps, shift, spacing, renoises);

    public override int MostSteps => _trainTimesteps;

    public static FlowMatchEulerSettings ReadFrom(JsonFile config)
    {
        config.RefuseFlag("invert_sigmas", "no model here runs from the sample to noise");
        return new(config.TrainTimesteps(), TimeShift.Read(config, "shift"), SigmaSpacings.Read(config), config.Flag("stochastic_sampling", false));
    }

    private protected override IScheduler Build(ScheduleRequest request)
    {
        var given = request.Sigmas is { } sigmas ? Falling("sigmas", sigmas, 1)
            : request.Timesteps is { } timesteps ? [.. Falling("timesteps", timesteps, _trainTimesteps).Select(t => t / _trainTimesteps)]
            : null;
        double[] shifted = given is null ? _shift.Apply(Own(request.Steps), request.Tokens) : [.. _shift.Apply(given, request.Tokens).Select(s => (double)s)];
        var spread = _spacing == SigmaSpacing.Timesteps ? shifted : _spacing.Spread(shifted[0], shifted[^1], shifted.Length);
        float[] all = [.. spread.Select(s => (float)s)];
        // float32 may take the first a little past 1, in the reference too.
        for (var i = 0; i < all.Length; i++)
        {
            if (!(all[i] > 0) || all[i] > (i == 0 ? 1.00001f : all[i - 1]))
                throw new ModelException($"steps is {request.Steps}, but the scheduler's sigma {i + 1} would be {all[i].Typed()} then; take a shift nearer to 1, or fewer steps.");
        }

        // The model is told the timesteps that were given, and not where the shift took them.
        return new FlowMatchEuler(all, _trainTimesteps, request.Timesteps, _renoises);
    }

    /// <summary>
    /// From the noisiest to the cleanest trained timestep. A fixed shift has moved these ends already and moves them again
    /// afterwards, as the reference does: of 4 steps with shift 3 the last σ is 0.0089 and not 0.0030.
    /// </summary>
    private double[] Own(int steps)
    {
        double max = Trained(_trainTimesteps), min = Trained(1);
        return [.. Spacing.Line(max * _trainTimesteps, min * _trainTimesteps, steps).Select(t => t / _trainTimesteps)];
    }

    private float Trained(int timestep)
    {
        var s = (float)timestep / _trainTimesteps;
        return _shift.Dynamic is not null ? s : (float)_shift.Shift * s / (1 + (float)(_shift.Shift - 1) * s);
    }
}
