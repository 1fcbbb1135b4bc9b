namespace ChatVideoBot.Bot.People;

/// <summary>What a user set for themselves with /settings, and what the bot remembers of them.</summary>
public sealed record Person
{
    /// <summary>Length of a clip, seconds; 0: the bot's own.</summary>
    public double Seconds { get; init; }

    /// <summary>"W:H"; empty: the model's.</summary>
    public string Aspect { get; init => field = value ?? ""; } = "";

    /// <summary>A style's name; empty for none.</summary>
    public string Style { get; init => field = value ?? ""; } = "";

    /// <summary>Empty: the queue's.</summary>
    public string Model { get; init => field = value ?? ""; } = "";

    /// <summary>Cards and clips are for their eyes only unless they say otherwise.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>A clip mentions them when it is there.</summary>
    public bool Ping { get; init; } = true;

    /// <summary>A clip that cannot be posted where it was asked for may come as a direct message.</summary>
    public bool DirectMessages { get; init; } = true;

    /// <summary>Discord's name of their language, for messages, which do not say it; empty while it is not known.</summary>
    public string Locale { get; init => field = value ?? ""; } = "";

    /// <summary>When they said that the people in their pictures agreed; null for never.</summary>
    public DateTimeOffset? ConsentedAt { get; init; }

    /// <summary>How many clips they were given: hints are for the first few.</summary>
    public int Clips { get; init; }
}
