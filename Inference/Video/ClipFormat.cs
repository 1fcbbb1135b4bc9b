namespace ChatVideoBot.Inference.Video;

/// <summary>How a clip's file is to be.</summary>
/// <param name="WidthPixels">Of the frames given; the file's are a whole multiple.</param>
/// <param name="Frames">Frames that will come.</param>
/// <param name="Title">For players; line breaks and control characters become spaces.</param>
/// <param name="Comment">Where the clip comes from.</param>
internal sealed record ClipFormat(int WidthPixels, int HeightPixels, double FramesPerSecond, int Frames, string Title, string Comment)
{
    /// <summary>The smallest whole factor that brings the shorter side to at least so many pixels, both sides being even then.</summary>
    public int Enlarge(int minShortSidePixels)
    {
        var side = Math.Min(WidthPixels, HeightPixels);
        var factor = Math.Max(1, (minShortSidePixels + side - 1) / side);
        return (WidthPixels | HeightPixels) % 2 == 1 && factor % 2 == 1 ? factor + 1 : factor;
    }
}
