namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>Denoising diffusion implicit steps on x = √ᾱ·sample + √(1 − ᾱ)·noise.</summary>
/// <remarks>Song et al. 2020, arXiv:2010.02502, eq. 12 and 16. Here σ is √(1 − ᾱ), from nearly 1 to nearly 0.</remarks>
internal sealed record Ddim : IScheduler
{
    private readonly VarianceKept _model;
    private readonly float[] _alphas;
    private readonly float[] _next;
    private readonly float[] _timesteps;

    /// <param name="alphas">ᾱ before each step.</param>
    /// <param name="next">ᾱ' after each step: with the "linspace" spacing not the next step's own, as the reference has it.</param>
    public Ddim(VarianceKept model, float[] alphas, float[] next, float[] timesteps) =>
        (_model, _alphas, _next, _timesteps) = (model, alphas, next, timesteps);

    /// <summary>η: 0 draws no noise, 1 as much as the original diffusion.</summary>
    public float Eta
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Eta), value, "From 0 to 1.");
    }

    public int Steps => _timesteps.Length;

    public float InitNoiseSigma => 1;

    public float Sigma(int i) => MathF.Sqrt(1 - (i < Steps ? _alphas[i] : _next[^1]));

    public float Timestep(int i) => _timesteps[i];

    public float InputScale(int i) => 1;

    public bool DrawsNoise(int i) => Deviation(i) > 0;

    /// <summary>x' = √ᾱ'·x0 + √(1 − ᾱ' − σ²)·ε + σ·z.</summary>
    public void Step(int i, ReadOnlySpan<float> output, Span<float> latents, StepMemory memory)
    {
        var clean = memory.Buffer("clean", latents.Length);
        PredictClean(i, output, latents, clean);
        var deviation = Deviation(i);
        float toClean = MathF.Sqrt(_next[i]), toNoise = MathF.Sqrt(MathF.Max(0, 1 - _next[i] - deviation * deviation));
        for (var j = 0; j < latents.Length; j++)
            latents[j] = toClean * clean[j] + toNoise * _model.Noise(_alphas[i], output[j], latents[j]);
        if (deviation == 0)
            return;
        var noise = memory.Buffer("noise", latents.Length);
        memory.FillNoise(i, noise);
        for (var j = 0; j < latents.Length; j++)
            latents[j] += deviation * noise[j];
    }

    public void PredictClean(int i, ReadOnlySpan<float> output, ReadOnlySpan<float> latents, Span<float> clean) =>
        _model.Clean(_alphas[i], output, latents, clean);

    public void AddNoise(int i, ReadOnlySpan<float> clean, ReadOnlySpan<float> noise, Span<float> noisy) =>
        VarianceKept.AddNoise(_alphas[i], clean, noise, noisy);

    /// <summary>σ(η) = η·√((1 − ᾱ')/(1 − ᾱ)·(1 − ᾱ/ᾱ')).</summary>
    private float Deviation(int i) =>
        Eta * MathF.Sqrt(MathF.Max(0, (1 - _next[i]) / (1 - _alphas[i]) * (1 - _alphas[i] / _next[i])));
}
