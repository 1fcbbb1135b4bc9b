namespace ChatVideoBot.Inference.Diffusion.Guidance;

/// <summary>Which prompts the denoiser is asked with at a step, and how its answers become one.</summary>
public interface IGuidance
{
    /// <summary>Answers needed at step <paramref name="i"/>: 1 = the prompt, 2 = the prompt, then the negative prompt.</summary>
    int Branches(int i);

    /// <summary>Makes one output of the answers.</summary>
    /// <param name="answers">[Branches, C, f, h, w], flat.</param>
    /// <param name="output">[C, f, h, w].</param>
    void Combine(int i, LatentShape shape, ReadOnlySpan<float> answers, Span<float> output);
}
