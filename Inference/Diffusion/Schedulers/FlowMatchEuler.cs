using System.Numerics.Tensors;

namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>Euler steps along the straight path from noise (σ = 1) to a sample (σ = 0).</summary>
/// <remarks>
/// x(σ) = (1 − σ)·sample + σ·noise; the model predicts the velocity v = dx/dσ. σ and Shift have no unit.
/// The σ are given, not derived: u = linspace(1, 1/n, n), shifted, with 0 appended, as LTX-Video's pipeline gives them.
/// Path: Liu et al. 2022, arXiv:2209.03003. Shift: Esser et al. 2024, arXiv:2403.03206, eq. 23.
/// </remarks>
/// <param name="Steps">Model calls for one video, at least 1.</param>
/// <param name="Shift">Above 1, more of the steps are spent at high noise; 1 spaces them evenly.</param>
public sealed record FlowMatchEuler(int Steps, float Shift) : IScheduler
{
    /// <summary>The number of the noisiest timestep that the model was trained with.</summary>
    private const float TrainTimesteps = 1000;

    public int Steps { get; } = Steps >= 1 ? Steps : throw new ArgumentOutOfRangeException(nameof(Steps), Steps, "At least 1.");

    public float Shift { get; } = Shift > 0 ? Shift : throw new ArgumentOutOfRangeException(nameof(Shift), Shift, "Above 0.");

    /// <summary>The noise left before step <paramref name="i"/>: σ(0) = 1, σ(Steps) = 0.</summary>
    public float Sigma(int i)
    {
        var u = 1 - (float)i / Steps;
        return Shift * u / (1 + (Shift - 1) * u);
    }

    public float InitNoiseSigma => 1;

    public float InputScale(int i) => 1;

    public bool DrawsNoise(int i) => false;

    /// <summary>x = (1 − σ)·clean + σ·noise.</summary>
    public void AddNoise(int i, ReadOnlySpan<float> clean, ReadOnlySpan<float> noise, Span<float> noisy)
    {
        TensorPrimitives.Multiply(noise, Sigma(i), noisy);
        TensorPrimitives.MultiplyAdd(clean, 1 - Sigma(i), noisy, noisy);
    }

    public float Timestep(int i) => TrainTimesteps * Sigma(i);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public void Step(int i, ReadOnlySpan<float> output, Span<float> latents, StepMemory memory) =>
        TensorPrimitives.MultiplyAdd(output, Sigma(i + 1) - Sigma(i), latents, latents);

    /// <summary>x0 = x − σ·v.</summary>
    public void PredictClean(int i, ReadOnlySpan<float> output, ReadOnlySpan<float> latents, Span<float> clean) =>
        TensorPrimitives.MultiplyAdd(output, -Sigma(i), latents, clean);
}
