namespace ChatVideoBot.Inference.Diffusion;

/// <summary>Nothing of the clip is known: text to video.</summary>
public sealed record PromptOnly : IConditioning
{
    public float[] Condition(LatentShape shape) => new float[(shape.Channels + 1) * shape.Frames * shape.Plane];

    public void Finish(LatentShape shape, Span<float> latents)
    {
    }
}
