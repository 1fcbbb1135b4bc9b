using ChatVideoBot.Inference.Diffusion;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Inference.Films;

/// <summary>One continuous reel of a storyboard: shots that go on from each other.</summary>
/// <param name="Shots">The prompt of each, and the latent frames that the reel has when it ends.</param>
/// <param name="VideoFrames">Video frames that are shown of it, those that are seen through the next one included.</param>
/// <param name="FadesFrom">Video frames at its beginning that are seen through the end of the reel before; 0 for a cut.</param>
internal sealed record ReelPlan(IReadOnlyList<(string Prompt, int UntilLatent)> Shots, int VideoFrames, int FadesFrom);

/// <summary>A storyboard made exact: shots to reels, seconds to frames.</summary>
internal static class ShotPlan
{
    /// <summary>How long two shots are seen through each other.</summary>
    public const double DissolveSeconds = 0.5;

    /// <param name="style">Words that every shot shares.</param>
    /// <returns>Reels whose video frames, less those seen twice, are those of the whole length.</returns>
    public static IReadOnlyList<ReelPlan> Make(IReadOnlyList<Shot> shots, string style, LatentGeometry geometry, double framesPerSecond)
    {
        var ends = new int[shots.Count]; // in video frames of the film, by the sum: a shot's rounding is not another's
        var seconds = 0.0;
        for (var i = 0; i < shots.Count; i++)
            ends[i] = Math.Max((i == 0 ? 0 : ends[i - 1]) + 1, (int)Math.Round((seconds += shots[i].Seconds) * framesPerSecond));
        var reels = new List<ReelPlan>();
        for (var i = 0; i < shots.Count;)
        {
            var (first, begin) = (i, i == 0 ? 0 : ends[i - 1]);
            while (++i < shots.Count && shots[i].Transition == Transition.Continue)
            {
            }

            var fades = first > 0 && shots[first].Transition == Transition.Dissolve ? Fade(ends, first, framesPerSecond) : 0;
            var more = i < shots.Count && shots[i].Transition == Transition.Dissolve ? Fade(ends, i, framesPerSecond) : 0;
            var parts = new List<(string, int)>();
            for (var shot = first; shot < i; shot++)
            {
                var frames = ends[shot] - begin + (shot == i - 1 ? more : 0);
                var latents = Math.Max((parts.Count == 0 ? 1 : parts[^1].Item2) + 1, Latents(frames, geometry));
                parts.Add((ClipRequest.Together(shots[shot].Prompt, style), latents));
            }

            reels.Add(new ReelPlan(parts, ends[i - 1] - begin + more, fades));
        }

        return reels;
    }

    /// <summary>Latent frames that hold at least so many video frames, and at least two.</summary>
    public static int Latents(int frames, LatentGeometry geometry) => Math.Max(2, (frames - 1 + geometry.FramesPerLatent - 1) / geometry.FramesPerLatent + 1);

    /// <summary>Half a second, but no more than half of the shorter of the two shots.</summary>
    private static int Fade(int[] ends, int shot, double framesPerSecond)
    {
        var before = ends[shot - 1] - (shot > 1 ? ends[shot - 2] : 0);
        return Math.Min((int)Math.Round(DissolveSeconds * framesPerSecond), Math.Min(before, ends[shot] - ends[shot - 1]) / 2);
    }
}
