using System.Numerics.Tensors;

namespace ChatVideoBot.Inference.Diffusion.StepSkipping;

/// <summary>Skips steps whose output is foretold to differ little, from what goes into the model and out of it. One serves one clip.</summary>
/// <remarks>
/// Zhou et al. 2025, arXiv:2507.02860. ε = k·mean|x − x_before| / mean|v|, with x_before of the step before and v the last computed;
/// E = Σ ε since then, and a step is skipped while E stays below τ. k = mean|Δv| / mean|Δx| between the last two computed steps.
/// Here v is the guided output, where the authors watch the conditional one.
/// </remarks>
public sealed class EasyCache : IStepSkip
{
    private readonly double _threshold;
    private readonly int _first;
    private readonly int _lastFrom;
    private readonly bool _inert;
    private readonly ComputedOutputs _computed;
    private float[] _before = [];
    private float[] _difference = [];
    private double? _k;
    private double _error;

    /// <param name="steps">The clip's; below <see cref="SkipTable.LeastSteps"/> nothing is skipped.</param>
    /// <param name="threshold">τ: 0.05 is careful, 0.1 about twice as fast, 0.2 about three times; 0 skips nothing.</param>
    /// <param name="warmUp">Steps computed at the start, at least 1; null = a fifth of them, as 10 of 50 are the authors'.</param>
    /// <param name="last">Steps computed at the end, at least 1.</param>
    /// <param name="sigmas">σ before each step; needed for <see cref="Reuse.LinearExtrapolation"/> only.</param>
    public EasyCache(int steps, double threshold, int? warmUp = null, int last = 1, Reuse reuse = Reuse.Offset, IReadOnlyList<float>? sigmas = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (!(threshold >= 0) || !double.IsFinite(threshold))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "At least 0.");
        ArgumentOutOfRangeException.ThrowIfLessThan(last, 1);
        (_threshold, _first, _lastFrom) = (threshold, warmUp ?? Math.Max(1, steps / 5), steps - last);
        ArgumentOutOfRangeException.ThrowIfLessThan(_first, 1, nameof(warmUp));
        _inert = steps < SkipTable.LeastSteps;
        _computed = new(reuse, sigmas);
    }

    public bool TryGuess(int i, ReadOnlySpan<float> latents, Span<float> output)
    {
        if (_inert)
            return false;
        var skips = Skips(i, latents);
        if (_before.Length != latents.Length)
            _before = new float[latents.Length];
        latents.CopyTo(_before);
        if (skips)
            _computed.Guess(i, latents, output);
        return skips;
    }

    public void Record(int i, ReadOnlySpan<float> latents, ReadOnlySpan<float> output)
    {
        if (_inert)
            return;
        if (_computed.Any && Distance(latents, _computed.Latents) is > 0 and var moved)
            _k = Distance(output, _computed.Output) / moved;
        _computed.Record(i, latents, output);
    }

    private bool Skips(int i, ReadOnlySpan<float> latents)
    {
        if (i < _first || i >= _lastFrom)
        {
            _error = 0;
            return false;
        }

        if (_k is not { } k || _before.Length != latents.Length)
            return false;
        _error += k * Distance(latents, _before) / (TensorPrimitives.SumOfMagnitudes<float>(_computed.Output) / (double)latents.Length);
        if (_error < _threshold) // an output of all zeros makes it infinite or NaN: computed
            return true;
        _error = 0;
        return false;
    }

    /// <summary>mean|a − b|.</summary>
    private double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (_difference.Length != a.Length)
            _difference = new float[a.Length];
        TensorPrimitives.Subtract(a, b, _difference);
        return TensorPrimitives.SumOfMagnitudes<float>(_difference) / (double)a.Length;
    }
}
