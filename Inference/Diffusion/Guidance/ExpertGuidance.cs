namespace ChatVideoBot.Inference.Diffusion.Guidance;

/// <summary>One guidance for the noisy steps and one for the fine ones, beside <see cref="Denoisers.ExpertDenoiser"/>.</summary>
/// <param name="change">The first fine step.</param>
public sealed class ExpertGuidance(IGuidance noisy, IGuidance fine, int change) : IGuidance
{
    public int Branches(int i) => At(i).Branches(i);

    public void Combine(int i, LatentShape shape, ReadOnlySpan<float> answers, Span<float> output) => At(i).Combine(i, shape, answers, output);

    private IGuidance At(int i) => i < change ? noisy : fine;
}
