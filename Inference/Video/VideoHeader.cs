namespace ChatVideoBot.Inference.Video;

/// <summary>What a user's clip is, found without decoding it.</summary>
/// <param name="WidthPixels">As it is to be looked at: turned upright, its pixels made square.</param>
/// <param name="FramesPerSecond">The mean where frames come unevenly.</param>
/// <param name="Seconds">From its first frame to the end of its last.</param>
public sealed record VideoHeader(int WidthPixels, int HeightPixels, double FramesPerSecond, double Seconds, int Frames)
{
    /// <summary>Width divided by height.</summary>
    public double Aspect => (double)WidthPixels / HeightPixels;

    /// <summary>Frames stand at even distances, so that none is lost or doubled at their own rate.</summary>
    internal bool IsConstant { get; init; } = true;

    /// <summary>The file says how its colours are to be read.</summary>
    internal bool TellsColours { get; init; } = true;

    /// <summary>How many frames reading at this rate gives.</summary>
    public int FramesAt(double framesPerSecond) =>
        IsOwnRate(framesPerSecond) ? Frames : (int)Math.Max(1, Math.Round(Seconds * framesPerSecond, MidpointRounding.AwayFromZero));

    internal bool IsOwnRate(double framesPerSecond) => IsConstant && Math.Abs(framesPerSecond / FramesPerSecond - 1) < 1e-5;
}
