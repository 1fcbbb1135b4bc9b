namespace ChatVideoBot.Inference.Diffusion.Schedulers;

/// <summary>Says how noisy each step is and moves the latents along. Immutable; all arithmetic on latents is float32.</summary>
public interface IScheduler
{
    /// <summary>Model calls for one clip.</summary>
    int Steps { get; }

    /// <summary>The starting N(0, 1) noise is multiplied by this.</summary>
    float InitNoiseSigma { get; }

    /// <summary>The noise left before step <paramref name="i"/>; Sigma(Steps) is what is left at the end.</summary>
    float Sigma(int i);

    /// <summary>What the denoiser is told at step <paramref name="i"/>, in the scheduler's own convention.</summary>
    float Timestep(int i);

    /// <summary>The latents are multiplied by this on their way into the denoiser at step <paramref name="i"/>.</summary>
    float InputScale(int i);

    /// <summary>Whether step <paramref name="i"/> adds fresh noise.</summary>
    bool DrawsNoise(int i);

    /// <summary>Moves the latents from step i to i + 1, in place.</summary>
    /// <param name="output">The model's output at step i: float32, flat, in the order of the latents.</param>
    /// <param name="latents">The same length.</param>
    /// <param name="memory">The clip's own; every step of the clip goes through it, in order.</param>
    void Step(int i, ReadOnlySpan<float> output, Span<float> latents, StepMemory memory);

    /// <summary>The finished sample x0 as the model sees it at step i, for a preview.</summary>
    void PredictClean(int i, ReadOnlySpan<float> output, ReadOnlySpan<float> latents, Span<float> clean);

    /// <summary>Clean latents as they are before step i when noised with this noise.</summary>
    void AddNoise(int i, ReadOnlySpan<float> clean, ReadOnlySpan<float> noise, Span<float> noisy);
}
