namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>How the σ between the noisiest and the cleanest are spread.</summary>
internal enum SigmaSpacing
{
    /// <summary>As the timesteps say.</summary>
    Timesteps,

    /// <summary>Evenly in σ^(1/7): Karras et al. 2022, arXiv:2206.00364, eq. 5.</summary>
    Karras,

    /// <summary>Evenly in ln σ.</summary>
    Exponential,

    /// <summary>By the quantiles of the Beta(0.6, 0.6) distribution: Lee et al. 2024, arXiv:2407.12173.</summary>
    Beta,
}

internal static class SigmaSpacings
{
    private const double Rho = 7;

    /// <summary>n σ from <paramref name="max"/> down to <paramref name="min"/>; only the first when n is 1.</summary>
    public static double[] Spread(this SigmaSpacing spacing, double max, double min, int n) => spacing switch
    {
        SigmaSpacing.Karras => [.. Spacing.Line(0, 1, n).Select(ramp =>
        {
            double from = Math.Pow(max, 1 / Rho), to = Math.Pow(min, 1 / Rho);
            return Math.Pow(from + ramp * (to - from), Rho);
        })],
        SigmaSpacing.Exponential => [.. Spacing.Line(Math.Log(max), Math.Log(min), n).Select(log => Math.Exp(log))],
        SigmaSpacing.Beta => [.. Spacing.Line(0, 1, n).Select(p => min + BetaQuantile.Of(1 - p) * (max - min))],
        _ => throw new ArgumentOutOfRangeException(nameof(spacing), spacing, "Has no formula of its own."),
    };

    /// <summary>Which of use_karras_sigmas, use_exponential_sigmas and use_beta_sigmas is set.</summary>
    public static SigmaSpacing Read(Folders.JsonFile config)
    {
        (string Key, SigmaSpacing Spacing)[] all =
            [("use_karras_sigmas", SigmaSpacing.Karras), ("use_exponential_sigmas", SigmaSpacing.Exponential), ("use_beta_sigmas", SigmaSpacing.Beta)];
        var set = all.Where(s => config.Flag(s.Key, false)).ToArray();
        return set.Length switch
        {
            0 => SigmaSpacing.Timesteps,
            1 => set[0].Spacing,
            _ => throw config.Wrong(set[1].Key, $"false where {set[0].Key} is true"),
        };
    }

    /// <summary>The place of σ in the table of ln σ by timestep, between its neighbours.</summary>
    public static double TimestepOf(double sigma, float[] logSigmas)
    {
        var log = Math.Log(Math.Max(sigma, 1e-10));
        var low = Math.Clamp(Array.FindLastIndex(logSigmas, l => log - l >= 0), 0, logSigmas.Length - 2);
        var w = Math.Clamp((logSigmas[low] - log) / (logSigmas[low] - logSigmas[low + 1]), 0, 1);
        return (1 - w) * low + w * (low + 1);
    }
}
