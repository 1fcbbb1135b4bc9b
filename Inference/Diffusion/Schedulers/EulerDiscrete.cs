namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>Euler steps on x = sample + σ·noise, with the input scaled to unit variance.</summary>
/// <remarks>Karras et al. 2022, arXiv:2206.00364, algorithm 2 without churn; x0 of a v-prediction by its table 1.</remarks>
internal sealed record EulerDiscrete : IScheduler
{
    private readonly Prediction _predicts;
    private readonly float[] _sigmas;
    private readonly float[] _timesteps;

    /// <param name="sigmas">One more than steps, falling.</param>
    public EulerDiscrete(Prediction predicts, float[] sigmas, float[] timesteps, bool startsAtLargest)
    {
        (_predicts, _sigmas, _timesteps) = (predicts, sigmas, timesteps);
        var largest = sigmas.Max();
        InitNoiseSigma = startsAtLargest ? largest : MathF.Sqrt(largest * largest + 1);
    }

    public int Steps => _timesteps.Length;

    public float InitNoiseSigma { get; }

    public float Sigma(int i) => _sigmas[i];

    public float Timestep(int i) => _timesteps[i];

    public float InputScale(int i) => 1 / MathF.Sqrt(_sigmas[i] * _sigmas[i] + 1);

    public bool DrawsNoise(int i) => false;

    /// <summary>x += (x − x0)/σ·(σ' − σ).</summary>
    public void Step(int i, ReadOnlySpan<float> output, Span<float> latents, StepMemory memory)
    {
        float sigma = _sigmas[i], dt = _sigmas[i + 1] - sigma;
        var clean = memory.Buffer("clean", latents.Length);
        PredictClean(i, output, latents, clean);
        for (var j = 0; j < latents.Length; j++)
            latents[j] += (latents[j] - clean[j]) / sigma * dt;
    }

    /// <summary>x0 = x − σ·ε, or x/(σ² + 1) − v·σ/√(σ² + 1).</summary>
    /// <exception cref="ArgumentException">The three differ in length.</exception>
    public void PredictClean(int i, ReadOnlySpan<float> output, ReadOnlySpan<float> latents, Span<float> clean)
    {
        if (output.Length != latents.Length || clean.Length != latents.Length)
            throw new ArgumentException($"The output has {output.Length} numbers, the latents {latents.Length}.", nameof(output));
        float sigma = _sigmas[i], variance = sigma * sigma + 1, slope = -sigma / MathF.Sqrt(variance);
        for (var j = 0; j < clean.Length; j++)
        {
            clean[j] = _predicts switch
            {
                Prediction.Noise => latents[j] - sigma * output[j],
                Prediction.V => output[j] * slope + latents[j] / variance,
                _ => output[j],
            };
        }
    }

    /// <summary>x = clean + σ·noise.</summary>
    public void AddNoise(int i, ReadOnlySpan<float> clean, ReadOnlySpan<float> noise, Span<float> noisy) =>
        System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(noise, _sigmas[i], clean, noisy);
}
