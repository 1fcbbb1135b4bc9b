using System.Globalization;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Checking;

/// <summary>When scores flag a clip: one frame may be a glitch of the network, two hardly are, nor is one that it is sure of.</summary>
internal static class VerdictRule
{
    /// <summary>Whether a frame is a hit, whose neighbours are looked at, too.</summary>
    public static bool IsHit(FrameScores frame, CheckOptions options) => frame.Scores.Any(s => Passes(s.Value, options.Threshold(s.Key)));

    /// <param name="looked">Each frame that was looked at; of a clip of one frame, that one alone decides.</param>
    public static ClipVerdict Conclude(IReadOnlyCollection<FrameScores> looked, CheckOptions options)
    {
        var highest = looked.SelectMany(f => f.Scores).GroupBy(s => s.Key).ToDictionary(g => g.Key, g => g.Max(s => s.Value));
        var why = highest.Keys.Select(name => Why(name, looked, options.Threshold(name))).FirstOrDefault(w => w is not null);
        return new ClipVerdict(why is not null, why ?? "", highest);
    }

    private static string? Why(string name, IReadOnlyCollection<FrameScores> looked, double threshold)
    {
        var hits = looked.Where(f => Passes(f.Scores[name], threshold)).ToList();
        if (hits.Count == 0)
            return null;
        var worst = hits.MaxBy(f => f.Scores[name])!;
        var strong = threshold + (1 - threshold) / 2;
        return hits.Count >= Math.Min(2, looked.Count) || worst.Scores[name] >= strong
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{name} {worst.Scores[name]:0.00} at {worst.AtSeconds:0.0} s; {hits.Count} of {looked.Count} frames looked at reach {threshold:0.##}.")
            : null;
    }

    private static bool Passes(double score, double threshold) => threshold < 1 && score >= threshold;
}
