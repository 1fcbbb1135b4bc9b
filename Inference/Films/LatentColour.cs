using System.Numerics.Tensors;
using ChatVideoBot.Inference.Diffusion;

namespace ChatVideoBot.Inference.Films;

/// <summary>Mean and spread of each channel of latents: what keeps a long film from drifting in colour and contrast.</summary>
/// <remarks>AdaIN: Huang and Belongie 2017, arXiv:1703.06868, eq. 8; over windows as in diffusers, pipelines/ltx/pipeline_ltx_i2v_long_multi_prompt.py.</remarks>
internal sealed record LatentColour(float[] Mean, float[] Spread)
{
    /// <param name="latents">[C, f, h, w].</param>
    public static LatentColour Of(LatentShape shape, ReadOnlySpan<float> latents)
    {
        var (mean, spread) = (new float[shape.Channels], new float[shape.Channels]);
        for (var c = 0; c < shape.Channels; c++)
        {
            var channel = latents.Slice(c * shape.Frames * shape.Plane, shape.Frames * shape.Plane);
            mean[c] = TensorPrimitives.Sum(channel) / channel.Length;
            spread[c] = MathF.Sqrt(Math.Max(0, TensorPrimitives.SumOfSquares(channel) / channel.Length - mean[c] * mean[c]));
        }

        return new LatentColour(mean, spread);
    }

    /// <summary>z ← (1 − share)·z + share·((z − μ)/s·s_ref + μ_ref), in place.</summary>
    public void Pull(LatentShape shape, Span<float> latents, float share)
    {
        var own = Of(shape, latents);
        for (var c = 0; c < shape.Channels; c++)
        {
            var scale = 1 - share + share * (own.Spread[c] > 1e-6f ? Spread[c] / own.Spread[c] : 1);
            var channel = latents.Slice(c * shape.Frames * shape.Plane, shape.Frames * shape.Plane);
            TensorPrimitives.Subtract(channel, own.Mean[c], channel);
            TensorPrimitives.Multiply(channel, scale, channel);
            TensorPrimitives.Add(channel, (1 - share) * own.Mean[c] + share * Mean[c], channel);
        }
    }
}
