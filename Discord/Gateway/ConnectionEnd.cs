namespace ChatVideoBot.Discord.Gateway;

/// <summary>How a connection ended.</summary>
/// <param name="Next">What to do.</param>
/// <param name="Why">A sentence for the log, or for the owner when it is Stop.</param>
internal sealed record ConnectionEnd(NextStep Next, string Why)
{
    /// <summary>The code the server closed with; null when it did not.</summary>
    public int? Code { get; init; }

    /// <summary>The session as it stands; null when there is none to resume.</summary>
    public GatewaySession? Session { get; init; }

    /// <summary>How long the session stood on this connection; null when it never did.</summary>
    public TimeSpan? Stood { get; init; }

    /// <summary>Discord called the session invalid: it wants a pause before the next identify.</summary>
    public bool IsInvalidSession { get; init; }
}
