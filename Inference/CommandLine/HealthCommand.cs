using ChatVideoBot.Inference.Worker;

namespace ChatVideoBot.Inference.CommandLine;

/// <summary><c>health FILE</c>: whether the worker that writes the file is well, for a container's health check.</summary>
internal static class HealthCommand
{
    public const string Usage = "health FILE [--ready]";

    /// <exception cref="ModelException">It is not; the sentence says why.</exception>
    public static void Run(IEnumerable<string> line)
    {
        var arguments = Arguments.Read(line, [], ["--ready"]);
        var file = arguments.Exactly(1, Usage)[0];
        var report = HealthReport.Read(file);
        var ready = arguments.Flag("--ready");
        if (report.Complaint(DateTimeOffset.UtcNow, ready, HealthReport.Lives) is { } complaint)
            throw new ModelException($"{(ready ? "Not ready" : "Unhealthy")}: {complaint}.");
        Console.WriteLine(report.Workers.Count == 0
            ? "Healthy: the model is being loaded."
            : $"Healthy: {string.Join(", ", report.Workers.Select(worker => $"{worker.Name} ({worker.Device}) is {worker.State}"))}.");
    }
}
