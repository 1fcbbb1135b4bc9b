using ChatVideoBot.Inference.Folders;

namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>Moves the σ of a flow towards noise: more of the steps are spent there, the more so the larger the clip.</summary>
/// <remarks>Esser et al. 2024, arXiv:2403.03206, eq. 23, and Flux's exponential form of it.</remarks>
/// <param name="Shift">The fixed shift k of σ = k·s / (1 + (k − 1)·s); of no account when dynamic.</param>
/// <param name="Dynamic">By the clip's tokens; null = fixed.</param>
/// <param name="Terminal">Where the last σ is stretched to; 0 = left as it is.</param>
internal sealed record TimeShift(double Shift, DynamicShift? Dynamic, double Terminal)
{
    /// <param name="shiftKey">"shift" or "flow_shift".</param>
    public static TimeShift Read(JsonFile config, string shiftKey)
    {
        var terminal = config.Has("shift_terminal") ? config.Typed("shift_terminal", 0) : 0;
        if (terminal is not (>= 0 and < 1))
            throw config.Wrong("shift_terminal", $"at least 0 and below 1, not {terminal.Typed()}");
        return new(
            config.Positive(shiftKey, 1),
            config.Flag("use_dynamic_shifting", false) ? DynamicShift.Read(config) : null,
            terminal);
    }

    /// <summary>Shifts and stretches in float64, where the reference has float64 σ.</summary>
    public double[] Apply(double[] sigmas, int tokens)
    {
        var k = Dynamic?.Factor(tokens);
        double[] shifted = [.. sigmas.Select(s => k is { } mu ? mu / (mu + (1 / s - 1)) : Shift * s / (1 + (Shift - 1) * s))];
        return Terminal > 0 && shifted[^1] < 1 // a single σ of 1 has nothing to stretch
            ? [.. shifted.Select(s => 1 - (1 - s) / ((1 - shifted[^1]) / (1 - Terminal)))]
            : shifted;
    }

    /// <summary>The same in float32, where a pipeline gave the σ or timesteps: the reference keeps those in float32.</summary>
    public float[] Apply(float[] sigmas, int tokens)
    {
        float? k = Dynamic is { } dynamic ? (float)dynamic.Factor(tokens) : null;
        float shift = (float)Shift, less = (float)(Shift - 1);
        float[] shifted = [.. sigmas.Select(s => k is { } mu ? mu / (mu + (1 / s - 1)) : shift * s / (1 + less * s))];
        return Terminal > 0 && shifted[^1] < 1
            ? [.. shifted.Select(s => 1 - (1 - s) / ((1 - shifted[^1]) / (float)(1 - Terminal)))]
            : shifted;
    }
}

/// <summary>A shift that grows with the tokens: μ is linear in them, and not clamped.</summary>
internal sealed record DynamicShift(double BaseShift, double MaxShift, int BaseTokens, int MaxTokens, bool Exponential)
{
    public static DynamicShift Read(JsonFile config)
    {
        var least = config.WholeBetween("base_image_seq_len", 256, 1, 10_000_000);
        var most = config.WholeBetween("max_image_seq_len", 4096, 1, 10_000_000);
        if (least >= most)
            throw config.Wrong("base_image_seq_len", $"below max_image_seq_len ({most}), not {least}");
        return new(
            config.Typed("base_shift", 0.5f), config.Typed("max_shift", 1.15f), least, most,
            config.Choice("time_shift_type", "exponential", "exponential", "linear") == "exponential");
    }

    /// <summary>μ of the clip.</summary>
    public double Mu(int tokens)
    {
        var slope = (MaxShift - BaseShift) / (MaxTokens - BaseTokens);
        return tokens * slope + (BaseShift - slope * BaseTokens);
    }

    /// <summary>What the shift multiplies by: e^μ, or μ itself in the linear form.</summary>
    /// <exception cref="ModelException">No tokens were given, or the shift is of no use for so many.</exception>
    public double Factor(int tokens)
    {
        if (tokens < 1)
            throw new ModelException("The scheduler's use_dynamic_shifting is true, but the pipeline gives no number of tokens; set it to false and give a shift.");
        var k = Exponential ? Math.Exp(Mu(tokens)) : Mu(tokens);
        return k > 0 && double.IsFinite(k)
            ? k
            : throw new ModelException($"The scheduler's dynamic shift is {k.Typed()} for {tokens} tokens, but must be above 0 and finite; correct base_shift and max_shift.");
    }
}
