namespace ChatVideoBot.Inference.Diffusion.StepSkipping;

/// <summary>How an output is guessed from computed ones.</summary>
public enum Reuse
{
    /// <summary>The last one again.</summary>
    Copy,

    /// <summary>v̂ = x + (v_last − x_last): the last one's difference from its latents, upon these.</summary>
    Offset,

    /// <summary>The line through the last two, over σ: v̂ = v1 + (σ − σ1)·(v1 − v0)/(σ1 − σ0); a copy while there is only one.</summary>
    LinearExtrapolation,
}
