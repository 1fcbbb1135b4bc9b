using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ChatVideoBot.Inference.Video;

/// <summary>A word in a file's name that tells whose it is, so that what a killed process left can be known: "4026531836.4242.9001234.".</summary>
/// <remarks>The namespace of process ids, the id, and when the process began: ids are used again, and containers may share a folder.</remarks>
internal static class ProcessMark
{
    private static string Space { get; } =
        OperatingSystem.IsLinux() ? new string([.. (new FileInfo("/proc/self/ns/pid").LinkTarget ?? "").Where(char.IsAsciiDigit)]) : "";

    public static string Own { get; } = $"{Space}.{Environment.ProcessId}.{StartOf(Environment.ProcessId)}.";

    /// <summary>Whether its process is gone for certain; a name without a mark, or of another namespace, is not.</summary>
    /// <param name="name">Begins with a mark.</param>
    public static bool IsOfDead(string name) => name.Split('.') is [var space, var id, var start, _] && space == Space && start.Length > 0
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && StartOf(process) is var now && now != "?" && now != start;

    /// <summary>Empty when there is no such process, "?" when it cannot be known.</summary>
    private static string StartOf(int process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var stat = File.ReadAllText($"/proc/{process}/stat"); // proc(5): the 22nd field, in ticks since the system began
                return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
            }

            using var other = Process.GetProcessById(process);
            return other.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            return "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or Win32Exception)
        {
            return OperatingSystem.IsLinux() && !Directory.Exists($"/proc/{process}") ? "" : "?"; // it may end while it is read
        }
    }
}
