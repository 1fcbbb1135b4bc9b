namespace ChatVideoBot.Queue;

/// <summary>How much moves, 0 to 4, and what that means: things happen so many times as fast as the model makes them.</summary>
public static class Motion
{
    public const int Least = 0, Most = 4;

    /// <summary>As the model does it.</summary>
    public const int Own = 1;

    private static readonly double[] Speeds = [0.5, 1, 4 / 3.0, 5 / 3.0, 2];

    /// <summary>Seconds of the model's for a second that is shown; what is out of range counts as the nearest that is not.</summary>
    public static double Speed(int? motion) => Speeds[Math.Clamp(motion ?? Own, Least, Most)];

    /// <summary>The most of it with which a clip takes no more than so many seconds of the model's.</summary>
    /// <param name="seconds">That are shown.</param>
    public static int MostFor(double seconds, double mostSeconds) =>
        Math.Max(Least, Array.FindLastIndex(Speeds, speed => seconds * speed <= mostSeconds + 1e-9));
}
