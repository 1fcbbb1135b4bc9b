using System.Diagnostics;

namespace ChatVideoBot.Inference.Tests.Video;

/// <summary>A file system of three megabytes, where this machine lets us mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    public SmallDisk(string within)
    {
        Folder = Directory.CreateDirectory(Path.Combine(within, "small")).FullName;
        IsThere = Run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", Folder);
    }

    public string Folder { get; }

    public bool IsThere { get; }

    public void Dispose()
    {
        Run("umount", Folder);
        Directory.Delete(Folder);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
