namespace ChatVideoBot.Inference.Diffusion.StepSkipping;

/// <summary>Saves model calls by guessing an output from those before it. One instance serves one clip.</summary>
public interface IStepSkip
{
    /// <summary>Guesses the output of step <paramref name="i"/> into <paramref name="output"/>; false = call the model.</summary>
    bool TryGuess(int i, ReadOnlySpan<float> latents, Span<float> output);

    /// <summary>Told what the model gave at step <paramref name="i"/>.</summary>
    void Record(int i, ReadOnlySpan<float> latents, ReadOnlySpan<float> output);
}
