using ChatVideoBot.Inference.Diffusion;

namespace ChatVideoBot.Inference.Vae;

/// <summary>Between pixels and latents of the VAE's own scale; <see cref="LatentStatistics"/> leads from there to the denoiser's.</summary>
public interface IVaeCodec
{
    /// <summary>Encodes a clip.</summary>
    /// <param name="sample">float32 [1, 3, F, H, W] in -1 to 1, flat.</param>
    /// <returns>Latents [1, C, f, h, w], flat: the mean, never a sample.</returns>
    float[] Encode(float[] sample, int frames, int widthPixels, int heightPixels, CancellationToken cancel);

    /// <summary>Decodes latents piece by piece, so that the first frames can be used before the last are made.</summary>
    /// <param name="latents">Not changed.</param>
    IEnumerable<DecodedFrames> Decode(LatentShape shape, float[] latents, CancellationToken cancel);
}
