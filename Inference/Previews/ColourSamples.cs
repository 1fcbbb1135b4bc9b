using System.Numerics.Tensors;
using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Inference.Folders;
using ChatVideoBot.Inference.Vae;

namespace ChatVideoBot.Inference.Previews;

/// <summary>Pairs of a latent and the mean colour of its pixels, from the model's own VAE.</summary>
internal static class ColourSamples
{
    private const int SideLatents = 8;
    private const int SamplesAnUnknown = 12;
    private const int MostClips = 32;
    private const int LeastClips = 6;

    /// <summary>
    /// Where the folder has an encoder, drawn clips are encoded: their latents are what real pictures have. Else smooth random latents of
    /// the folder's statistics are decoded.
    /// </summary>
    public static void Collect(LoadedModel model, LinearFit fit, CancellationToken cancel)
    {
        var shape = ShapeFor(model.Folder);
        if (model.Folder.HasEncoder && (TryEncode(model, shape, fit, cancel) || TryEncode(model, shape with { Frames = 1 }, fit, cancel)))
            return;
        for (var i = 0; i < Clips(shape); i++)
        {
            cancel.ThrowIfCancellationRequested();
            Decode(model, shape, i, fit, cancel);
        }
    }

    /// <returns>False where the encoder takes no clip of this shape: some are exported for single pictures.</returns>
    private static bool TryEncode(LoadedModel model, LatentShape shape, LinearFit fit, CancellationToken cancel)
    {
        try
        {
            for (var i = 0; i < Clips(shape); i++)
            {
                cancel.ThrowIfCancellationRequested();
                Encode(model, shape, i, fit, cancel);
            }

            return true;
        }
        catch (ModelException)
        {
            return false;
        }
    }

    private static int Clips(LatentShape shape) =>
        Math.Clamp((SamplesAnUnknown * (shape.Channels + 1) + shape.Frames * shape.Plane - 1) / (shape.Frames * shape.Plane), LeastClips, MostClips);

    /// <summary>Few latents, or the only ones that a graph takes.</summary>
    private static LatentShape ShapeFor(ModelFolder folder)
    {
        var (frames, height, width) = folder.FixedLatents;
        static int Or(int only, int otherwise) => only > 0 ? only : otherwise;
        return new LatentShape(folder.Geometry.Channels, Or(frames, folder.Geometry.FramesPerLatent > 1 ? 3 : 1), Or(height, SideLatents), Or(width, SideLatents));
    }

    private static void Encode(LoadedModel model, LatentShape shape, int number, LinearFit fit, CancellationToken cancel)
    {
        var geometry = model.Folder.Geometry;
        var (frames, width, height) = (geometry.VideoFrames(shape.Frames), shape.Width * geometry.PixelsPerLatent, shape.Height * geometry.PixelsPerLatent);
        var sample = TestPictures.Draw(number, frames, width, height);
        var latents = model.Vae(model.Folder.Defaults).Encode(sample, frames, width, height, cancel);
        model.Folder.Statistics.Normalise(latents);
        Pair(geometry, shape, latents, sample, 0, frames, fit);
    }

    private static void Decode(LoadedModel model, LatentShape shape, int number, LinearFit fit, CancellationToken cancel)
    {
        var latents = new float[shape.Length];
        Noise.Fill(number, shape, latents);
        Soften(shape, latents, times: number % 3 + 1);
        foreach (var decoded in model.Decode(model.Folder.Defaults, shape, latents, noise => noise.Clear(), cancel))
            Pair(model.Folder.Geometry, shape, latents, decoded.Sample, decoded.First, decoded.Frames, fit);
    }

    /// <summary>Every latent frame whose pixels lie whole within the given ones.</summary>
    /// <param name="sample">float32 [1, 3, F, H, W] in -1 to 1, flat.</param>
    /// <param name="first">The frame of the clip that it begins with.</param>
    private static void Pair(LatentGeometry geometry, LatentShape shape, float[] latents, float[] sample, int first, int frames, LinearFit fit)
    {
        var (x, y) = (new float[shape.Channels], new float[3]);
        for (var f = 0; f < shape.Frames; f++)
        {
            var from = f == 0 ? 0 : geometry.VideoFrames(f);
            var until = geometry.VideoFrames(f + 1);
            if (from < first || until > first + frames)
                continue;
            for (var place = 0; place < shape.Plane; place++)
            {
                for (var c = 0; c < shape.Channels; c++)
                    x[c] = latents[(c * shape.Frames + f) * shape.Plane + place];
                for (var c = 0; c < 3; c++)
                    y[c] = (Mean(geometry, shape, sample, frames, c, from - first, until - first, place) + 1) / 2;
                fit.Add(x, y);
            }
        }
    }

    private static float Mean(LatentGeometry geometry, LatentShape shape, float[] sample, int frames, int channel, int from, int until, int place)
    {
        var side = geometry.PixelsPerLatent;
        var (left, top, width) = (place % shape.Width * side, place / shape.Width * side, shape.Width * side);
        var plane = width * shape.Height * side;
        var sum = 0.0;
        for (var frame = from; frame < until; frame++)
        {
            for (var y = top; y < top + side; y++)
            {
                foreach (var value in sample.AsSpan((channel * frames + frame) * plane + y * width + left, side))
                    sum += Math.Clamp(value, -1, 1);
            }
        }

        return (float)(sum / ((until - from) * side * side));
    }

    /// <summary>Means of neighbours, brought back to a deviation of 1: a VAE's latents vary slowly over a picture.</summary>
    private static void Soften(LatentShape shape, float[] latents, int times)
    {
        for (var c = 0; c < shape.Channels; c++)
        {
            var channel = latents.AsSpan(c * shape.Frames * shape.Plane, shape.Frames * shape.Plane);
            for (var time = 0; time < times; time++)
            {
                var before = channel.ToArray();
                for (var i = 0; i < channel.Length; i++)
                {
                    var (x, y, f) = (i % shape.Width, i / shape.Width % shape.Height, i / shape.Plane);
                    float At(int column, int row) => before[f * shape.Plane + Math.Clamp(row, 0, shape.Height - 1) * shape.Width + Math.Clamp(column, 0, shape.Width - 1)];
                    channel[i] = (2 * before[i] + At(x - 1, y) + At(x + 1, y) + At(x, y - 1) + At(x, y + 1)) / 6;
                }
            }

            var deviation = (float)Math.Sqrt(Math.Max(1e-12, TensorPrimitives.SumOfSquares<float>(channel) / channel.Length));
            TensorPrimitives.Divide(channel, deviation, channel);
        }
    }
}
