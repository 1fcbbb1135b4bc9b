namespace ChatVideoBot.Sandbox.Faults;

/// <summary>An answer that the next requests get instead of their own.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Scope">For 429: user, global or shared.</param>
/// <param name="RetryAfter">For 429.</param>
/// <param name="Html">Whether the body is a proxy's HTML page instead of JSON.</param>
/// <param name="Route">Only requests whose path contains this; null for all.</param>
/// <param name="Method">Only requests with this method; null for all.</param>
/// <param name="AfterHandling">Whether the request is carried out first and only its answer is lost.</param>
internal sealed record RestFault(int Status, string Scope, TimeSpan RetryAfter, bool Html, string? Route, string? Method, bool AfterHandling)
{
    public int Left { get; set; } = 1;
}

/// <summary>The faults that are switched on. Called under the house's lock.</summary>
internal sealed class FaultBox
{
    private readonly List<RestFault> _rest = [];
    private int _duplicates;

    /// <summary>Heartbeats are taken but not acknowledged.</summary>
    public bool StopAcks { get; set; }

    /// <summary>Every event carries a field that no client knows.</summary>
    public bool UnknownFields { get; set; }

    public void Add(RestFault fault) => _rest.Add(fault);

    public void Duplicate(int events) => _duplicates = events;

    public bool TakeDuplicate() => _duplicates > 0 && _duplicates-- > 0;

    public RestFault? Take(string method, string path)
    {
        var fault = _rest.Find(f => (f.Method is null || f.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            && (f.Route is null || path.Contains(f.Route, StringComparison.Ordinal)));
        if (fault is not null && --fault.Left <= 0)
            _rest.Remove(fault);
        return fault;
    }

    public void Clear()
    {
        _rest.Clear();
        _duplicates = 0;
        StopAcks = UnknownFields = false;
    }
}
