using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ChatVideoBot.Telemetry;

/// <summary>Traces, metrics and structured logs of a program, where its environment asks for them.</summary>
public static class TelemetryRegistration
{
    /// <summary>
    /// Sends traces and metrics to the OpenTelemetry collector that OTEL_EXPORTER_OTLP_ENDPOINT names; without it nothing listens and nothing
    /// costs. LOG_FORMAT=json makes each line of the log a JSON object with job and trace.
    /// </summary>
    /// <param name="program">bot or worker: the service's name is chatvideobot-bot, unless OTEL_SERVICE_NAME says otherwise.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, string program) =>
        services.AddTelemetry(program, TelemetrySettings.Read(Environment.GetEnvironmentVariable));

    internal static IServiceCollection AddTelemetry(this IServiceCollection services, string program, TelemetrySettings settings)
    {
        if (settings.IsJsonLog)
            services.AddLogging(JsonLog);
        if (!settings.SendsTraces && !settings.SendsMetrics)
            return services;
        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => Describe(resource, program));
        if (settings.SendsTraces)
            telemetry.WithTracing(tracing => tracing.AddSource(Sources.Names).AddOtlpExporter());
        if (settings.SendsMetrics)
            telemetry.WithMetrics(metrics => metrics.AddMeter(Sources.Names).AddMeter("System.Runtime").AddOtlpExporter());
        return services;
    }

    private static void JsonLog(ILoggingBuilder logging)
    {
        logging.AddJsonConsole(console =>
        {
            console.IncludeScopes = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
    }

    /// <summary>OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are read after this, and win.</summary>
    private static void Describe(ResourceBuilder resource, string program) => resource.Clear()
        .AddService(
            $"chatvideobot-{program}", serviceNamespace: "chatvideobot",
            serviceVersion: Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddTelemetrySdk().AddEnvironmentVariableDetector();
}
