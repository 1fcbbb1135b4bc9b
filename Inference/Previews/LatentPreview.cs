using System.Numerics.Tensors;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Video;

namespace ChatVideoBot.Inference.Previews;

/// <summary>
/// A picture of unfinished latents in a few milliseconds: each latent becomes the mean colour that its pixels will have, by a linear map
/// that was fitted to the model's own VAE, and the colours are enlarged smoothly.
/// </summary>
/// <param name="Channels">C, of a latent.</param>
/// <param name="Map">Red, green and blue, 0 to 1, of a latent on the denoiser's scale: float32 [3, C + 1], flat; the last of each row is the bias.</param>
/// <param name="RSquared">The share of the samples' variance that the map explains: 1 = all of it.</param>
public sealed record LatentPreview(int Channels, float[] Map, double RSquared)
{
    private const int LeastShortSidePixels = 256;

    /// <summary>Fits the map, or reads the one that was fitted before to the same files.</summary>
    /// <exception cref="ModelException">The VAE cannot work.</exception>
    public static LatentPreview Fit(LoadedModel model, CancellationToken cancel) =>
        Fit(model, new PreviewStore(PreviewStore.DefaultFolder), cancel);

    /// <param name="store">Where maps are kept.</param>
    internal static LatentPreview Fit(LoadedModel model, PreviewStore store, CancellationToken cancel)
    {
        var (key, channels) = (PreviewStore.KeyOf(model.Folder), model.Folder.Geometry.Channels);
        if (store.Read(key, channels) is { } kept)
            return kept;
        var fit = new LinearFit(channels, outputs: 3);
        ColourSamples.Collect(model, fit, cancel);
        var (map, rSquared) = fit.Solve();
        var fitted = new LatentPreview(channels, map, rSquared);
        store.Write(key, fitted);
        return fitted;
    }

    /// <param name="latents">On the denoiser's scale, [C, f, h, w], flat.</param>
    /// <param name="frame">Of the f.</param>
    /// <returns>PNG.</returns>
    public byte[] Render(LatentShape shape, ReadOnlySpan<float> latents, int frame)
    {
        if (shape.Channels != Channels || latents.Length != shape.Length)
            throw new ArgumentException($"{latents.Length} values of {shape.Channels} channels are no latents of this map's {Channels}.", nameof(latents));
        var plane = shape.Plane;
        var colours = new float[3 * plane];
        for (var colour = 0; colour < 3; colour++)
        {
            var row = Map.AsSpan(colour * (Channels + 1), Channels + 1);
            var to = colours.AsSpan(colour * plane, plane);
            to.Fill(row[Channels]);
            for (var c = 0; c < Channels; c++)
                TensorPrimitives.MultiplyAdd(latents.Slice((c * shape.Frames + frame) * plane, plane), row[c], to, to);
        }

        var factor = Math.Max(1, (LeastShortSidePixels + Math.Min(shape.Width, shape.Height) - 1) / Math.Min(shape.Width, shape.Height));
        return PngWriter.Write(SmoothEnlarging.ToRgb(colours, shape.Width, shape.Height, factor), shape.Width * factor, shape.Height * factor);
    }
}
