namespace ChatVideoBot.Inference.Diffusion.Guidance;

/// <summary>The prompt's answer as it is: half the work.</summary>
public sealed record NoGuidance : IGuidance
{
    public int Branches(int i) => 1;

    public void Combine(int i, LatentShape shape, ReadOnlySpan<float> answers, Span<float> output) => answers[..output.Length].CopyTo(output);
}
