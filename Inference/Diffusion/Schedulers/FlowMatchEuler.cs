using System.Numerics.Tensors;

namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>Euler steps along the straight path from noise (σ = 1) to a sample (σ = 0).</summary>
/// <remarks>
/// x(σ) = (1 − σ)·sample + σ·noise; the model predicts the velocity v = dx/dσ. σ has no unit.
/// Path: Liu et al. 2022, arXiv:2209.03003. Shift: Esser et al. 2024, arXiv:2403.03206, eq. 23.
/// </remarks>
public sealed record FlowMatchEuler : IScheduler
{
    /// <summary>The number of the noisiest timestep that the model was trained with.</summary>
    private const int TrainTimesteps = 1000;

    private readonly float[] _sigmas;
    private readonly float[] _timesteps;
    private readonly bool _renoises;

    /// <summary>The σ are given, not derived: u = linspace(1, 1/n, n), shifted, with 0 appended, as LTX-Video's pipeline gives them.</summary>
    /// <param name="steps">Model calls for one video, at least 1.</param>
    /// <param name="shift">Above 1, more of the steps are spent at high noise; 1 spaces them evenly.</param>
    public FlowMatchEuler(int steps, float shift)
        : this(Shifted(steps, shift), TrainTimesteps, timesteps: null, renoises: false)
    {
    }

    /// <param name="sigmas">One for each step, falling; 0 is appended.</param>
    /// <param name="timesteps">What the model is told; null = σ·trainTimesteps.</param>
    /// <param name="renoises">Each step goes to the sample and back by fresh noise: distilled checkpoints want it.</param>
    internal FlowMatchEuler(float[] sigmas, int trainTimesteps, float[]? timesteps, bool renoises)
    {
        _sigmas = [.. sigmas, 0];
        _timesteps = timesteps ?? [.. sigmas.Select(s => s * trainTimesteps)];
        _renoises = renoises;
    }

    public int Steps => _timesteps.Length;

    public float InitNoiseSigma => 1;

    /// <summary>The noise left before step <paramref name="i"/>: σ(Steps) = 0.</summary>
    public float Sigma(int i) => _sigmas[i];

    public float Timestep(int i) => _timesteps[i];

    public float InputScale(int i) => 1;

    public bool DrawsNoise(int i) => _renoises && _sigmas[i + 1] > 0;

    /// <summary>x += (σ' − σ)·v; when it renoises, x = (1 − σ')·(x − σ·v) + σ'·ε.</summary>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public void Step(int i, ReadOnlySpan<float> output, Span<float> latents, StepMemory memory)
    {
        if (!_renoises)
        {
            TensorPrimitives.MultiplyAdd(output, Sigma(i + 1) - Sigma(i), latents, latents);
            return;
        }

        PredictClean(i, output, latents, latents);
        if (!DrawsNoise(i))
            return;
        Span<float> noise = memory.Buffer("noise", latents.Length);
        memory.FillNoise(i, noise);
        TensorPrimitives.Multiply(latents, 1 - Sigma(i + 1), latents);
        TensorPrimitives.MultiplyAdd(noise, Sigma(i + 1), latents, latents);
    }

    /// <summary>x0 = x − σ·v.</summary>
    public void PredictClean(int i, ReadOnlySpan<float> output, ReadOnlySpan<float> latents, Span<float> clean) =>
        TensorPrimitives.MultiplyAdd(output, -Sigma(i), latents, clean);

    /// <summary>x = (1 − σ)·clean + σ·noise.</summary>
    public void AddNoise(int i, ReadOnlySpan<float> clean, ReadOnlySpan<float> noise, Span<float> noisy)
    {
        TensorPrimitives.Multiply(noise, Sigma(i), noisy);
        TensorPrimitives.MultiplyAdd(clean, 1 - Sigma(i), noisy, noisy);
    }

    private static float[] Shifted(int steps, float shift)
    {
        if (steps < 1)
            throw new ArgumentOutOfRangeException(nameof(steps), steps, "At least 1.");
        if (!(shift > 0) || !float.IsFinite(shift))
            throw new ArgumentOutOfRangeException(nameof(shift), shift, "Above 0.");
        float[] even = [.. Spacing.Line(1, 1.0 / steps, steps).Select(s => (float)s)];
        return new TimeShift(shift, Dynamic: null, Terminal: 0).Apply(even, tokens: 0);
    }
}
