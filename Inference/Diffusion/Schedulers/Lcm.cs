namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>Latent consistency steps: each goes to the sample and back by fresh noise, but the last.</summary>
/// <remarks>Luo et al. 2023, arXiv:2310.04378, algorithm 3; c_skip and c_out by its section 4. Here σ is √(1 − ᾱ), and 0 at the end.</remarks>
internal sealed record Lcm : IScheduler
{
    /// <summary>σ_data², of Karras et al.</summary>
    private const float DataVariance = 0.25f;

    private readonly VarianceKept _model;
    private readonly float[] _alphas;
    private readonly float[] _timesteps;
    private readonly float _scaling;

    /// <param name="alphas">ᾱ before each step.</param>
    /// <param name="scaling">Multiplies timesteps for the boundary condition.</param>
    public Lcm(VarianceKept model, float[] alphas, float[] timesteps, float scaling) =>
        (_model, _alphas, _timesteps, _scaling) = (model, alphas, timesteps, scaling);

    public int Steps => _timesteps.Length;

    public float InitNoiseSigma => 1;

    public float Sigma(int i) => i < Steps ? MathF.Sqrt(1 - _alphas[i]) : 0;

    public float Timestep(int i) => _timesteps[i];

    public float InputScale(int i) => 1;

    public bool DrawsNoise(int i) => i + 1 < Steps;

    /// <summary>x' = √ᾱ'·d + √(1 − ᾱ')·z; d itself at the end.</summary>
    public void Step(int i, ReadOnlySpan<float> output, Span<float> latents, StepMemory memory)
    {
        PredictClean(i, output, latents, latents);
        if (!DrawsNoise(i))
            return;
        var noise = memory.Buffer("noise", latents.Length);
        memory.FillNoise(i, noise);
        VarianceKept.AddNoise(_alphas[i + 1], latents, noise, latents);
    }

    /// <summary>d = c_out·x0 + c_skip·x; may be written over the latents.</summary>
    public void PredictClean(int i, ReadOnlySpan<float> output, ReadOnlySpan<float> latents, Span<float> clean)
    {
        var scaled = _timesteps[i] * _scaling;
        float skip = DataVariance / (scaled * scaled + DataVariance), @out = scaled / MathF.Sqrt(scaled * scaled + DataVariance);
        Span<float> x = latents.Overlaps(clean) ? latents.ToArray() : [];
        _model.Clean(_alphas[i], output, latents, clean);
        var before = x.Length > 0 ? x : latents;
        for (var j = 0; j < clean.Length; j++)
            clean[j] = @out * clean[j] + skip * before[j];
    }

    public void AddNoise(int i, ReadOnlySpan<float> clean, ReadOnlySpan<float> noise, Span<float> noisy) =>
        VarianceKept.AddNoise(_alphas[i], clean, noise, noisy);
}
