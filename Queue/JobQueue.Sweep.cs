using ChatVideoBot.Queue.Redis;

namespace ChatVideoBot.Queue;

// What the reaper does.
public sealed partial class JobQueue
{
    /// <summary>Whether our user may touch all that a sweep does. A worker's may not, and a script that is refused midway leaves half of its work.</summary>
    internal async Task<bool> MayReapAsync(CancellationToken cancel)
    {
        try
        {
            await _redis.CallAsync(["EXISTS", _keys.Audit], cancel);
            return true;
        }
        catch (RedisRefusedException e) when (e.Code == "NOPERM")
        {
            return false;
        }
    }

    /// <summary>Moves what is overdue: see reap.lua.</summary>
    /// <param name="pause">Nothing is done when another process has swept less than this ago.</param>
    /// <returns>How many jobs were moved; -1 when another process has just swept.</returns>
    internal Task<int> ReapAsync(TimeSpan pause, CancellationToken cancel) => _scripts.ReapAsync(pause, cancel);

    /// <summary>Forgets what was kept long enough; returns how many jobs.</summary>
    internal Task<int> TrimAsync(CancellationToken cancel) => _scripts.TrimAsync(cancel);

    /// <summary>Has Redis write its append-only file anew where somebody was forgotten since; false when there was no need.</summary>
    internal Task<bool> RewriteAsync(CancellationToken cancel) => _scripts.RewriteAsync(cancel);

    /// <summary>Puts jobs right that stand nowhere; returns how many.</summary>
    internal Task<int> MendAsync(CancellationToken cancel) => _scripts.MendAsync(cancel);
}
