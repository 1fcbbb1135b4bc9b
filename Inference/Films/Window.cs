using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Pictures;
using ChatVideoBot.Inference.Prompts;

namespace ChatVideoBot.Inference.Films;

/// <summary>What a model is to make in one go.</summary>
/// <param name="FirstFrame">The latent frame of the film that it begins with: so the noise of shared frames is the same.</param>
internal sealed record Window(LatentShape Shape, PromptStates[] Prompts, long Seed, int FirstFrame)
{
    /// <summary>What is known of it.</summary>
    public HeldLatents? Held { get; init; }

    /// <summary>The frame that it begins with, for models that look at it.</summary>
    public RgbPicture? First { get; init; }

    public RgbPicture? Last { get; init; }

    /// <summary>Clean latents that it is made from, by <see cref="Strength"/>; null = from noise alone.</summary>
    public float[]? From { get; init; }

    public double Strength { get; init; } = 1;

    /// <summary>The colours to keep to; null = its own.</summary>
    public LatentColour? Colour { get; init; }
}
