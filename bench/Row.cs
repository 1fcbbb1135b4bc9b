using System.Text.Json;

namespace ChatVideoBot.Bench;

/// <summary>One line of JSON for machines to read.</summary>
internal static class Row
{
    public static void Write(object row) => Console.WriteLine(JsonSerializer.Serialize(row));

    /// <summary>The value below which a share of the sorted samples lies (nearest rank).</summary>
    public static double Quantile(IReadOnlyList<double> sorted, double share) =>
        sorted[Math.Clamp((int)Math.Ceiling(sorted.Count * share) - 1, 0, sorted.Count - 1)];
}
