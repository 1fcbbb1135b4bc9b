namespace ChatVideoBot.Queue;

/// <summary>What was made, told by the worker.</summary>
/// <param name="Took">The time the worker spent on it; feeds the estimates of later jobs.</param>
public sealed record ClipInfo(int WidthPixels, int HeightPixels, int Frames, double FramesPerSecond, string Model, TimeSpan Took);
