namespace ChatVideoBot.Inference.Enlarging;

/// <summary>One stretch of a side: what is kept of it, and what the network is shown for it.</summary>
/// <param name="Start">The first pixel that is kept.</param>
/// <param name="Length">Pixels that are kept.</param>
/// <param name="SeenStart">The first pixel that is shown; below 0 in the border.</param>
/// <param name="Seen">Pixels that are shown: those that are kept and up to a halo on each cut side, a border at the side's ends.</param>
internal readonly record struct Stretch(int Start, int Length, int SeenStart, int Seen);

/// <summary>How a side is cut so that no part that is shown is longer than a limit. Stretches that are kept meet without a seam and are as even as can be.</summary>
internal static class Tiles
{
    /// <param name="most">The longest part shown; above twice the halo.</param>
    /// <param name="halo">How far the network sees.</param>
    /// <param name="border">Pixels that are shown beyond the side's ends; at most a halo.</param>
    public static Stretch[] Cut(int length, int most, int halo, int border)
    {
        if (length + 2 * border <= most)
            return [new Stretch(0, length, -border, length + 2 * border)];
        var count = (length + most - 2 * halo - 1) / (most - 2 * halo);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var (start, end) = ((int)((long)length * i / count), (int)((long)length * (i + 1) / count));
            var (seenStart, seenEnd) = (Math.Max(-border, start - halo), Math.Min(length + border, end + halo));
            return new Stretch(start, end - start, seenStart, seenEnd - seenStart);
        })];
    }
}
