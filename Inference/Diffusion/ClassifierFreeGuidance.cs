using System.Numerics.Tensors;

namespace ChatVideoBot.Inference.Diffusion;

/// <summary>v = v_u + g·(v_c − v_u): away from what the negative (or empty) prompt gives.</summary>
/// <remarks>Ho and Salimans 2022, arXiv:2207.12598.</remarks>
/// <param name="Scale">g, above 1: further from the negative prompt, and less variety.</param>
public sealed record ClassifierFreeGuidance(float Scale) : IGuidance
{
    public int Branches(int i) => 2;

    public void Combine(int i, ReadOnlySpan<float> answers, Span<float> output)
    {
        var conditional = answers[..output.Length];
        var unconditional = answers.Slice(output.Length, output.Length);
        TensorPrimitives.Subtract(conditional, unconditional, output);
        TensorPrimitives.MultiplyAdd(output, Scale, unconditional, output);
    }
}
