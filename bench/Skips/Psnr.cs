namespace ChatVideoBot.Bench.Skips;

/// <summary>How near frames are to others, in dB: 10·log10(255² ÷ mean squared difference).</summary>
internal static class Psnr
{
    /// <summary>Told for equal frames, whose PSNR is infinite.</summary>
    public const double Equal = 100;

    /// <param name="frames">One byte a value.</param>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    public static double Of(ReadOnlySpan<byte> frames, ReadOnlySpan<byte> full)
    {
        if (frames.Length != full.Length)
            throw new ArgumentException($"{frames.Length} bytes cannot be held against {full.Length}.", nameof(frames));
        var squares = 0L;
        for (var i = 0; i < frames.Length; i++)
        {
            var difference = frames[i] - full[i];
            squares += difference * difference;
        }
        return squares == 0 ? Equal : Math.Min(Equal, 10 * Math.Log10(255.0 * 255 * frames.Length / squares));
    }
}
