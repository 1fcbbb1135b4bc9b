namespace ChatVideoBot.Inference.Diffusion.StepSkipping;

/// <summary>Guesses nothing.</summary>
public sealed record RunEveryStep : IStepSkip
{
    public bool TryGuess(int i, ReadOnlySpan<float> latents, Span<float> output) => false;

    public void Record(int i, ReadOnlySpan<float> latents, ReadOnlySpan<float> output)
    {
    }
}
