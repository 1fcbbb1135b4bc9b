using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Delivery;

/// <summary>The program that looks into clips and writes smaller ones, where this machine has it. Clips go through files in a folder of their own.</summary>
internal sealed class Ffmpeg(IOptions<BotOptions> options)
{
    /// <summary>
    /// Begins it under a limit of address space ($0, KiB; a file that somebody made may want all there is) and of processor time ($1, seconds); a shell
    /// that knows no such limit goes on.
    /// </summary>
    private const string WithLimits = "ulimit -v \"$0\" 2>/dev/null; ulimit -t \"$1\" 2>/dev/null; ulimit -c 0 2>/dev/null; shift; exec \"$@\"";

    private static readonly string[] Quietly = ["-hide_banner", "-nostats", "-nostdin", "-loglevel", "error", "-protocol_whitelist", "file", "-f", "mov"]; // what comes in is an MP4, whatever it says

    /// <summary>Runs it over one clip.</summary>
    /// <param name="arguments">From the input's file and the output's, what stands between them and before.</param>
    /// <param name="extension">Of what it writes, such as ".png".</param>
    /// <param name="most">Gives up after so long.</param>
    /// <returns>What it wrote; or what went wrong.</returns>
    public async Task<(byte[]? Result, string Problem)> RunAsync(
        ReadOnlyMemory<byte> mp4, Func<string, string, string[]> arguments, string extension, TimeSpan most, CancellationToken cancel)
    {
        if (most <= TimeSpan.Zero) return (null, "no time is left");
        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("chatvideobot-ffmpeg-");
            var (from, to) = (Path.Combine(folder.FullName, "from.mp4"), Path.Combine(folder.FullName, "to" + extension));
            await File.WriteAllBytesAsync(from, mp4, cancel);
            if (await RunAsync([.. Quietly, .. arguments(from, to)], most, cancel) is { } problem) return (null, problem);
            var result = File.Exists(to) ? await File.ReadAllBytesAsync(to, cancel) : [];
            return result.Length > 0 ? (result, "") : (null, "ffmpeg wrote nothing");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return (null, e.Message);
        }
        finally
        {
            Remove(folder);
        }
    }

    /// <summary>What went wrong, or null.</summary>
    private async Task<string?> RunAsync(string[] arguments, TimeSpan most, CancellationToken cancel)
    {
        using var ffmpeg = Process.Start(Limited(arguments, most))!;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(most);
        try
        {
            var said = await ffmpeg.StandardError.ReadToEndAsync(late.Token);
            await ffmpeg.WaitForExitAsync(late.Token);
            return ffmpeg.ExitCode == 0 ? null : $"ffmpeg: {said.Trim().Split('\n')[^1]}";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"ffmpeg needed more than {most.TotalSeconds:0.#} s");
        }
        finally
        {
            if (!ffmpeg.HasExited)
            {
                ffmpeg.Kill();
                await ffmpeg.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private ProcessStartInfo Limited(string[] arguments, TimeSpan most)
    {
        var program = options.Value.Ffmpeg;
        if (OperatingSystem.IsWindows()) return new(program, arguments) { RedirectStandardError = true };
        var seconds = ((long)Math.Ceiling(most.TotalSeconds) * Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("/bin/sh", ["-c", WithLimits, (options.Value.FfmpegMiB * 1024L).ToString(CultureInfo.InvariantCulture), seconds, program, .. arguments])
        {
            RedirectStandardError = true,
        };
        start.Environment["MALLOC_ARENA_MAX"] = "2"; // or each thread reserves addresses that it never uses
        return start;
    }

    private static void Remove(DirectoryInfo? folder)
    {
        try
        {
            folder?.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It lies among the temporary files, which are cleaned up anyway.
        }
    }
}
