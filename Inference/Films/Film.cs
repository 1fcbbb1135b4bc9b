namespace ChatVideoBot.Inference.Films;

/// <summary>A film whose latents are made: what is left is to look at it.</summary>
/// <param name="WidthPixels">Of its frames.</param>
/// <param name="Frames">How many there will be.</param>
/// <param name="Pictures">RGB, one after another; made as they are asked for.</param>
internal sealed record Film(int WidthPixels, int HeightPixels, double FramesPerSecond, int Frames, IAsyncEnumerable<byte[]> Pictures)
{
    /// <summary>Its frames are of a clip that was sent, and keep its size.</summary>
    public bool KeepsSize { get; init; }

    /// <summary>Where windows meet, in order.</summary>
    public IReadOnlyList<Join> Joins { get; init; } = [];

    /// <summary>Its end runs into its beginning.</summary>
    public bool IsLoop { get; init; }
}
