namespace ChatVideoBot.Bench.Etas;

/// <summary>A job of the day.</summary>
/// <param name="At">Since the day began.</param>
/// <param name="Work">A worker's time for it, on a worker of speed 1.</param>
/// <param name="GivenUpAfter">When its user cancels it if it still waits; null for those who are patient.</param>
internal sealed record Arrival(
    TimeSpan At, string User, string Guild, string Model, double Seconds, int Pixels, TimeSpan Work, TimeSpan? GivenUpAfter);

/// <summary>
/// A made-up day of a community, the same each time: a quiet night, a peak at noon and a higher one in the evening, with as much work then
/// as the workers just get done; two models; clips of three lengths and two sizes; bursts of a whole guild at once; one user who comes four
/// times with a stack of jobs. Work is 55 % of what the workers could do in the day.
/// </summary>
internal static class ReplayedDay
{
    private const double Load = 0.55;
    private static readonly double[] Lengths = [2, 2, 2, 2, 2, 4, 4, 4, 8, 8]; // seconds of clip

    public static IReadOnlyList<Arrival> Make(int workers, TimeSpan length, int seed)
    {
        var random = new Random(seed);
        var day = new List<Arrival>();
        var planned = 0.0;
        var budget = Load * workers * length.TotalSeconds;
        for (var visit = 0; visit < 4; visit++)
        {
            var at = length * (0.35 + 0.15 * visit);
            for (var n = 0; n < 6 * workers; n++)
                Add(at + TimeSpan.FromSeconds(4 * n), "heavy", "guild0");
        }
        for (var burst = 0; burst < 6; burst++)
        {
            var (at, guild) = (length * (0.3 + 0.6 * random.NextDouble()), $"guild{random.Next(1, 12)}");
            for (var n = 0; n < 5 * workers; n++)
                Add(at + TimeSpan.FromSeconds(120 * random.NextDouble()), $"{guild}-{random.Next(30)}", guild);
        }
        while (planned < budget)
        {
            var at = random.NextDouble();
            if (random.NextDouble() > Rate(24 * at))
                continue;
            var guild = $"guild{(int)(40 * Math.Pow(random.NextDouble(), 2))}"; // a few are busy, most are not
            Add(length * at, $"{guild}-{random.Next(30)}", guild);
        }
        return [.. day.OrderBy(one => one.At)];

        void Add(TimeSpan at, string user, string guild)
        {
            var isLarge = random.NextDouble() < 0.2;
            var (clip, pixels) = (Lengths[random.Next(Lengths.Length)], random.NextDouble() < 0.3 ? 384 * 384 : 256 * 256);
            var work = (isLarge ? 22 : 11) * clip * (pixels > 100_000 ? 1.6 : 1) * Math.Exp(0.12 * Normal());
            TimeSpan? givenUp = random.NextDouble() < 0.03 ? TimeSpan.FromSeconds(60 + 240 * random.NextDouble()) : null;
            planned += work;
            day.Add(new(at, user, guild, isLarge ? "large" : "pocket", clip, pixels, TimeSpan.FromSeconds(work), givenUp));
        }

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    /// <summary>How busy an hour is, 1 at most: a quarter of that at night, half of it on average.</summary>
    public static double Rate(double hour) =>
        0.25 + 0.35 * Math.Exp(-Math.Pow((hour - 12.5) / 3, 2)) + 0.7 * Math.Exp(-Math.Pow((hour - 20) / 3.5, 2));
}
