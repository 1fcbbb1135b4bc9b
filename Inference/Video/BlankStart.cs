namespace ChatVideoBot.Inference.Video;

/// <summary>Chat shows a clip's first frame until somebody plays it: a flat one there tells nothing.</summary>
internal static class BlankStart
{
    /// <summary>What may be left out, in seconds.</summary>
    private const double MostSeconds = 0.5;

    /// <summary>Below this standard deviation of brightness (of 255) a picture is flat but for noise.</summary>
    private const double FlatBelow = 4;

    /// <summary>How many frames may be left out at this rate, so that one more is enough to decide.</summary>
    public static int Most(double framesPerSecond) => (int)(MostSeconds * framesPerSecond);

    /// <summary>How many of the first frames to leave out: those before the first that is not blank, none if that is not among them.</summary>
    /// <param name="areBlank">Whether each of the first frames is; those beyond <paramref name="most"/> + 1 do not count.</param>
    public static int Leading(IReadOnlyList<bool> areBlank, int most)
    {
        for (var i = 0; i < areBlank.Count && i <= most; i++)
        {
            if (!areBlank[i])
                return i;
        }

        return 0;
    }

    /// <summary>Whether a frame is of one colour, or nearly.</summary>
    /// <param name="rgb">Three bytes a pixel.</param>
    public static bool IsBlank(ReadOnlySpan<byte> rgb)
    {
        var (sum, squares) = (0L, 0L);
        for (var i = 0; i + 2 < rgb.Length; i += 3)
        {
            var brightness = 3 * rgb[i] + 6 * rgb[i + 1] + rgb[i + 2]; // tenths; BT.601's weights, rounded
            sum += brightness;
            squares += (long)brightness * brightness;
        }

        var pixels = rgb.Length / 3;
        var mean = (double)sum / pixels;
        return squares / (double)pixels - mean * mean < 100 * FlatBelow * FlatBelow;
    }
}
