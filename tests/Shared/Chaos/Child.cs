using System.Diagnostics;

namespace ChatVideoBot.Tests.Chaos;

/// <summary>One of our programs as it was built beside the tests, as a process that is killed and started anew.</summary>
internal sealed class Child : IDisposable
{
    private const int Remembered = 25;

    private readonly Func<ProcessStartInfo> _how;
    private readonly Action<string> _line;
    private readonly Queue<string> _lastWords = new();
    private readonly StreamWriter _log;
    private readonly Lock _lock = new();
    private Process? _process;
    private bool _isOver;
    private TimeSpan _before, _now;

    /// <param name="program">The project's folder: Bot, Inference, Sandbox or bench.</param>
    /// <param name="line">Hears each line of output.</param>
    /// <param name="isMeek">It leaves the processor to others when they want it, as a worker does whose work a GPU does.</param>
    public Child(
        string name, string program, string[] arguments, IReadOnlyDictionary<string, string> settings, string logFolder, Action<string>? line = null, bool isMeek = false)
    {
        Name = name;
        _line = line ?? (_ => { });
        _log = new StreamWriter(Path.Combine(logFolder, $"{name}.log")) { AutoFlush = true };
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name; // bin/CONFIGURATION/net10.0
        var file = Path.Combine(Repository.Root, program, "bin", configuration, "net10.0", $"ChatVideoBot.{char.ToUpperInvariant(program[0])}{program[1..]}.dll");
        if (!File.Exists(file)) throw new InvalidOperationException($"{file} is not there: build the solution first.");
        _how = () =>
        {
            string[] command = [.. isMeek ? ["nice", "-n", "19"] : Array.Empty<string>(), "dotnet", file, .. arguments];
            var start = new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Repository.Root,
            };
            start.Environment.Remove("DISCORD_TOKEN");
            start.Environment.Remove("REDIS_URL");
            foreach (var (setting, value) in settings) start.Environment[setting] = value;
            return start;
        };
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    public string Name { get; }

    /// <summary>How often it was killed while it ran.</summary>
    public int Kills { get; private set; }

    /// <summary>Of a worker: the clips that it said it made, in all its lives.</summary>
    public int Made { get; private set; }

    /// <summary>It ended although nobody killed it: how often.</summary>
    public int Ends { get; private set; }

    public bool IsRunning => _process is { HasExited: false };

    public IReadOnlyList<string> LastWords { get { lock (_lock) return [.. _lastWords]; } }

    public void Start()
    {
        lock (_lock)
        {
            if (_isOver) return;
            (_before, _now) = (_before + _now, default);
            _process?.Dispose();
            _process = new Process { StartInfo = _how() };
            _process.OutputDataReceived += Hear;
            _process.ErrorDataReceived += Hear;
            _process.Start();
            Note($"---- process {_process.Id}, {DateTime.Now:HH:mm:ss.fff}");
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }
    }

    /// <summary>Of all its lives, as of the last <see cref="LookAtProcessor"/>.</summary>
    public TimeSpan ProcessorTime => _before + _now;

    public double ResidentMiB { get; private set; }

    /// <summary>Notes what it has used until now; what it uses between the last look and its end is not counted.</summary>
    public void LookAtProcessor()
    {
        lock (_lock)
        {
            if (_process is not { HasExited: false } process) return;
            process.Refresh();
            try
            {
                (_now, ResidentMiB) = (process.TotalProcessorTime, process.WorkingSet64 / 1048576.0);
            }
            catch (InvalidOperationException)
            {
                // It ended just now.
            }
        }
    }

    /// <summary>SIGTERM, and waits for its end: what it still has to do, it does.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        if (_process is not { HasExited: false } process) return;
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync(cancel);
        await process.WaitForExitAsync(cancel);
        lock (_lock) Note($"---- stopped, {process.ExitCode}");
    }

    /// <summary>SIGKILL, by the id that was started, and waits for its end.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        if (process.HasExited)
        {
            Ends++;
            lock (_lock) Note($"---- it had ended by itself with {process.ExitCode}");
            return;
        }
        process.Kill();
        await process.WaitForExitAsync();
        Kills++;
        lock (_lock) Note("---- killed");
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        lock (_lock) _isOver = true;
        if (_process is { } process)
        {
            if (!process.HasExited) process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
        _log.Dispose();
    }

    private void KillAtExit(object? sender, EventArgs e)
    {
        if (IsRunning) _process!.Kill();
    }

    private void Hear(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is not { } text) return;
        lock (_lock)
        {
            Note(text);
            if (text.Contains(": Made.", StringComparison.Ordinal)) Made++;
        }
        _line(text);
    }

    private void Note(string text)
    {
        _lastWords.Enqueue(text);
        if (_lastWords.Count > Remembered) _lastWords.Dequeue();
        if (!_isOver) _log.WriteLine(text);
    }
}
