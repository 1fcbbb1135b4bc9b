namespace ChatVideoBot.Inference.Diffusion;

/// <summary>What the denoiser knows beside the prompt: frames of the clip, for example.</summary>
public interface IConditioning
{
    /// <summary>The denoiser's <c>condition</c> input: float32 [1, channels, F, H, W], flat. The same at every step.</summary>
    float[] Condition(LatentShape shape);

    /// <summary>Puts what was known exactly back into the finished latents, in place.</summary>
    void Finish(LatentShape shape, Span<float> latents);
}
