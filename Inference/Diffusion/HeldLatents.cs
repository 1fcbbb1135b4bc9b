using ChatVideoBot.Inference.Diffusion.Schedulers;

namespace ChatVideoBot.Inference.Diffusion;

/// <summary>
/// Known latents that any network can be held to: after every step they are put back, noised as the step is, so that what is made beside them
/// grows to fit. How long, the mask says of each place.
/// </summary>
/// <remarks>
/// Blended latents: Avrahami et al. 2022, arXiv:2111.14818; the same noise at every step, as diffusers' inpainting pipelines have it. A mask
/// between 0 and 1 as in Levin and Fried 2023, arXiv:2306.00950 (differential diffusion): held until only 1 − mask of it is noise, and blended at the end.
/// </remarks>
/// <param name="Values">Normalised, float32 [C, f, h, w], flat; anything where the mask is 0.</param>
/// <param name="Mask">1 = held to the end, 0 = free: float32 [f, h, w], flat.</param>
public sealed record HeldLatents(float[] Values, float[] Mask)
{
    private float[]? _noisy;

    /// <summary>Puts the held values in their place as they are before step <paramref name="i"/>, in place.</summary>
    /// <param name="noise">The N(0, 1) noise that the clip began with.</param>
    public void Hold(IScheduler scheduler, int i, ReadOnlySpan<float> noise, Span<float> latents)
    {
        var share = NoiseShare(scheduler, i);
        _noisy ??= new float[Values.Length];
        if (i < scheduler.Steps)
            scheduler.AddNoise(i, Values, noise, _noisy);
        else
            Values.CopyTo(_noisy, 0);
        for (var channel = 0; channel < latents.Length; channel += Mask.Length)
        {
            for (var place = 0; place < Mask.Length; place++)
            {
                if (Mask[place] >= 1 || (Mask[place] > 0 && share > 1 - Mask[place]))
                    latents[channel + place] = _noisy[channel + place];
            }
        }
    }

    /// <summary>The end: x ← mask·held + (1 − mask)·x.</summary>
    public void Settle(Span<float> latents) => new KnownLatents(Values, Mask, KnownUse.AtEnd).Restore(latents);

    /// <summary>Frames at the beginning that are held as a whole and to the end.</summary>
    public int LeadingFrames(LatentShape shape)
    {
        var frames = 0;
        while (frames < shape.Frames && !Mask.AsSpan(frames * shape.Plane, shape.Plane).ContainsAnyExcept(1f))
            frames++;
        return frames;
    }

    /// <summary>The tokens all of whose latents are held to the end, for a network that can be told so of each token.</summary>
    /// <param name="patch">Latents of a token, each way.</param>
    public KnownLatents WholeTokens(LatentShape shape, int patch, KnownUse use)
    {
        var whole = new float[Mask.Length];
        for (var frame = 0; frame < shape.Frames; frame++)
        {
            for (var row = 0; row < shape.Height; row += patch)
            {
                for (var column = 0; column < shape.Width; column += patch)
                {
                    var least = 1f;
                    void Each(Action<int> act)
                    {
                        for (var y = row; y < row + patch; y++)
                        {
                            for (var x = column; x < column + patch; x++)
                                act(frame * shape.Plane + y * shape.Width + x);
                        }
                    }

                    Each(place => least = Math.Min(least, Mask[place]));
                    Each(place => whole[place] = least >= 1 ? 1 : 0);
                }
            }
        }

        return new KnownLatents(Values, whole, use);
    }

    /// <summary>How much of the latents is noise before step <paramref name="i"/>: b / (a + b) where they are a·clean + b·noise. 0 at the end.</summary>
    public static double NoiseShare(IScheduler scheduler, int i)
    {
        if (i >= scheduler.Steps)
            return 0;
        Span<float> clean = stackalloc float[1], noise = stackalloc float[1];
        scheduler.AddNoise(i, [1], [0], clean);
        scheduler.AddNoise(i, [0], [1], noise);
        return noise[0] / ((double)clean[0] + noise[0]);
    }

    /// <summary>The first step whose latents are at most so noisy: where a clip that is changed by <paramref name="strength"/> begins.</summary>
    /// <param name="strength">Above 0, to 1: 1 = at the first step.</param>
    /// <remarks>Meng et al. 2021, arXiv:2108.01073 (SDEdit). By the noise, not by a share of the steps: with a shifted schedule half of them is nearly all of it.</remarks>
    public static int FirstStep(IScheduler scheduler, double strength)
    {
        if (strength >= 1)
            return 0;
        var first = Enumerable.Range(0, scheduler.Steps).FirstOrDefault(i => NoiseShare(scheduler, i) <= strength, scheduler.Steps - 1);
        return first;
    }
}
