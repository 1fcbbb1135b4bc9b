// Stands in for Queue's own types until that room is merged; then this file goes.
namespace ChatVideoBot.Queue;

public enum FailureStage { Prompt, Picture, Model, Delivery }

public sealed record ClipRequest
{
    public required string Prompt { get; init; }
    public string Negative { get; init; } = "";
    public double Seconds { get; init; } = 2;
    public string Aspect { get; init; } = "";
    public long Seed { get; init; }
    public string Model { get; init; } = "";
}

public sealed record ClipInfo(int WidthPixels, int HeightPixels, int Frames, double FramesPerSecond, string Model, TimeSpan Took);
