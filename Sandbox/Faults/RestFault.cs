namespace ChatVideoBot.Sandbox.Faults;

/// <summary>Where a connection breaks.</summary>
internal enum Cut
{
    None,

    /// <summary>Before the request is carried out.</summary>
    Request,

    /// <summary>After it was carried out, before the first byte of the answer.</summary>
    Answer,

    /// <summary>In the middle of the answer's body.</summary>
    Body,
}

/// <summary>What happens to the next requests.</summary>
/// <param name="Status">The HTTP status they get; null for their own answer.</param>
internal sealed record RestFault(int? Status)
{
    /// <summary>For 429: user, global or shared.</summary>
    public string Scope { get; init; } = "user";

    /// <summary>For 429.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the body is a proxy's HTML page instead of JSON.</summary>
    public bool Html { get; init; }

    /// <summary>Discord's error code and message; null for the status' own.</summary>
    public int? Code { get; init; }
    public string? Message { get; init; }

    /// <summary>Only requests whose path contains this; null for all.</summary>
    public string? Route { get; init; }

    /// <summary>Only requests with this method; null for all.</summary>
    public string? Method { get; init; }

    /// <summary>Only requests of this bot: by its token, or by the webhook's address; null for all.</summary>
    public ulong? Bot { get; init; }

    /// <summary>Whether the request is carried out first and only its answer is lost.</summary>
    public bool AfterHandling { get; init; }

    /// <summary>How long the answer is held back after the request was carried out.</summary>
    public TimeSpan Delay { get; init; }
    public Cut Cut { get; init; }
    public int Left { get; set; } = 1;

    /// <summary>Whether the request is not carried out at all.</summary>
    public bool Instead => Cut == Cut.Request || (Status is not null && !AfterHandling);
}
