using System.Globalization;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bench.Queues;

/// <summary>Jobs of 50 users in 10 guilds and three bands; their id is their number.</summary>
internal static class Jobs
{
    private static readonly string[] Users = [.. Enumerable.Range(0, 50).Select(n => $"user{n}")];
    private static readonly string[] Guilds = [.. Enumerable.Range(0, 10).Select(n => $"guild{n}")];

    public static readonly ClipInfo Made = new(256, 256, 17, 8, "pocket", TimeSpan.FromSeconds(1));

    public static JobDraft Draft(int n) => new(
        new JobId(n.ToString(CultureInfo.InvariantCulture)), Users[n % Users.Length], Guilds[n % Guilds.Length],
        new() { Prompt = "a red ball bouncing in the desert", Seed = n }, "{}")
    {
        Band = (Band)(1 + n % 3),
    };

    public static int Number(JobId id) => int.Parse(id.Value, CultureInfo.InvariantCulture);
}
