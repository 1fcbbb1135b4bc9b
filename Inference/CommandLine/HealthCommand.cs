using ChatVideoBot.Hosting;
using ChatVideoBot.Inference.Worker;
using Microsoft.Extensions.Configuration;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>health [FILE]</c>: whether the worker that writes the file is well, for a container's health check.</summary>
internal static class HealthCommand
{
    public const string Usage = "health [FILE] [--ready]";

    /// <summary>Without a file it is the one that the settings name, which are the worker's own where both run in one container.</summary>
    /// <exception cref="ModelException">It is not; the sentence says why.</exception>
    public static void Run(IEnumerable<string> line)
    {
        var arguments = Arguments.Read(line, [], ["--ready"]);
        var file = arguments.Words.Count > 0 ? arguments.Exactly(1, Usage)[0]
            : Settings()["Worker:HealthFile"] is { Length: > 0 } set ? set : throw new UsageException("health: name the file, or set Worker:HealthFile as the worker has it.");
        var report = HealthReport.Read(file);
        var ready = arguments.Flag("--ready");
        if (report.Complaint(DateTimeOffset.UtcNow, ready, ProcessFile.Lives) is { } complaint)
            throw new ModelException($"{(ready ? "Not ready" : "Unhealthy")}: {complaint}.");
        Console.WriteLine(report.Workers.Count == 0
            ? "Healthy: the model is being loaded."
            : $"Healthy: {string.Join(", ", report.Workers.Select(worker => $"{worker.Name} ({worker.Device}) is {worker.State}"))}.");
    }

    private static IConfigurationRoot Settings() => new ConfigurationBuilder().AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true).AddEnvironmentVariables().Build();
}
