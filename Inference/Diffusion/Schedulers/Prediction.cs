namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>What a model's output is.</summary>
internal enum Prediction
{
    /// <summary>The noise ε in x = α·sample + σ·ε.</summary>
    Noise,

    /// <summary>The sample itself.</summary>
    Sample,

    /// <summary>v = α·ε − σ·sample: Salimans and Ho 2022, arXiv:2202.00512.</summary>
    V,

    /// <summary>The velocity ε − sample along x = (1 − σ)·sample + σ·ε.</summary>
    Flow,
}
