namespace ChatVideoBot.Queue;

/// <summary>The time from now until a clip is made.</summary>
/// <param name="Typical">From what like clips took and the workers alive now.</param>
/// <param name="Low">Nine estimates in ten took longer than this.</param>
/// <param name="High">Nine estimates in ten took less.</param>
public sealed record Eta(TimeSpan Typical, TimeSpan Low, TimeSpan High);
