namespace ChatVideoBot.Queue;

/// <summary>What was made, told by the worker.</summary>
/// <param name="Took">The time the worker spent on it; feeds the estimates of later jobs.</param>
public sealed record ClipInfo(int WidthPixels, int HeightPixels, int Frames, double FramesPerSecond, string Model, TimeSpan Took)
{
    /// <summary>What the look at its frames said; null when nobody looked.</summary>
    public ClipVerdict? Verdict { get; init; }

    /// <summary>What was made otherwise than asked, one sentence each; empty from a worker of an older version.</summary>
    public IReadOnlyList<string> Notes { get; init => field = value is { Count: > 0 } ? value : []; } = []; // none equals none: records compare lists by reference
}
