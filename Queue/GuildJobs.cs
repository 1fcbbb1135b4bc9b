namespace ChatVideoBot.Queue;

/// <summary>A part of a guild's open jobs.</summary>
/// <param name="Running">How many of them there are in all, at workers.</param>
/// <param name="Waiting">As <paramref name="Running"/>, in line or for another try.</param>
/// <param name="Held">As <paramref name="Running"/>, for a moderator.</param>
public sealed record GuildJobs(int Running, int Waiting, int Held, IReadOnlyList<Job> Jobs);

/// <summary>A part of what waits for a moderator of a guild.</summary>
/// <param name="Count">How many there are in all.</param>
public sealed record HeldJobs(int Count, IReadOnlyList<Job> Jobs);

/// <summary>What became of a made clip that was to wait for a moderator.</summary>
public enum ClipHold
{
    Held,

    /// <summary>The delivery's lease is another's by now.</summary>
    Lost,

    /// <summary>
    /// The clip is larger than <see cref="QueueOptions.MostKeptBytes"/>, or is not there any more. The delivery is still the caller's to end.
    /// </summary>
    NoRoom,
}
