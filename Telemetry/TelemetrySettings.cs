namespace ChatVideoBot.Telemetry;

/// <summary>What the environment asks for, by the names that OpenTelemetry gives to all programs.</summary>
internal sealed record TelemetrySettings(bool SendsTraces, bool SendsMetrics, bool IsJsonLog)
{
    /// <param name="variable">Reads one of the environment; null where it is not there.</param>
    public static TelemetrySettings Read(Func<string, string?> variable)
    {
        var isOn = !string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
        return new(Sends("TRACES"), Sends("METRICS"), string.Equals(variable("LOG_FORMAT"), "json", StringComparison.OrdinalIgnoreCase));

        bool Sends(string signal) => isOn && !string.Equals(variable($"OTEL_{signal}_EXPORTER"), "none", StringComparison.OrdinalIgnoreCase)
            && (Has("OTEL_EXPORTER_OTLP_ENDPOINT") || Has($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));

        bool Has(string name) => !string.IsNullOrWhiteSpace(variable(name));
    }
}
