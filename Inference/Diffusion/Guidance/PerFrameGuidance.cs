using System.Numerics.Tensors;

namespace ChatVideoBot.Inference.Diffusion.Guidance;

/// <summary>v = v_u + g_f·(v_c − v_u), where g_f rises evenly from the first frame, which is the picture, to the last.</summary>
/// <remarks>Blattmann et al. 2023, "Stable Video Diffusion", arXiv:2311.15127, appendix D.</remarks>
/// <param name="First">g of the first frame.</param>
/// <param name="Last">g of the last.</param>
public sealed record PerFrameGuidance(float First, float Last) : IGuidance
{
    public int Branches(int i) => 2;

    public void Combine(int i, LatentShape shape, ReadOnlySpan<float> answers, Span<float> output)
    {
        for (var plane = 0; plane < shape.Channels * shape.Frames; plane++)
        {
            var frame = plane % shape.Frames;
            var g = shape.Frames == 1 ? First : First + (Last - First) * frame / (shape.Frames - 1);
            var conditional = answers.Slice(plane * shape.Plane, shape.Plane);
            var unconditional = answers.Slice(output.Length + plane * shape.Plane, shape.Plane);
            var guided = output.Slice(plane * shape.Plane, shape.Plane);
            TensorPrimitives.Subtract(conditional, unconditional, guided);
            TensorPrimitives.MultiplyAdd(guided, g, unconditional, guided);
        }
    }
}
