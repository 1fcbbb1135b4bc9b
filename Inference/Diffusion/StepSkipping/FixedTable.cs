namespace ChatVideoBot.Inference.Diffusion.StepSkipping;

/// <summary>Skips the steps that a table leaves out. One serves one clip.</summary>
/// <param name="table">Made for as many steps as the clip has.</param>
/// <param name="sigmas">σ before each step; needed for <see cref="Reuse.LinearExtrapolation"/> only.</param>
public sealed class FixedTable(SkipTable table, Reuse reuse, IReadOnlyList<float>? sigmas = null) : IStepSkip
{
    private readonly ComputedOutputs _computed = new(reuse, sigmas);

    public bool TryGuess(int i, ReadOnlySpan<float> latents, Span<float> output)
    {
        if (table.Computes(i) || !_computed.Any)
            return false;
        _computed.Guess(i, latents, output);
        return true;
    }

    public void Record(int i, ReadOnlySpan<float> latents, ReadOnlySpan<float> output) => _computed.Record(i, latents, output);
}
