using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ChatVideoBot.Inference.Video;

/// <summary>One ffmpeg as a child process with pipes. Disposing ends it if it still runs: none is left behind.</summary>
internal sealed class Ffmpeg : IAsyncDisposable
{
    private const int KeptErrorCharacters = 4000;

    /// <summary>Begins the program under a limit of address space ($0, KiB; its own processor time, $1, seconds); a shell that knows no such limit goes on.</summary>
    private const string WithLimits = "ulimit -v \"$0\" 2>/dev/null; ulimit -t \"$1\" 2>/dev/null; ulimit -c 0 2>/dev/null; shift; exec \"$@\"";

    /// <summary>The processor time that reading one file may take. What hangs without computing is ended by its caller.</summary>
    private const int MostProcessorSeconds = 900;

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

    /// <summary>The ffprobe that belongs to an ffmpeg: "/opt/ffmpeg-7/ffmpeg" has "/opt/ffmpeg-7/ffprobe" beside it.</summary>
    public static string ProbeOf(string program)
    {
        var name = Path.GetFileName(program);
        return program[..^name.Length] + name.Replace("ffmpeg", "ffprobe", StringComparison.Ordinal);
    }

    /// <exception cref="ModelException">The program is not installed.</exception>
    public static Ffmpeg Start(string program, IEnumerable<string> arguments) =>
        Start(new ProcessStartInfo(program), program, ["-hide_banner", "-nostats", "-loglevel", "error", .. arguments]);

    /// <summary>For a file that somebody else made: what a decoder takes of memory and time has an end.</summary>
    /// <param name="program">ffmpeg or ffprobe.</param>
    /// <exception cref="ModelException">The program is not installed.</exception>
    public static Ffmpeg StartLimited(string program, int mebibytes, IEnumerable<string> arguments)
    {
        string[] all = ["-hide_banner", "-loglevel", "error", .. arguments];
        if (OperatingSystem.IsWindows())
            return Start(new ProcessStartInfo(program), program, all);
        EnsureInstalled(program); // else the shell would say so, in words of its own
        var start = new ProcessStartInfo("/bin/sh");
        start.Environment["MALLOC_ARENA_MAX"] = "2"; // or each thread reserves addresses that it never uses
        return Start(start, program, ["-c", WithLimits, $"{mebibytes * 1024L}", $"{MostProcessorSeconds}", program, .. all]);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Null when all went well, else the last line of what it said.</returns>
    public async Task<string?> WaitAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        var errors = (await _errors.WaitAsync(cancel)).Trim();
        if (_process.ExitCode == 0)
            return null;
        var line = errors.Split('\n').Select(said => said.Trim()).LastOrDefault(said => said is not ("" or "Conversion failed!")) ?? "";
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

    private static Ffmpeg Start(ProcessStartInfo start, string program, string[] arguments)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        (start.UseShellExecute, start.CreateNoWindow) = (false, true);
        Array.ForEach(arguments, start.ArgumentList.Add);
        try
        {
            return new Ffmpeg(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw Missing(program, e);
        }
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
