namespace ChatVideoBot.Inference.Films;

/// <summary>How the frames of reels follow each other.</summary>
internal static class Transitions
{
    /// <summary>Reels one after another; where one fades from the last, both are seen through each other.</summary>
    /// <param name="reels">The frames of each, how many they are, and how many at its beginning it shares with the one before.</param>
    public static IEnumerable<byte[]> Join(IReadOnlyList<(IEnumerable<byte[]> Frames, int Count, int FadesFrom)> reels)
    {
        var ending = new Queue<byte[]>();
        for (var r = 0; r < reels.Count; r++)
        {
            var kept = r + 1 < reels.Count ? reels[r + 1].FadesFrom : 0;
            var fades = reels[r].FadesFrom;
            var i = 0;
            foreach (var frame in reels[r].Frames)
            {
                var shown = i < fades && ending.TryDequeue(out var before) ? Mix(before, frame, Smooth((i + 1.0) / (fades + 1))) : frame;
                if (i++ >= reels[r].Count - kept)
                    ending.Enqueue(shown);
                else
                    yield return shown;
            }
        }
    }

    /// <summary>(1 − share)·a + share·b, rounded.</summary>
    public static byte[] Mix(byte[] a, byte[] b, double share)
    {
        var mixed = new byte[a.Length];
        var weight = (int)Math.Round(share * 256);
        for (var i = 0; i < mixed.Length; i++)
            mixed[i] = (byte)((a[i] * (256 - weight) + b[i] * weight + 128) >> 8);
        return mixed;
    }

    /// <summary>3t² − 2t³: begins and ends gently.</summary>
    private static double Smooth(double t) => t * t * (3 - 2 * t);
}
