namespace ChatVideoBot.Discord.Rest;

/// <summary>Something to ask of Discord.</summary>
internal sealed record RestRequest(Route Route)
{
    public RequestBody? Body { get; init; }

    /// <summary>Doing it twice is as good as once. Without it, a request whose answer was lost is not sent again.</summary>
    public bool Repeatable { get; init; } = Route.Method != HttpMethod.Post;

    /// <summary>
    /// How long after a try that may have arrived another may follow: Discord forgets a nonce within minutes. Null for any time.
    /// </summary>
    public TimeSpan? RepeatableFor { get; init; }

    /// <summary>How long it may wait for rate limits in all; null for what the options say.</summary>
    public TimeSpan? Patience { get; init; }
}
