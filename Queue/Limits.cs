using System.Globalization;

namespace ChatVideoBot.Queue;

/// <summary>Whom a limit is for.</summary>
public readonly record struct LimitSubject(string Kind, string Id)
{
    public static LimitSubject User(string id) => new("user", id);

    /// <summary>A role belongs to one guild: what is said of it counts there.</summary>
    public static LimitSubject Role(string id) => new("role", id);

    /// <summary>One user in one guild.</summary>
    public static LimitSubject Member(string guild, string user) => new("member", $"{guild}:{user}");

    /// <summary>Each member of a guild for whom neither an own nor a role's limit is set.</summary>
    public static LimitSubject Members(string guild) => new("members", guild);

    public static LimitSubject Guild(string id) => new("guild", id);

    /// <summary>Each user for whom no own limit is set.</summary>
    public static LimitSubject Everyone => new("everyone", "");

    /// <summary>Each guild for which no own limit is set.</summary>
    public static LimitSubject EveryGuild => new("everyguild", "");

    public override string ToString() => Id.Length == 0 ? Kind : $"{Kind}:{Id}";

    internal static LimitSubject Parse(string text) => text.Split(':', 2) is [var kind, var id] ? new(kind, id) : new(text, "");
}

/// <summary>
/// What somebody may have; null says nothing. Two sides say something of a user: the guild (the member's own word, else the most generous of the
/// roles', else that for its members) and the owner (the user's own word, else everyone's). What the guild says of jobs and GPU time counts those in
/// that guild alone; what the owner says counts all of the user's and holds besides; the options hold where neither says anything. Of weight
/// and band the guild's word counts, else the owner's.
/// </summary>
public sealed record Limits
{
    /// <summary>Jobs that wait; 0 bars the user or the guild.</summary>
    public int? Waiting { get; init; }

    /// <summary>Jobs at workers; further ones wait while others are served.</summary>
    public int? Running { get; init; }

    /// <summary>GPU time of a day (UTC).</summary>
    public TimeSpan? GpuADay { get; init; }

    /// <summary>A user's share beside others of the guild: 2 is served twice as much. Above 0; not for guilds.</summary>
    public double? Weight { get; init; }

    /// <summary>The band of the user's jobs; not for guilds.</summary>
    public Band? Band { get; init; }

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <exception cref="ArgumentOutOfRangeException">A limit is negative, or a weight not above 0.</exception>
    internal string ToText()
    {
        if (Waiting < 0 || Running < 0 || GpuADay < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(Waiting), "A limit is 0 or more.");
        if (Weight is { } weight && !(weight is >= 0.01 and <= 1000))
            throw new ArgumentOutOfRangeException(nameof(Weight), $"A weight is 0.01 to 1000; this is {weight.ToString(Plain)}.");
        return string.Join(' ',
            Waiting?.ToString(Plain) ?? "-", Running?.ToString(Plain) ?? "-",
            GpuADay is { } day ? ((long)day.TotalMilliseconds).ToString(Plain) : "-", Weight?.ToString("R", Plain) ?? "-",
            Band is { } band ? ((int)band + 2).ToString(Plain) : "-"); // 1 is the front, which only a promotion gives
    }

    internal static Limits Parse(string text)
    {
        var parts = text.Split(' ');
        double? Part(int i) => i < parts.Length && double.TryParse(parts[i], NumberStyles.Float, Plain, out var number) ? number : null;
        return new Limits
        {
            Waiting = (int?)Part(0),
            Running = (int?)Part(1),
            GpuADay = Part(2) is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
            Weight = Part(3),
            Band = Part(4) is >= 2 and <= 5 and var band ? (Band)((int)band - 2) : null,
        };
    }
}
