using System.ComponentModel;
using System.Diagnostics;

namespace ChatVideoBot.Bot.Doctor;

/// <summary>Runs other programs and hears what they say.</summary>
internal static class Programs
{
    private const int NoSuchFile = 2;
    private const int TrialSide = 64, TrialFrames = 4;

    /// <param name="input">Written to its standard input; null for nothing.</param>
    public static async Task<Answer> AskAsync(string program, string[] arguments, TimeSpan patience, CancellationToken cancel, byte[]? input = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                var (said, complained) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
                await WriteAsync(process, input ?? [], limit.Token);
                await process.WaitForExitAsync(limit.Token);
                return process.ExitCode == 0 ? Answer.Of(await said) : Answer.Failed($"it ended with {process.ExitCode}{LastLine(await complained)}");
            }
            finally
            {
                if (!process.HasExited) process.Kill(entireProcessTree: true);
            }
        }
        catch (Win32Exception e)
        {
            return e.NativeErrorCode == NoSuchFile ? Answer.None : Answer.Failed(Reason(e.Message));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Answer.Failed($"it did not end within {patience.TotalSeconds:0} s");
        }
    }

    /// <summary>Makes a clip of four frames as a worker does, and reads it again.</summary>
    /// <returns>Why that does not go; null when it does.</returns>
    public static async Task<string?> TryClipAsync(string ffmpeg, TimeSpan patience, CancellationToken cancel)
    {
        string folder;
        try
        {
            folder = Directory.CreateTempSubdirectory("chatvideobot-doctor-").FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // the check of the disk tells
        }
        try
        {
            var clip = Path.Combine(folder, "trial.mp4");
            var made = await AskAsync(
                ffmpeg, ["-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{TrialSide}x{TrialSide}", "-r", "8", "-i", "pipe:0", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-y", clip],
                patience, cancel, new byte[TrialSide * TrialSide * 3 * TrialFrames]);
            if (made.Problem is not null) return made.Problem;
            if (!File.Exists(clip) || new FileInfo(clip).Length == 0) return "it wrote no file";
            return (await AskAsync(ffmpeg, ["-v", "error", "-i", clip, "-f", "null", "-"], patience, cancel)).Problem;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WriteAsync(Process process, byte[] input, CancellationToken cancel)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancel);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not listen: its exit code tells.
        }
    }

    private static string LastLine(string said) => said.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [.., var last] ? $": {(last.Length <= 200 ? last : last[..200] + "…")}" : "";

    /// <summary>"An error occurred trying to start process 'x' with working directory 'y'. Permission denied": the end of it.</summary>
    private static string Reason(string message) => message[(message.LastIndexOf(". ", StringComparison.Ordinal) is var at and >= 0 ? at + 2 : 0)..];
}
