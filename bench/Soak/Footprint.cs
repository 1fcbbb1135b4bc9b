using System.Diagnostics;
using System.Globalization;

namespace ChatVideoBot.Bench.Soak;

/// <summary>What the process holds while nothing happens.</summary>
/// <param name="Sockets">Both ends of those to itself.</param>
/// <param name="Timers">Of the runtime, waiting.</param>
/// <param name="ManagedMib">After a full collection.</param>
internal sealed record Footprint(int Sockets, long Timers, int Threads, double ManagedMib, double RssMib)
{
    /// <summary>When it has been quiet for a while: connections that are kept for the next request are let go of after some time.</summary>
    public static async Task<Footprint> TakeAsync(SoakTown town, CancellationToken cancel)
    {
        for (var i = 0; i < 5; i++) // warm, as it will be
        {
            town.Book.Begin(await town.People[0].UseAsync("general", "queue", new Dictionary<string, object>(), cancel), "/queue", DateTimeOffset.UtcNow, isOrder: false);
            await Task.Delay(500, cancel);
        }

        await Task.Delay(TimeSpan.FromSeconds(75), cancel);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var sockets = Directory.EnumerateFiles("/proc/self/fd").Count(IsSocket);
        return new(sockets, Timer.ActiveCount, process.Threads.Count, GC.GetTotalMemory(true) / 1048576.0, process.WorkingSet64 / 1048576.0);
    }

    private static bool IsSocket(string file)
    {
        try
        {
            return File.ResolveLinkTarget(file, false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (FileNotFoundException)
        {
            return false; // closed meanwhile
        }
    }

    public IEnumerable<string> LeaksSince(Footprint before)
    {
        if (Sockets > before.Sockets + 4)
            yield return $"{Sockets} sockets, {before.Sockets} before.";
        if (Timers > before.Timers + 16)
            yield return $"{Timers} timers, {before.Timers} before.";
        if (Threads > before.Threads + 16)
            yield return $"{Threads} threads, {before.Threads} before.";
        if (ManagedMib > 2 * before.ManagedMib + 128) // the sandbox keeps what was said, and files, in this process
            yield return string.Create(CultureInfo.InvariantCulture, $"{ManagedMib:0} MiB managed, {before.ManagedMib:0} before.");
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Sockets} sockets, {Timers} timers, {Threads} threads, {ManagedMib:0} MiB managed, {RssMib:0} MiB");
}
