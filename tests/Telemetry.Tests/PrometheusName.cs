using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Telemetry.Tests;

/// <summary>What the OpenTelemetry collector's Prometheus exporter calls an instrument, with add_metric_suffixes.</summary>
/// <remarks>opentelemetry.io, "Prometheus and OpenMetrics Compatibility", "Metric Metadata".</remarks>
internal static partial class PrometheusName
{
    public static IEnumerable<string> Of(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        var isCounter = type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal);
        var isHistogram = type.StartsWith("Histogram", StringComparison.Ordinal);
        var name = NoLetter().Replace(instrument.Name, "_");
        var unit = UnitOf(instrument.Unit ?? "", isGauge: !isCounter && !isHistogram);
        if (unit.Length > 0 && !name.EndsWith("_" + unit, StringComparison.Ordinal)) name += "_" + unit;
        if (isCounter) name += "_total";
        return isHistogram ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"] : [name];
    }

    private static string UnitOf(string unit, bool isGauge) => Braces().Replace(unit, "") switch
    {
        "s" => "seconds",
        "By" => "bytes",
        "1" => isGauge ? "ratio" : "",
        "/s" => "per_second",
        "" => "",
        var other => throw new ArgumentException($"No test knows how the unit {other} is written."),
    };

    [GeneratedRegex("[^a-zA-Z0-9_]")]
    private static partial Regex NoLetter();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();
}
