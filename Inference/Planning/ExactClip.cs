namespace ChatVideoBot.Inference.Planning;

/// <summary>What somebody at the command line may fix beyond a request; null = as the request, the settings and the model say.</summary>
public sealed record ExactClip
{
    /// <summary>Width and height, with each other.</summary>
    public (int WidthPixels, int HeightPixels)? Size { get; init; }

    public int? Frames { get; init; }

    public int? Steps { get; init; }

    public double? Guidance { get; init; }
}
