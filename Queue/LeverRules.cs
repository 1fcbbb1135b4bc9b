using System.Globalization;

namespace ChatVideoBot.Queue;

/// <summary>Which motion, camera, frame rate and guidance can be asked for, of any model: who takes a request and who makes it go by the same.</summary>
public static class LeverRules
{
    public const double LeastFramesPerSecond = 8, MostFramesPerSecond = 24;

    public const double LeastGuidance = 1, MostGuidance = 25;

    /// <summary>Null where all of them can be.</summary>
    /// <param name="mostSeconds">The longest clip that the model makes.</param>
    public static CardRefusal? RefusalOf(ClipRequest request, double mostSeconds) =>
        RefuseMotion(request, mostSeconds) ?? RefuseCamera(request)
        ?? RefuseNumber("fps", request.FramesPerSecond, LeastFramesPerSecond, MostFramesPerSecond)
        ?? RefuseNumber("guidance", request.Guidance, LeastGuidance, MostGuidance);

    private static CardRefusal? RefuseMotion(ClipRequest request, double mostSeconds)
    {
        if (request.Motion is not { } motion)
            return null;
        if (motion is < Motion.Least or > Motion.Most)
        {
            var legal = Math.Clamp(motion, Motion.Least, Motion.Most);
            return CardRefusal.Of("card.motion.range", $"motion: {motion} is not possible; it is {Motion.Least} to {Motion.Most}: the nearest is {legal}.",
                ("motion", motion), ("min", Motion.Least), ("max", Motion.Most), ("nearest", legal));
        }

        if (request.Kind is not (ClipKind.Make or ClipKind.Extend))
            return CardRefusal.Of("card.motion.kind", "motion: the clip that is given says how much moves: leave it out.");
        var work = request.WorkSeconds;
        if (!(work > mostSeconds + 1e-9))
            return null;
        var (shown, speed) = (work / Motion.Speed(motion), Motion.Speed(motion));
        if (shown > mostSeconds + 1e-9)
            return null; // too long in any case, and refused for that
        var (nearest, seconds) = (Motion.MostFor(shown, mostSeconds), Math.Floor(mostSeconds / speed * 10 + 1e-6) / 10);
        return CardRefusal.Of("card.motion.work",
            $"motion: {motion} takes {Number(work)} s of the model's for {Number(shown)} s, more than {Number(mostSeconds)}: the nearest is {nearest}, or {Number(seconds)} s.",
            ("motion", motion), ("work", work), ("seconds", shown), ("most", mostSeconds), ("nearest", nearest), ("nearestSeconds", seconds));
    }

    private static CardRefusal? RefuseCamera(ClipRequest request)
    {
        if (!CameraMove.TryParse(request.Camera, out var move, out var refusal))
            return refusal;
        return move is null || request.Kind is not (ClipKind.Extend or ClipKind.Edit or ClipKind.Background)
            ? null
            : CardRefusal.Of("card.camera.kind", "camera: the clip that is given keeps its frames, so the camera cannot move over it: leave it out.");
    }

    private static CardRefusal? RefuseNumber(string name, double value, double least, double most)
    {
        if (value == 0 || (value >= least && value <= most))
            return null;
        var nearest = Math.Clamp(value, least, most);
        return double.IsFinite(value)
            ? CardRefusal.Of($"card.{name}.range", $"{name}: {Number(value)} is not possible; it is {Number(least)} to {Number(most)}: the nearest is {Number(nearest)}.",
                (name, value), ("min", least), ("max", most), ("nearest", nearest))
            : CardRefusal.Of($"card.{name}.number", $"{name}: give a number from {Number(least)} to {Number(most)}.", ("min", least), ("max", most));
    }

    internal static string Number(double value) => value.ToString(Math.Abs(value) < 1e9 ? "0.###" : "G6", CultureInfo.InvariantCulture);
}
