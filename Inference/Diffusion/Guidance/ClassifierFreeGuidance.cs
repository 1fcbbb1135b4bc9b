using System.Numerics.Tensors;

namespace ChatVideoBot.Inference.Diffusion.Guidance;

/// <summary>v = v_u + g·(v_c − v_u): away from what the negative (or empty) prompt gives.</summary>
/// <remarks>
/// Ho and Salimans 2022, arXiv:2207.12598. Rescaling: Lin et al. 2023, arXiv:2305.08891, section 3.4. Interval: Kynkäänniemi et al. 2024, arXiv:2404.07724.
/// </remarks>
/// <param name="Scale">g, above 1: further from the negative prompt, and less variety.</param>
public sealed record ClassifierFreeGuidance(float Scale) : IGuidance
{
    /// <summary>φ, 0 to 1: how far the result gets the spread of the prompt's own answer back: v ← φ·v·std(v_c)/std(v) + (1 − φ)·v.</summary>
    public float Rescale { get; init; }

    /// <summary>Steps from here on are guided; those before cost one call, not two.</summary>
    public int FirstStep { get; init; }

    /// <summary>Steps from here on are not guided any more.</summary>
    public int EndStep { get; init; } = int.MaxValue;

    public int Branches(int i) => i >= FirstStep && i < EndStep ? 2 : 1;

    public void Combine(int i, LatentShape shape, ReadOnlySpan<float> answers, Span<float> output)
    {
        var conditional = answers[..output.Length];
        if (Branches(i) == 1)
        {
            conditional.CopyTo(output);
            return;
        }

        var unconditional = answers.Slice(output.Length, output.Length);
        TensorPrimitives.Subtract(conditional, unconditional, output);
        TensorPrimitives.MultiplyAdd(output, Scale, unconditional, output);
        if (Rescale > 0 && Deviation(output) is > 0 and var deviation)
            TensorPrimitives.Multiply(output, (float)(Rescale * Deviation(conditional) / deviation + 1 - Rescale), output);
    }

    private static double Deviation(ReadOnlySpan<float> values)
    {
        double mean = 0, squares = 0;
        foreach (var value in values)
            mean += value;
        mean /= values.Length;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return Math.Sqrt(squares / Math.Max(1, values.Length - 1));
    }
}
