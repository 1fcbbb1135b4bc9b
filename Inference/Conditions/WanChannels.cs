using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Conditions;

/// <summary>Wan 2.1 image to video: a mask and the latents of the grey clip that holds the pictures follow the noise's channels.</summary>
/// <remarks>diffusers, pipelines/wan/pipeline_wan_i2v.py, prepare_latents.</remarks>
public static class WanChannels
{
    /// <summary>The clip that goes through the VAE: the picture first, another last if there is one, grey (0) between.</summary>
    /// <param name="first">float32 [3, H, W], -1 to 1.</param>
    /// <returns>[3, frames, H, W].</returns>
    public static float[] Clip(float[] first, float[]? last, int frames)
    {
        var plane = first.Length / 3;
        var clip = new float[3 * frames * plane];
        for (var c = 0; c < 3; c++)
        {
            first.AsSpan(c * plane, plane).CopyTo(clip.AsSpan(c * frames * plane));
            last?.AsSpan(c * plane, plane).CopyTo(clip.AsSpan((c * frames + frames - 1) * plane));
        }

        return clip;
    }

    /// <param name="latents">The clip's latents, normalised.</param>
    /// <param name="ratio">Video frames of a latent frame: as many channels the mask has.</param>
    /// <param name="states">CLIP's states before the last layer, [tokens, width]; null where the network takes none (Wan 2.2).</param>
    public static Conditioning Make(LatentShape shape, float[] latents, bool hasLast, int ratio, HostTensor? states)
    {
        var part = shape.Frames * shape.Plane;
        var channels = new float[ratio * part + latents.Length];
        for (var c = 0; c < ratio; c++)
        {
            channels.AsSpan(c * part, shape.Plane).Fill(1); // the first video frame stands for all of its latent frame
            if (hasLast && c == ratio - 1)
                channels.AsSpan(c * part + part - shape.Plane, shape.Plane).Fill(1);
        }

        latents.CopyTo(channels, ratio * part);
        return new Conditioning
        {
            Channels = channels,
            Inputs = states is null ? [] : [new ConstantInput(TensorRole.PictureStates, states.Values, null, [1, .. states.Dimensions[^2..].Select(d => (long)d)])],
        };
    }
}
