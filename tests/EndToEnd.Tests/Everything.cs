using System.Collections.Concurrent;
using System.Diagnostics;
using ChatVideoBot.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(Everything))]

namespace ChatVideoBot.EndToEnd.Tests;

/// <summary>What ./run starts once it has built: the sandbox's program with its private Redis, worker, bot and page, as a process of its own.</summary>
public sealed class Everything : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(180), StopTimeout = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("chatvideobot-e2e-");
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    /// <summary>What else its owner set, as environment variables.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    public Uri Page { get; private set; } = new("about:blank");

    /// <summary>Where screenshots go: artifacts/ in the repository, which git ignores.</summary>
    public static string Artifacts { get; } = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "screenshots")).FullName;

    public async ValueTask InitializeAsync()
    {
        var ready = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = Start("Sandbox", ["--port", "0", "--data", _data.FullName], Settings, line =>
        {
            _output.Enqueue(line);
            if (line.Split(' ').FirstOrDefault(word => word.StartsWith("http://127.0.0.1:", StringComparison.Ordinal)) is { } address) ready.TrySetResult(new(address));
        });
        _ = _process.WaitForExitAsync().ContinueWith(_ => ready.TrySetException(new InvalidOperationException($"It ended before it was ready:\n{Output}")), TaskScheduler.Default);
        Page = await ready.Task.WaitAsync(StartTimeout);
    }

    public string Output => string.Join('\n', _output);

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            await StopAsync(process);
            Assert.True(process.ExitCode is 0 or 130 or 143, $"It ended with {process.ExitCode}:\n{Output}");
            process.Dispose();
        }
        _data.Delete(recursive: true);
    }

    /// <summary>Starts one of our programs as it was built beside these tests.</summary>
    internal static Process Start(string program, string[] arguments, Dictionary<string, string> settings, Action<string>? line = null)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name; // bin/CONFIGURATION/net10.0
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Repository.Root, program, "bin", configuration, "net10.0", $"ChatVideoBot.{program}.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.Environment.Remove("DISCORD_TOKEN");
        start.Environment.Remove("REDIS_URL");
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => { if (e.Data is { } text) line?.Invoke(text); };
        process.ErrorDataReceived += (_, e) => { if (e.Data is { } text) line?.Invoke(text); };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Asks it to end as Ctrl-C does, and waits.</summary>
    internal static async Task StopAsync(Process process)
    {
        if (process.HasExited) return;
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(StopTimeout);
        await process.WaitForExitAsync(patience.Token);
    }
}
