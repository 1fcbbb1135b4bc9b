namespace ChatVideoBot.Inference.Video;

/// <summary>How a clip's file is to be.</summary>
/// <param name="WidthPixels">Of the frames given; the file's are a whole multiple.</param>
/// <param name="Frames">Frames that will come, as far as is known; 0 = nobody knows. More may come.</param>
/// <param name="Origin">Where it comes from; written into the file.</param>
internal sealed record ClipFormat(int WidthPixels, int HeightPixels, double FramesPerSecond, int Frames, ClipOrigin Origin)
{
    /// <summary>
    /// The frames are a user's own clip, changed: neither enlarged nor left out, and called a composite. An odd side is given one more row
    /// or column, because the file's format has none.
    /// </summary>
    public bool IsUpload { get; init; }

    /// <summary>It carries the visible mark, or does not; null: as the options say.</summary>
    public bool? IsMarked { get; init; }

    /// <summary>The smallest whole factor that brings the shorter side to at least so many pixels, both sides being even then.</summary>
    public int Enlarge(int minShortSidePixels) => IsUpload ? 1 : Enlarge(WidthPixels, HeightPixels, minShortSidePixels);

    /// <summary>The same for frames that are no user's own.</summary>
    public static int Enlarge(int widthPixels, int heightPixels, int minShortSidePixels)
    {
        var side = Math.Min(widthPixels, heightPixels);
        var factor = Math.Max(1, (minShortSidePixels + side - 1) / side);
        return (widthPixels | heightPixels) % 2 == 1 && factor % 2 == 1 ? factor + 1 : factor;
    }

    /// <summary>The size of the file's frames.</summary>
    public (int WidthPixels, int HeightPixels) FileSize(int minShortSidePixels)
    {
        var factor = Enlarge(minShortSidePixels);
        return ((WidthPixels * factor + 1) & ~1, (HeightPixels * factor + 1) & ~1);
    }
}
