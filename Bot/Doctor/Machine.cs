namespace ChatVideoBot.Bot.Doctor;

/// <summary>What this machine has left.</summary>
internal static class Machine
{
    /// <summary>Bytes that a new program may take: of the container's limit, where there is one.</summary>
    public static long AvailableMemory()
    {
        var info = GC.GetGCMemoryInfo(GCKind.Any);
        var limit = info.TotalAvailableMemoryBytes > 0 ? info.TotalAvailableMemoryBytes : long.MaxValue;
        return Math.Min(limit, Available() ?? limit);

        static long? Available()
        {
            try
            {
                // Linux counts what it would give up of its caches. proc(5), /proc/meminfo.
                return File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)) is { } line
                    && long.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], out var kib) ? kib << 10 : null;
            }
            catch (IOException)
            {
                return null; // another system
            }
        }
    }

    /// <summary>Of the disk that the folder, or the nearest one above it that is there, lies on.</summary>
    public static (long Total, long Free) Space(string folder)
    {
        var drive = new DriveInfo(Existing(folder));
        return (drive.TotalSize, drive.AvailableFreeSpace);
    }

    /// <summary>Why nothing can be written there; null when it can. A folder that is not there yet counts by the one it would be made in.</summary>
    public static string? WriteProblem(string folder)
    {
        try
        {
            var there = Existing(folder);
            if (File.Exists(folder)) return "it is a file";
            if (folder == Path.GetTempPath() && !Directory.Exists(folder)) return "it is not there"; // nobody makes that one
            var file = Path.Combine(there, $".doctor-{Guid.NewGuid():N}");
            using (new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) { }
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e is UnauthorizedAccessException ? "access is denied" : e.Message;
        }
    }

    private static string Existing(string folder)
    {
        var there = new DirectoryInfo(folder);
        while (!there.Exists && there.Parent is { } parent) there = parent;
        return there.FullName;
    }
}
