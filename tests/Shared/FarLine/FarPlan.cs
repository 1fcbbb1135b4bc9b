namespace ChatVideoBot.Tests.FarLine;

/// <summary>Jobs for workers at the end of a bad line.</summary>
/// <param name="Lease">As Queue:Lease; it is renewed three times as often.</param>
/// <param name="Latency">From one end to the other.</param>
/// <param name="Loss">The share of packets that come only when they are sent again.</param>
/// <param name="Cuts">How long the line is silent, again and again, a while apart.</param>
/// <param name="Apart">Between two cuts.</param>
/// <param name="ClipBytes">Of each clip.</param>
public sealed record FarPlan(int Jobs, int Workers, TimeSpan Lease, TimeSpan Latency, double Loss, IReadOnlyList<TimeSpan> Cuts, TimeSpan Apart, int ClipBytes)
{
    /// <summary>Of each clip's work; a preview comes with each, a window with every fifth.</summary>
    public int Steps { get; init; } = 10;

    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(100);

    public int PreviewBytes { get; init; } = 30_000;

    public int WindowBytes { get; init; } = 100_000;

    /// <summary>After it everything is given up.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(8);
}

/// <summary>What became of them.</summary>
/// <param name="Ends">How often the end of each was told.</param>
/// <param name="Wrong">Clips that came otherwise than they were made.</param>
/// <param name="Runs">Claims in all: more than jobs where a lease was lost.</param>
/// <param name="Crashes">Leases that ran out.</param>
/// <param name="Stale">What came too late and was refused.</param>
/// <param name="Previews">That were seen to change.</param>
/// <param name="Longest">From a clip's last step to its end told here, seconds, at the worst and in the middle.</param>
public sealed record FarReport(
    IReadOnlyDictionary<string, int> Ends, IReadOnlyList<string> Wrong, int Runs, int Crashes, int Stale, int Previews, long LostPackets, long Connections, double Longest, double Median,
    TimeSpan Took);
