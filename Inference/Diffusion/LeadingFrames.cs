namespace ChatVideoBot.Inference.Diffusion;

/// <summary>The clip's first latent frames are known: the picture of image to video, or the end of the clip before.</summary>
/// <remarks>
/// The condition holds the known latents and, in one more channel, a mask of ones where they are; zeros elsewhere.
/// After the last step the known frames are put back.
/// </remarks>
/// <param name="Known">Normalised latents [1, C, Frames, H, W], flat.</param>
/// <param name="Frames">Latent frames in <paramref name="Known"/>.</param>
public sealed record LeadingFrames(float[] Known, int Frames) : IConditioning
{
    public float[] Condition(LatentShape shape)
    {
        var condition = new float[(shape.Channels + 1) * shape.Frames * shape.Plane];
        Finish(shape, condition);
        condition.AsSpan(shape.Length, Frames * shape.Plane).Fill(1);
        return condition;
    }

    public void Finish(LatentShape shape, Span<float> latents)
    {
        var known = Frames * shape.Plane;
        if (Frames > shape.Frames || Known.Length != shape.Channels * known)
            throw new ArgumentException($"{Frames} known frames of {Known.Length} values do not fit into {shape}.", nameof(shape));
        for (var c = 0; c < shape.Channels; c++)
            Known.AsSpan(c * known, known).CopyTo(latents[(c * shape.Frames * shape.Plane)..]);
    }
}
