using System.Globalization;

namespace ChatVideoBot.Inference.Graphs;

/// <summary>How much memory this machine or container can still give.</summary>
public static class FreeMemory
{
    /// <summary>In bytes: the least of what the system has available and what the control group still allows.</summary>
    public static long Read() => Read("/proc/meminfo", "/sys/fs/cgroup");

    internal static long Read(string memoryInfo, string controlGroup)
    {
        var system = File.Exists(memoryInfo)
            ? Line(File.ReadLines(memoryInfo), "MemAvailable:") * 1024
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var most = Number(Path.Combine(controlGroup, "memory.max")); // "max" where there is no limit
        var used = Number(Path.Combine(controlGroup, "memory.current")) - Forgettable(Path.Combine(controlGroup, "memory.stat"));
        return most is { } limit && used is { } current ? Math.Min(system, Math.Max(0, limit - current)) : system;
    }

    private static long Line(IEnumerable<string> lines, string key) => lines
        .Where(l => l.StartsWith(key, StringComparison.Ordinal))
        .Select(l => long.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
        .FirstOrDefault(long.MaxValue / 1024);

    /// <summary>Files that were read and are kept only because nobody wants the room: a model's weights, after a copy of them.</summary>
    private static long Forgettable(string statistics)
    {
        var line = File.Exists(statistics) ? File.ReadLines(statistics).FirstOrDefault(l => l.StartsWith("inactive_file ", StringComparison.Ordinal)) : null;
        return line is not null && long.TryParse(line.AsSpan(14), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;
    }

    private static long? Number(string file) =>
        File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.None | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var n) ? n : null;
}
