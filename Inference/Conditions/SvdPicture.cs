using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Conditions;

/// <summary>Stable Video Diffusion: the picture's latents beside every frame, its embedding as the prompt, and how fast and how much it moves.</summary>
/// <remarks>diffusers, pipelines/stable_video_diffusion/pipeline_stable_video_diffusion.py.</remarks>
public static class SvdPicture
{
    /// <param name="latents">The picture's latents [C, h, w] as the VAE has them: not scaled, unlike the clip's.</param>
    /// <param name="embedding">[width].</param>
    /// <param name="framesPerSecond">Of the clip; the network is told one less.</param>
    public static Conditioning Make(LatentShape shape, float[] latents, float[] embedding, double framesPerSecond, double motionBucket, double noise)
    {
        var channels = new float[shape.Length];
        for (var plane = 0; plane < shape.Channels * shape.Frames; plane++)
            latents.AsSpan(plane / shape.Frames * shape.Plane, shape.Plane).CopyTo(channels.AsSpan(plane * shape.Plane));
        return new Conditioning
        {
            Channels = channels,
            NegativeChannels = new float[channels.Length],
            Inputs =
            [
                new ConstantInput(TensorRole.PromptStates, embedding, new float[embedding.Length], 1, 1, embedding.Length),
                new ConstantInput(TensorRole.AddedTimeIds, [(float)(framesPerSecond - 1), (float)motionBucket, (float)noise], null, 1, 3),
            ],
        };
    }
}
