using System.Diagnostics;
using System.Globalization;
using ChatVideoBot.Inference.Tests.Clips;

namespace ChatVideoBot.Inference.Tests.Worker;

/// <summary>The worker's program on a test's queue, with temporary files of its own; whatever still runs in the end is killed.</summary>
internal sealed class WorkerProcess(RedisServer server, WorkPlace place) : IDisposable
{
    private readonly List<Process> _started = [];

    public string TemporaryFolder { get; } = Directory.CreateTempSubdirectory("chatvideobot-test-").FullName;

    /// <param name="model">A model folder; null = the shipped one.</param>
    /// <param name="settings">Further ones, as the command line takes them.</param>
    public Process Start(string? model = null, params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ChatVideoBot.Inference.dll"),
            $"--Inference:ModelFolder={model ?? Pocket.Folder}", "--Inference:Steps=8", $"--Queue:Name={place.Rules.Name}",
            .. new[] { ("Lease", place.Rules.Lease), ("RenewEvery", place.Rules.RenewEvery), ("ReapEvery", place.Rules.ReapEvery), ("RetryAfter", place.Rules.RetryAfter) }
                .Select(rule => string.Create(CultureInfo.InvariantCulture, $"--Queue:{rule.Item1}={rule.Item2:c}")),
            "--Worker:ReportEvery=00:00:00.05", "--Logging:LogLevel:Default=Warning", .. settings]);
        start.Environment["TMPDIR"] = TemporaryFolder;
        start.Environment["XDG_CACHE_HOME"] = TemporaryFolder;
        start.Environment["REDIS_URL"] = server.Redis.Url.ToString();
        _started.Add(Process.Start(start)!);
        return _started[^1];
    }

    public void Dispose()
    {
        foreach (var process in _started)
        {
            process.Kill(); // without effect on one that has ended
            process.WaitForExit();
            process.Dispose();
        }

        Directory.Delete(TemporaryFolder, recursive: true);
    }
}
