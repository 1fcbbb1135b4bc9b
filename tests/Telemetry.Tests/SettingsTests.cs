using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ChatVideoBot.Telemetry.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void Nothing_listens_until_an_endpoint_is_named()
    {
        var services = new ServiceCollection().AddTelemetry("bot", Read());

        Assert.Empty(services);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1", true, true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=", false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:1", true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://127.0.0.1:1", false, true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1 OTEL_TRACES_EXPORTER=none", false, true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1 OTEL_SDK_DISABLED=true", false, false)]
    public void The_standard_variables_say_what_is_sent(string environment, bool traces, bool metrics)
    {
        var services = new ServiceCollection().AddTelemetry("bot", Read(environment.Split(' ')));
        using var provider = services.BuildServiceProvider();

        Assert.Equal((traces, metrics), (provider.GetService<TracerProvider>() is not null, provider.GetService<MeterProvider>() is not null));
    }

    [Fact]
    public void The_log_is_JSON_with_job_and_trace_where_it_is_asked_for()
    {
        using var provider = new ServiceCollection().AddLogging().AddTelemetry("worker", Read("LOG_FORMAT=json")).BuildServiceProvider();
        var formatter = provider.GetServices<ConsoleFormatter>().Single(one => one.Name == ConsoleFormatterNames.Json);
        var scopes = new LoggerExternalScopeProvider();
        using var text = new StringWriter();

        using (scopes.Push(new[] { new KeyValuePair<string, object?>("Job", "123") }))
            formatter.Write(new LogEntryOf("claimed").Entry, scopes, text);

        var line = JsonNode.Parse(text.ToString())!;
        Assert.Equal("claimed", line["Message"]!.GetValue<string>());
        Assert.Equal("123", line["Scopes"]![0]!["Job"]!.GetValue<string>());
        Assert.Equal(ConsoleFormatterNames.Json, provider.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
        Assert.True(provider.GetRequiredService<IOptions<LoggerFactoryOptions>>().Value.ActivityTrackingOptions.HasFlag(ActivityTrackingOptions.TraceId));
    }

    private static TelemetrySettings Read(params string[] environment)
    {
        var variables = environment.Select(one => one.Split('=', 2)).ToDictionary(one => one[0], one => one[1]);
        return TelemetrySettings.Read(name => variables.GetValueOrDefault(name));
    }

    private readonly record struct LogEntryOf(string Words)
    {
        public Microsoft.Extensions.Logging.Abstractions.LogEntry<string> Entry => new(LogLevel.Information, "Test", default, Words, null, (words, _) => words);
    }
}
