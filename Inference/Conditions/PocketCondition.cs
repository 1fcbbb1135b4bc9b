using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Conditions;

/// <summary>pocket: the input <c>condition</c> holds the known latents and, in one more channel, ones where they are; zeros elsewhere.</summary>
public static class PocketCondition
{
    /// <param name="known">Normalised latents of the first frames, or null: text to video.</param>
    public static Conditioning Make(LatentShape shape, float[]? known, int frames)
    {
        var condition = new float[shape.Length + shape.Frames * shape.Plane];
        var leading = known is null ? null : KnownLatents.Leading(shape, known, frames, KnownUse.AtEnd);
        leading?.Values.CopyTo(condition, 0);
        leading?.Mask.CopyTo(condition, shape.Length);
        return new Conditioning
        {
            Inputs = [new ConstantInput(TensorRole.Condition, condition, null, (shape with { Channels = shape.Channels + 1 }).Dimensions())],
            Known = leading,
        };
    }
}
