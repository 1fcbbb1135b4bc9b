namespace ChatVideoBot.Tests.Chaos;

/// <summary>One job as the queue's stream of events tells it, in the server's order, and what is wrong with the tale.</summary>
/// <remarks>
/// Between two starts of a job there must be a word that ended the first one: that is how two live leases at once would show. A job ends
/// once, and nothing happens to it afterwards.
/// </remarks>
public sealed class JobStory(string id)
{
    private readonly List<string> _complaints = [];
    private readonly List<string> _told = [];
    private string _stands = ""; // "", waiting, work, made, ended

    public string Id => id;

    /// <summary>done, failed, cancelled or expired; null while it is open.</summary>
    public string? End { get; private set; }

    /// <summary>A worker has it.</summary>
    public bool IsAtWork => _stands == "work";

    /// <summary>How often a worker got it.</summary>
    public int Starts { get; private set; }

    /// <summary>How often it came back from a worker.</summary>
    public int Returns { get; private set; }

    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>What happened, without the progress.</summary>
    public string Tale => string.Join(" ", _told);

    /// <summary>Hears the next event of this job.</summary>
    public void Hear(string kind)
    {
        var next = (_stands, kind) switch
        {
            ("", "queued") => "waiting",
            ("waiting", "started") => "work",
            ("work", "progress" or "preview") => "work",
            ("work", "requeued") => "waiting",
            ("work", "made") => "made",
            ("made", "done") => "ended",
            ("work" or "made", "failed") => "ended",
            ("waiting" or "work", "cancelled") => "ended",
            ("waiting", "expired") => "ended",
            _ => null,
        };
        if (kind is not ("progress" or "preview")) _told.Add(kind);
        if (next is null) _complaints.Add($"{id}: '{kind}' where it stood at '{_stands}', after: {Tale}");
        if (kind == "started") Starts++;
        if (kind == "requeued") Returns++;
        if (kind is "done" or "failed" or "cancelled" or "expired")
        {
            if (End is not null) _complaints.Add($"{id}: ended twice, {End} and {kind}");
            End = kind;
        }
        _stands = next ?? _stands;
    }
}
