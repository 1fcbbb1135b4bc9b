namespace ChatVideoBot.Bot.Doctor;

public enum Health
{
    Ok,

    /// <summary>It works, but not as well as it could, or not for ever.</summary>
    Look,
    Broken,
}

/// <summary>What was looked at, how it stands, and what to do.</summary>
public sealed record Finding(string What, Health Health, string Sentence)
{
    public static Finding Ok(string what, string sentence) => new(what, Health.Ok, sentence);

    public static Finding Look(string what, string sentence) => new(what, Health.Look, sentence);

    public static Finding Broken(string what, string sentence) => new(what, Health.Broken, sentence);
}
