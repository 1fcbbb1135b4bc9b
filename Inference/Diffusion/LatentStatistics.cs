using System.Numerics.Tensors;

namespace ChatVideoBot.Inference.Diffusion;

/// <summary>Mean and standard deviation of each channel of a VAE's latents: what makes them N(0, 1) for the denoiser.</summary>
public sealed record LatentStatistics(float[] Mean, float[] Deviation)
{
    /// <summary>z ← (z − mean) / deviation, in place: from the VAE's encoder to the denoiser.</summary>
    public void Normalise(Span<float> latents)
    {
        var channel = latents.Length / Mean.Length;
        for (var c = 0; c < Mean.Length; c++)
        {
            var z = latents.Slice(c * channel, channel);
            TensorPrimitives.Subtract(z, Mean[c], z);
            TensorPrimitives.Divide(z, Deviation[c], z);
        }
    }

    /// <summary>z ← z · deviation + mean, in place: from the denoiser to the VAE's decoder.</summary>
    public void Denormalise(Span<float> latents)
    {
        var channel = latents.Length / Mean.Length;
        for (var c = 0; c < Mean.Length; c++)
        {
            var z = latents.Slice(c * channel, channel);
            TensorPrimitives.Multiply(z, Deviation[c], z);
            TensorPrimitives.Add(z, Mean[c], z);
        }
    }
}
