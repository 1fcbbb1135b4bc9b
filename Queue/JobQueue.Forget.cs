using System.Security.Cryptography;

namespace ChatVideoBot.Queue;

// How everything of a user goes. Each step may be repeated: whoever finds one that began goes on with it.
public sealed partial class JobQueue
{
    /// <summary>Takes down that a user is to be forgotten; again for the same one says what stands.</summary>
    public Task<Forgetting> BeginForgettingAsync(string user, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        return _scripts.BeginForgettingAsync(user, "forgotten-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), cancel);
    }

    /// <summary>All that began and have not ended.</summary>
    public Task<IReadOnlyList<Forgetting>> ReadForgettingsAsync(CancellationToken cancel) => _scripts.ForgettingsAsync(cancel);

    /// <summary>
    /// Cancels what is open, drops the user's jobs with all their bytes, and then their turns, GPU time, limits, and their name in the audit. A job at
    /// a worker, or one whose end is still to be told, goes when that is over: call it again until nothing is left.
    /// </summary>
    /// <param name="clips">Further jobs of the user's, which the queue may have forgotten while it still keeps their clips.</param>
    /// <param name="hurry">Ends that could not be told so far are dropped untold.</param>
    public Task<Forgotten> ForgetAsync(Forgetting whom, IReadOnlyCollection<JobId> clips, bool hurry, CancellationToken cancel) =>
        _scripts.ForgetAsync(whom, clips, hurry, cancel);

    /// <summary>Nothing is left anywhere: the forgetting itself is forgotten.</summary>
    public Task EndForgettingAsync(Forgetting whom, CancellationToken cancel) => _scripts.EndForgettingAsync(whom, cancel);
}
