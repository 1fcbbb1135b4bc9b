namespace ChatVideoBot.Bench.Days;

/// <summary>
/// A day that passes in less time. Everything shrinks alike: the work, what people's patience is, the gaps between their orders. Only what Discord, the
/// queue and the processes themselves need to wait for does not, so that the day is harder than a real one by as much.
/// </summary>
/// <param name="Length">What the day takes here.</param>
/// <param name="Members">In all guilds together, evenly.</param>
internal sealed record DayPlan(TimeSpan Length, int Guilds, int Members, int Bots, int Workers, int Seed)
{
    /// <summary>Seconds of the day in one second here.</summary>
    public double Scale => TimeSpan.FromDays(1) / Length;

    /// <summary>
    /// Seconds a worker works for a second of clip, on speed 1. Wan 2.1 1.3B: 5 s of 480p in about 4 minutes on one RTX 4090 (README of Wan 2.1);
    /// Wan 2.2 TI2V-5B: 5 s of 720p in less than 9 minutes on one (README of Wan 2.2).
    /// </summary>
    public static readonly IReadOnlyList<(string Model, double WorkOfSecond)> Models = [("wan-1.3b", 48), ("wan-ti2v-5b", 108)];

    /// <summary>Cards differ.</summary>
    public static double SpeedOf(int worker) => new[] { 1, 0.8, 1.25, 1.1 }[worker % 4];

    /// <summary>Every second worker has memory for the small model only.</summary>
    public static IReadOnlyList<(string Model, double WorkOfSecond)> ModelsOf(int worker) => worker % 2 == 0 ? Models : [Models[0]];
}

/// <summary>An order of the day.</summary>
/// <param name="At">Since the day began, in time here.</param>
/// <param name="Member">Among the guild's, from 0.</param>
/// <param name="GivenUpAfter">When the button Cancel is pressed, in time here; null for those who are patient.</param>
/// <param name="IsStack">One of many that somebody asks for at once.</param>
internal sealed record DayOrder(TimeSpan At, int Guild, int Member, string Model, double Seconds, TimeSpan? GivenUpAfter, bool IsStack);
