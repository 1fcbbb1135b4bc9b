using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ChatVideoBot.Inference.Video;

/// <summary>One ffmpeg as a child process with pipes. Disposing ends it if it still runs: none is left behind.</summary>
internal sealed class Ffmpeg : IAsyncDisposable
{
    private const int KeptErrorCharacters = 4000;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private Ffmpeg(Process process)
    {
        _process = process;
        _errors = ReadErrorsAsync(process.StandardError);
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Looks for the program without starting it.</summary>
    /// <exception cref="ModelException">It is not installed.</exception>
    public static void EnsureInstalled(string program)
    {
        var folders = program.Contains('/') ? [""] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe"] : [""];
        if (!folders.Any(f => endings.Any(e => File.Exists(Path.Combine(f, program + e)))))
            throw Missing(program);
    }

    /// <exception cref="ModelException">The program is not installed.</exception>
    public static Ffmpeg Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in (string[])["-hide_banner", "-nostats", "-loglevel", "error", .. arguments])
            start.ArgumentList.Add(argument);
        try
        {
            return new Ffmpeg(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw Missing(program, e);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Null when all went well, else the last line of what it said.</returns>
    public async Task<string?> WaitAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        var errors = (await _errors.WaitAsync(cancel)).Trim();
        if (_process.ExitCode == 0)
            return null;
        var line = errors.Split('\n')[^1].Trim();
        return line.Length > 0 ? line : $"exit code {_process.ExitCode}";
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
                _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended in between.
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static ModelException Missing(string program, Exception? inner = null) =>
        new($"The program \"{program}\" cannot be started: install the package ffmpeg, or name the file in Inference:Ffmpeg.", inner!);

    /// <summary>Reads to the end, so that ffmpeg never waits for a full pipe; keeps the last of it.</summary>
    private static async Task<string> ReadErrorsAsync(StreamReader reader)
    {
        var kept = new StringBuilder();
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer) is > 0 and var read)
        {
            kept.Append(buffer, 0, read);
            if (kept.Length > KeptErrorCharacters)
                kept.Remove(0, kept.Length - KeptErrorCharacters);
        }

        return kept.ToString();
    }
}
