using ChatVideoBot.Bot.Doctor;
using ChatVideoBot.Inference;
using ChatVideoBot.Inference.Worker;

namespace ChatVideoBot.Bot.Tests.Deploy;

/// <summary>Which names of the environment mean something to our programs.</summary>
internal static class KnownSettings
{
    private static readonly HashSet<string> Others =
    [
        "PATH", "HOME", "DISCORD_TOKEN", "REDIS_URL", "POD_NAME", "CHATVIDEOBOT_GPU", "TMPDIR", "XDG_CACHE_HOME",
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES",
        "DOTNET_EnableDiagnostics", "DOTNET_NOLOGO", "NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES",
        "REDIS_SECRETS", "REDIS_RUNTIME", "REDIS_QUEUE", // docker/redis
    ];

    private static readonly string[] Keys =
        [.. SettingsBook.Sections.Concat([("Inference", typeof(InferenceOptions)), ("Worker", typeof(WorkerOptions))]).SelectMany(one => SettingsBook.Of(one.Item1, one.Item2)).Select(one => one.Key)];

    public static bool Has(string variable)
    {
        var name = variable.EndsWith("_FILE", StringComparison.Ordinal) ? variable[..^"_FILE".Length] : variable;
        var key = name.Replace("__", ":", StringComparison.Ordinal);
        return Others.Contains(name) || Keys.Any(known => key == known || key.StartsWith(known + ":", StringComparison.Ordinal)); // with a list's number behind it
    }
}
