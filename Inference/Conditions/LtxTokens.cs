using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Graphs;

namespace ChatVideoBot.Inference.Conditions;

/// <summary>LTX-Video: each token says where it stands, in seconds and pixels; the tokens of a picture are kept from the beginning.</summary>
/// <remarks>diffusers, pipelines/ltx/pipeline_ltx_image2video.py, and models/transformers/transformer_ltx.py for the coordinates.</remarks>
public static class LtxTokens
{
    /// <param name="known">Normalised latents of the first frames, or null: text to video.</param>
    public static Conditioning Make(LatentShape shape, LatentGeometry geometry, double framesPerSecond, float[]? known, int frames) => new()
    {
        Inputs = [new ConstantInput(TensorRole.VideoCoords, Coordinates(shape, geometry, framesPerSecond), null, 1, 3, shape.Frames * shape.Plane)],
        Known = known is null ? null : KnownLatents.Leading(shape, known, frames, KnownUse.InLatents),
    };

    /// <summary>[3, tokens]: seconds, pixels from the top, pixels from the left.</summary>
    private static float[] Coordinates(LatentShape shape, LatentGeometry geometry, double framesPerSecond)
    {
        var tokens = shape.Frames * shape.Plane;
        var coordinates = new float[3 * tokens];
        for (var token = 0; token < tokens; token++)
        {
            coordinates[token] = token / shape.Plane * (float)(geometry.FramesPerLatent / framesPerSecond);
            coordinates[tokens + token] = token % shape.Plane / shape.Width * geometry.PixelsPerLatent;
            coordinates[2 * tokens + token] = token % shape.Width * geometry.PixelsPerLatent;
        }

        return coordinates;
    }
}
