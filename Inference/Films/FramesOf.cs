using System.Runtime.CompilerServices;
using ChatVideoBot.Inference.Pictures;

namespace ChatVideoBot.Inference.Films;

/// <summary>Frames on their way from one rate or size to another.</summary>
internal static class FramesOf
{
    /// <summary>At another rate: each moment shows the frame that stands there.</summary>
    /// <param name="most">Frames at the new rate.</param>
    public static async IAsyncEnumerable<byte[]> Retime(
        IAsyncEnumerable<byte[]> frames, double from, double to, int most, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var (read, given) = (0, 0);
        byte[]? last = null;
        await foreach (var frame in frames.WithCancellation(cancel))
        {
            // The frame is seen from read/from to (read + 1)/from.
            last = frame;
            for (read++; given < most && given / to < read / from - 1e-9; given++)
                yield return frame;
        }

        for (; last is not null && given < most; given++)
            yield return last;
    }

    /// <summary>Of another size, by Lanczos.</summary>
    public static byte[] Resize(byte[] rgb, int widthPixels, int heightPixels, int newWidthPixels, int newHeightPixels) =>
        PillowResize.Resize(new RgbPicture(widthPixels, heightPixels, rgb), newWidthPixels, newHeightPixels, PillowFilter.Lanczos).Rgb;

    /// <summary>One after the other.</summary>
    public static async IAsyncEnumerable<byte[]> Then(this IAsyncEnumerable<byte[]> first, IAsyncEnumerable<byte[]> second, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var frame in first.WithCancellation(cancel))
            yield return frame;
        await foreach (var frame in second.WithCancellation(cancel))
            yield return frame;
    }
}
