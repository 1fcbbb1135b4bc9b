namespace ChatVideoBot.Inference.Films;

/// <summary>A film whose latents are made: what is left is to look at it.</summary>
/// <param name="WidthPixels">Of its frames.</param>
/// <param name="FramesPerSecond">That it is shown with.</param>
/// <param name="Frames">How many there will be.</param>
/// <param name="Pictures">RGB, one after another; made as they are asked for.</param>
internal sealed record Film(int WidthPixels, int HeightPixels, double FramesPerSecond, int Frames, IAsyncEnumerable<byte[]> Pictures)
{
    /// <summary>Its frames are of a clip that was sent, and keep its size.</summary>
    public bool KeepsSize { get; init; }

    /// <summary>Seconds of its frames for one that is shown: above 1 things happen faster than they were made.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Frames that are shown of it at its rate.</summary>
    public int ShownFrames { get => field > 0 ? field : Math.Max(1, (int)Math.Round(Frames / Speed)); init; }

    /// <summary>Where windows meet, in order.</summary>
    public IReadOnlyList<Join> Joins { get; init; } = [];

    /// <summary>Its end runs into its beginning.</summary>
    public bool IsLoop { get; init; }
}
