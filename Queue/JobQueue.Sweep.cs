namespace ChatVideoBot.Queue;

// What the reaper does.
public sealed partial class JobQueue
{
    /// <summary>Moves what is overdue: see reap.lua.</summary>
    /// <param name="pause">Nothing is done when another process has swept less than this ago.</param>
    /// <returns>How many jobs were moved; -1 when another process has just swept.</returns>
    internal Task<int> ReapAsync(TimeSpan pause, CancellationToken cancel) => _scripts.ReapAsync(pause, cancel);

    /// <summary>Forgets what was kept long enough; returns how many jobs.</summary>
    internal Task<int> TrimAsync(CancellationToken cancel) => _scripts.TrimAsync(cancel);

    /// <summary>Puts jobs right that stand nowhere; returns how many.</summary>
    internal Task<int> MendAsync(CancellationToken cancel) => _scripts.MendAsync(cancel);
}
