namespace ChatVideoBot.Inference.Video;

/// <summary>The rate of a clip's frames, found from the times at which they are shown.</summary>
/// <param name="Frames">As many as are shown at that rate.</param>
/// <param name="IsConstant">Each frame stands at its place of an even rhythm; otherwise the rate is the mean.</param>
internal sealed record FrameTimes(double FramesPerSecond, int Frames, double Seconds, bool IsConstant)
{
    /// <summary>How far a frame may stand from its place, in frames: containers round times to milliseconds or hundredths.</summary>
    private const double MostOff = 0.35;

    /// <param name="times">Seconds, in any order, at least one.</param>
    /// <param name="last">How long the last frame is shown, in seconds; 0 = as long as the others.</param>
    /// <param name="told">Rates that the container tells, the likeliest first.</param>
    public static FrameTimes Of(IReadOnlyList<double> times, double last, params double[] told)
    {
        double[] sorted = [.. times.Order()];
        var span = sorted[^1] - sorted[0];
        if (span <= 0)
        {
            var alone = told.FirstOrDefault(IsRate, last > 0 ? Math.Clamp(1 / last, 0.1, 1000) : 10);
            return new FrameTimes(alone, 1, 1 / alone, true);
        }

        var mean = (sorted.Length - 1) / span;
        double[] rates = [.. told.Where(IsRate), Math.Round(mean), Math.Round(mean * 1.001) / 1.001, mean];
        foreach (var rate in rates.Where(IsRate))
        {
            if (Places(sorted, rate) is { } places)
                return new FrameTimes(rate, places, places / rate, true);
        }

        var seconds = span + (last > 0 ? last : 1 / mean);
        return new FrameTimes(sorted.Length / seconds, sorted.Length, seconds, false);
    }

    private static bool IsRate(double rate) => rate is > 0.05 and <= 1000;

    /// <summary>How many places the frames take at this rate, if they take each from the first to the last; a hidden frame shares one.</summary>
    private static int? Places(double[] sorted, double rate)
    {
        var before = -1L;
        foreach (var time in sorted)
        {
            var at = (time - sorted[0]) * rate;
            var place = (long)Math.Round(at);
            if (Math.Abs(at - place) > MostOff || place > before + 1)
                return null;
            before = place;
        }

        return (int)before + 1;
    }
}
