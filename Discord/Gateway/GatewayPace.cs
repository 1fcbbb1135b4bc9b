using System.ComponentModel.DataAnnotations;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>The waits of a connection: "Discord:Gateway" of the settings. The defaults are what Discord asks for.</summary>
public sealed class GatewayPace
{
    /// <summary>The wait before the first try to connect again; it doubles with each.</summary>
    public TimeSpan BackoffFrom { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest wait between tries: short, because people wait. New sessions wait longer when the day's budget of them runs low.
    /// </summary>
    public TimeSpan BackoffTo { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a session must live, resumes included, before the back-off of new sessions begins anew.</summary>
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a session must stand to be resumed at once when its connection ends.</summary>
    public TimeSpan ResumeAtOnceAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The least and longest wait before an identify that follows "invalid session".</summary>
    public TimeSpan InvalidSessionFrom { get; set; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="InvalidSessionFrom"/>
    public TimeSpan InvalidSessionTo { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The least time between two identifies of a bucket: Discord's 5 s, and a little because two on their way may come closer together.
    /// </summary>
    public TimeSpan IdentifyEvery { get; set; } = TimeSpan.FromSeconds(5.5);

    /// <summary>How long connecting, the hello, and the answer to an identify or resume may take, each.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many tries to resume may fail before a new session is begun.</summary>
    public int ResumeTries { get; set; } = 3;

    /// <summary>Whether Discord sends everything as one zlib stream: a fifth of the bytes, for less time than reading them takes.</summary>
    public bool Compress { get; set; } = true;

    /// <summary>0 to 1: the part of a wait that chance decides.</summary>
    internal Func<double> Jitter { get; set; } = Random.Shared.NextDouble;

    internal IEnumerable<ValidationResult> Validate()
    {
        if (BackoffFrom <= TimeSpan.Zero || BackoffTo < BackoffFrom)
            yield return new($"Discord:Gateway:BackoffFrom ({BackoffFrom}) must be above 0 and at most BackoffTo ({BackoffTo}).");
        if (InvalidSessionFrom < TimeSpan.Zero || InvalidSessionTo < InvalidSessionFrom)
            yield return new($"Discord:Gateway:InvalidSessionFrom ({InvalidSessionFrom}) must be at least 0 "
                + $"and at most InvalidSessionTo ({InvalidSessionTo}).");
        if (StableAfter < TimeSpan.Zero || ResumeAtOnceAfter < TimeSpan.Zero || IdentifyEvery < TimeSpan.Zero || Patience <= TimeSpan.Zero || ResumeTries < 0)
            yield return new("Discord:Gateway:StableAfter, ResumeAtOnceAfter, IdentifyEvery, Patience and ResumeTries must not be negative, and Patience not 0.");
    }
}
