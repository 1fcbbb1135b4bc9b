using System.Diagnostics;

namespace ChatVideoBot.Hosting;

/// <summary>A file in which a running process says how it is.</summary>
public static class ProcessFile
{
    /// <summary>Writes it whole or not at all. What cannot be written is left: the file grows old, which says so.</summary>
    public static void Write(string file, ReadOnlySpan<byte> content)
    {
        try
        {
            var beside = $"{file}.{Environment.ProcessId}";
            File.WriteAllBytes(beside, content);
            File.Move(beside, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk or no such folder.
        }
    }

    /// <summary>The process ends in good order: it leaves no file.</summary>
    public static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its process is gone soon, which is looked for.
        }
    }

    /// <summary>Whether there is such a process.</summary>
    public static bool Lives(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
