using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ChatVideoBot.Bench;

/// <summary>What goes to standard output, for machines to read; notes for people go to standard error.</summary>
internal static class Row
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line of JSON.</summary>
    public static void Write(object row) => Console.WriteLine(JsonSerializer.Serialize(row, Readable));

    /// <summary>Who, TAB, jobs in flight, TAB, metric, TAB, value.</summary>
    public static void Write(string who, int inFlight, string metric, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{who}\t{inFlight}\t{metric}\t{value:0.####}"));

    public static void Note(FormattableString note) => Console.Error.WriteLine(note.ToString(CultureInfo.InvariantCulture));

    /// <summary>The value below which a share of the sorted samples lies (nearest rank); NaN of none.</summary>
    public static double Quantile(IReadOnlyList<double> sorted, double share) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(sorted.Count * share) - 1, 0, sorted.Count - 1)];

    public static double Median(IEnumerable<double> samples)
    {
        var sorted = samples.Order().ToList();
        return (Quantile(sorted, 0.5) + Quantile(sorted, 0.5 + 1e-9)) / 2; // of an even number the mean of the middle two
    }
}
