namespace ChatVideoBot.Inference.Diffusion.StepSkipping;

/// <summary>Which steps of a clip call the model; the same for every prompt. The first and the last always do.</summary>
/// <remarks>Below <see cref="LeastSteps"/> steps every one does: each is too far from the last for a guess.</remarks>
public sealed class SkipTable
{
    /// <summary>With fewer steps nothing is skipped, whatever the table's maker asks for.</summary>
    public const int LeastSteps = 12;

    private readonly bool[] _computes;

    private SkipTable(int steps, Predicate<int> computes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        _computes = [.. Enumerable.Range(0, steps).Select(i => steps < LeastSteps || i == 0 || i == steps - 1 || computes(i))];
    }

    public int Steps => _computes.Length;

    /// <summary>The steps that call the model, in order.</summary>
    public IReadOnlyList<int> Computed => [.. Enumerable.Range(0, Steps).Where(Computes)];

    public bool Computes(int i) => _computes[i];

    /// <summary>These steps, and the first and the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A step is not one of the clip's.</exception>
    public static SkipTable Of(int steps, params IEnumerable<int> computed)
    {
        var set = computed.ToHashSet();
        foreach (var i in set)
        {
            if (i < 0 || i >= steps)
                throw new ArgumentOutOfRangeException(nameof(computed), i, $"From 0 to {steps - 1}.");
        }

        return new(steps, set.Contains);
    }

    /// <summary>By how the magnitude of a model's residuals changes from step to step: a fixed curve of each model.</summary>
    /// <remarks>
    /// Ma et al. 2025, MagCache, arXiv:2506.09045. a = Π γ since the last computed step, E = Σ |1 − a|; skipped while E stays below
    /// the threshold and no more than mostInARow steps were, after the first retain of them.
    /// </remarks>
    /// <param name="ratios">γ of each step, the first 1, as published or measured for any number of steps: the nearest are taken.</param>
    /// <param name="threshold">τ; 0 skips nothing.</param>
    /// <param name="mostInARow">K.</param>
    /// <param name="retain">This share of the steps is computed at the start.</param>
    public static SkipTable MagCache(IReadOnlyList<float> ratios, int steps, double threshold, int mostInARow, double retain = 0.2)
    {
        ArgumentOutOfRangeException.ThrowIfZero(ratios.Count, nameof(ratios));
        ArgumentOutOfRangeException.ThrowIfNegative(threshold);
        ArgumentOutOfRangeException.ThrowIfNegative(mostInARow);
        if (retain is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(retain), retain, "From 0 to 1.");
        double accumulated = 1, error = 0;
        var row = 0;
        return new(steps, i =>
        {
            if (i < (int)(steps * retain))
                return true;
            accumulated *= ratios[(int)Math.Round(i * (ratios.Count - 1) / (double)Math.Max(1, steps - 1))];
            error += Math.Abs(1 - accumulated);
            if (error < threshold && ++row <= mostInARow)
                return false;
            (accumulated, error, row) = (1, 0, 0);
            return true;
        });
    }

    /// <summary>By how much the model's modulated time embedding changes from step to step.</summary>
    /// <remarks>
    /// Liu et al. 2024, TeaCache, arXiv:2411.19108. E = Σ p(change) since the last computed step; skipped while E stays below the
    /// threshold. The embedding is made by the model's own weights, so that the changes are measured once and given here.
    /// </remarks>
    /// <param name="changes">mean|e_i − e_(i−1)| / mean|e_(i−1)| of each step; the first is of no account.</param>
    /// <param name="polynomial">p that maps a change to the output's, highest power first; published for each model.</param>
    /// <param name="threshold">δ; 0 skips nothing.</param>
    /// <param name="first">Steps computed at the start, at least 1.</param>
    /// <param name="last">Steps computed at the end, at least 1.</param>
    public static SkipTable TeaCache(IReadOnlyList<float> changes, IReadOnlyList<double> polynomial, double threshold, int first = 1, int last = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threshold);
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, 1);
        var error = 0.0;
        return new(changes.Count, i =>
        {
            error += polynomial.Aggregate(0.0, (sum, factor) => sum * changes[i] + factor);
            if (i >= first && i < changes.Count - last && error < threshold)
                return false;
            error = 0;
            return true;
        });
    }
}
