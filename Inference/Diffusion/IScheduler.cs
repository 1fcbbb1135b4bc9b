namespace ChatVideoBot.Inference.Diffusion;

/// <summary>Says how noisy each step is and moves the latents along. Immutable; all arithmetic is float32.</summary>
public interface IScheduler
{
    /// <summary>Model calls for one clip.</summary>
    int Steps { get; }

    /// <summary>The noise left before step <paramref name="i"/>; Sigma(Steps) is what is left at the end.</summary>
    float Sigma(int i);

    /// <summary>What the denoiser is told at step <paramref name="i"/>.</summary>
    float Timestep(int i);

    /// <summary>Moves the latents from step i to i + 1, in place.</summary>
    /// <param name="output">The model's output at step i: float32 [1, C, F, H, W], flat.</param>
    /// <param name="latents">The same shape.</param>
    void Step(int i, ReadOnlySpan<float> output, Span<float> latents);

    /// <summary>The finished sample as the model sees it at step i, for a preview.</summary>
    void PredictClean(int i, ReadOnlySpan<float> output, ReadOnlySpan<float> latents, Span<float> clean);
}
