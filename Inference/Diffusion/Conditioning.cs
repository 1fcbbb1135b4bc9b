using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Diffusion;

/// <summary>What is known of a clip beside its prompt, and how the denoiser is told: made by the parts in <c>Conditions</c>.</summary>
public sealed record Conditioning
{
    public static readonly Conditioning None = new();

    /// <summary>Inputs of the denoiser that stay the same for the whole clip.</summary>
    public IReadOnlyList<ConstantInput> Inputs { get; init; } = [];

    /// <summary>Channels that follow the latents' own in the denoiser's input: float32 [k, f, h, w], flat; empty = none.</summary>
    public float[] Channels { get; init; } = [];

    /// <summary>The same for the negative prompt; null = as <see cref="Channels"/>.</summary>
    public float[]? NegativeChannels { get; init; }

    /// <summary>Latents that are known already.</summary>
    public KnownLatents? Known { get; init; }

    /// <summary>Latents that a network without a word for it is held to.</summary>
    public HeldLatents? Held { get; init; }
}

/// <summary>An input of the denoiser's graph, the same at every call.</summary>
/// <param name="Values">Of one clip, flat.</param>
/// <param name="Negative">What goes with the negative prompt; null = the same.</param>
/// <param name="Dimensions">Of one clip; the first is repeated for each prompt.</param>
public sealed record ConstantInput(TensorRole Role, float[] Values, float[]? Negative, params long[] Dimensions);

/// <summary>Latents that are known, as those of a picture are.</summary>
/// <param name="Values">Normalised, float32 [C, f, h, w], flat; anything where the mask is 0.</param>
/// <param name="Mask">1 where they are known, 0 where not: float32 [f, h, w], flat.</param>
/// <param name="Use">When they take their place.</param>
public sealed record KnownLatents(float[] Values, float[] Mask, KnownUse Use)
{
    /// <summary>Puts the known values in their place: x ← mask·known + (1 − mask)·x.</summary>
    public void Restore(Span<float> latents)
    {
        for (var channel = 0; channel < latents.Length; channel += Mask.Length)
        {
            for (var i = 0; i < Mask.Length; i++)
                latents[channel + i] = Mask[i] * Values[channel + i] + (1 - Mask[i]) * latents[channel + i];
        }
    }

    /// <summary>The first latent frames are known, the others not.</summary>
    /// <param name="known">Normalised latents [C, frames, h, w], flat.</param>
    /// <exception cref="ArgumentException">They do not fit.</exception>
    public static KnownLatents Leading(LatentShape shape, float[] known, int frames, KnownUse use)
    {
        if (frames > shape.Frames || known.Length != shape.Channels * frames * shape.Plane)
            throw new ArgumentException($"{frames} known frames of {known.Length} values do not fit into {shape}.", nameof(known));
        var values = new float[shape.Length];
        for (var c = 0; c < shape.Channels; c++)
            known.AsSpan(c * frames * shape.Plane, frames * shape.Plane).CopyTo(values.AsSpan(c * shape.Frames * shape.Plane));
        var mask = new float[shape.Frames * shape.Plane];
        mask.AsSpan(0, frames * shape.Plane).Fill(1);
        return new KnownLatents(values, mask, use);
    }
}

/// <summary>When known latents take their place; after the last step they always do.</summary>
public enum KnownUse
{
    /// <summary>After the last step alone: the denoiser is told of them by an input of its own.</summary>
    AtEnd,

    /// <summary>In what the denoiser sees at each call, while the latents themselves go on; its timestep is 0 there.</summary>
    InInput,

    /// <summary>In the latents, from the noise on and after every step; the denoiser's timestep is 0 there.</summary>
    InLatents,
}
