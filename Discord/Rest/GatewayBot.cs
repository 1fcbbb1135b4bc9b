namespace ChatVideoBot.Discord.Rest;

/// <summary>Where to connect, and how often we still may.</summary>
public sealed record GatewayBot
{
    public string Url { get; init => field = value ?? ""; } = "";

    /// <summary>How many shards Discord recommends.</summary>
    public int Shards { get; init; }
    public SessionStartLimit? SessionStartLimit { get; init; }
}

/// <summary>The budget of identifies. Going over it ends all sessions and resets the bot's token.</summary>
public sealed record SessionStartLimit
{
    public int Total { get; init; }
    public int Remaining { get; init; }

    /// <summary>Milliseconds.</summary>
    public long ResetAfter { get; init; }
    public int MaxConcurrency { get; init; }
}
