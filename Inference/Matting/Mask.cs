using System.Numerics.Tensors;
using ChatVideoBot.Inference.Diffusion;

namespace ChatVideoBot.Inference.Matting;

/// <summary>Masks of one value for each pixel, 0..1, flat by rows; 1 = belongs to it.</summary>
public static class Mask
{
    /// <summary>Widens what is marked by a disc: each pixel becomes the largest value within <paramref name="radius"/> pixels.</summary>
    /// <exception cref="ArgumentException">The mask is not width·height long, or the radius is negative.</exception>
    public static float[] Dilate(float[] mask, int width, int height, int radius)
    {
        Check(mask, width, height);
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        var wide = (float[])mask.Clone();
        var rows = (float[])mask.Clone(); // each pixel's largest value within `reach` pixels of its row
        var done = 0;
        for (var dy = Math.Min(radius, height - 1); dy >= 0; dy--)
        {
            var reach = Math.Min((int)Math.Sqrt((long)radius * radius - (long)dy * dy), width - 1);
            for (; done < reach; done++)
            {
                for (var y = 0; y < height; y++)
                {
                    var row = rows.AsSpan(y * width, width);
                    var from = mask.AsSpan(y * width, width);
                    TensorPrimitives.Max(row[..^(done + 1)], from[(done + 1)..], row[..^(done + 1)]);
                    TensorPrimitives.Max(row[(done + 1)..], from[..^(done + 1)], row[(done + 1)..]);
                }
            }

            var overlap = (height - dy) * width;
            TensorPrimitives.Max(wide.AsSpan(0, overlap), rows.AsSpan(dy * width, overlap), wide.AsSpan(0, overlap));
            TensorPrimitives.Max(wide.AsSpan(dy * width, overlap), rows.AsSpan(0, overlap), wide.AsSpan(dy * width, overlap));
        }

        return wide;
    }

    /// <summary>Softens the edges with a Gaussian; beyond the picture's border its last row and column go on. Far from an edge 0 stays 0 and 1 stays 1, exactly.</summary>
    /// <param name="sigmaPixels">0 = as it is.</param>
    /// <exception cref="ArgumentException">The mask is not width·height long, or σ is negative.</exception>
    public static float[] Feather(float[] mask, int width, int height, double sigmaPixels)
    {
        Check(mask, width, height);
        ArgumentOutOfRangeException.ThrowIfNegative(sigmaPixels);
        return sigmaPixels == 0 ? (float[])mask.Clone() : Resample.Blur(mask, width, height, sigmaPixels);
    }

    /// <summary>The mask at another size: bilinear, and where it becomes smaller every pixel counts.</summary>
    /// <exception cref="ArgumentException">The mask is not width·height long, or a size is not positive.</exception>
    public static float[] Resize(float[] mask, int width, int height, int toWidth, int toHeight)
    {
        Check(mask, width, height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(toWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(toHeight);
        return Resample.Bilinear(mask, width, height, toWidth, toHeight);
    }

    /// <summary>What of a clip's latents its masks touch: each latent has the largest value of all pixels and frames that it stands for.</summary>
    /// <param name="masks">One for each video frame. Where latents stand for more frames than there are, the last mask counts for the rest.</param>
    /// <returns>Flat [Frames, Height, Width] of <paramref name="shape"/>.</returns>
    /// <remarks>Latent frame 0 stands for video frame 0, latent frame i for the frames r(i − 1) + 1 to r·i, with r = FramesPerLatent.</remarks>
    /// <exception cref="ArgumentException">There are no masks, or their size is not that of the latents.</exception>
    public static float[] ToLatents(IReadOnlyList<float[]> masks, int widthPixels, int heightPixels, LatentShape shape, LatentGeometry geometry)
    {
        if (masks.Count == 0)
            throw new ArgumentException("There are no masks.", nameof(masks));
        var side = geometry.PixelsPerLatent;
        if (widthPixels != shape.Width * side || heightPixels != shape.Height * side)
        {
            throw new ArgumentException(
                $"The masks have {widthPixels}x{heightPixels} pixels; latents of {shape.Width}x{shape.Height} stand for {shape.Width * side}x{shape.Height * side}.", nameof(masks));
        }

        var latents = new float[shape.Frames * shape.Plane];
        for (var frame = 0; frame < shape.Frames; frame++)
        {
            var last = geometry.FramesPerLatent * frame;
            for (var video = frame == 0 ? 0 : last - geometry.FramesPerLatent + 1; video <= last; video++)
            {
                if (video >= masks.Count && video > last - geometry.FramesPerLatent + 1)
                    break; // the last mask was counted already
                var mask = masks[Math.Min(video, masks.Count - 1)];
                Check(mask, widthPixels, heightPixels);
                Pool(mask, side, latents.AsSpan(frame * shape.Plane, shape.Plane), shape.Width);
            }
        }

        return latents;
    }

    private static void Pool(float[] mask, int side, Span<float> latents, int width)
    {
        for (var i = 0; i < latents.Length; i++)
        {
            var corner = i / width * side * side * width + i % width * side;
            for (var y = 0; y < side; y++)
                latents[i] = Math.Max(latents[i], TensorPrimitives.Max(mask.AsSpan(corner + y * side * width, side)));
        }
    }

    private static void Check(float[] mask, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (mask.Length != (long)width * height)
            throw new ArgumentException($"A mask of {width}x{height} pixels has {(long)width * height} values, not {mask.Length}.", nameof(mask));
    }
}
