namespace ChatVideoBot.Inference.Films;

/// <summary>How a long film is cut into windows that a model makes one after another, each beginning with the end of the one before.</summary>
/// <param name="Window">Latent frames that the model makes in one go, at least 2.</param>
/// <param name="Overlap">Latent frames that a window shares with the one before it, below <paramref name="Window"/>.</param>
/// <param name="IsFixed">The network takes no other number of frames.</param>
internal sealed record WindowCuts(int Window, int Overlap, bool IsFixed)
{
    public int Overlap { get; } = Math.Clamp(Overlap, 1, Math.Max(1, Window - 1));

    /// <summary>As <see cref="Overlap"/>, backward, where each window but the first also makes its neighbour's first frame anew: it must have one more that is free.</summary>
    public int BackOverlap => Math.Min(Overlap, Math.Max(0, Window - 2));

    /// <summary>The next window of a film of which so many latent frames are there.</summary>
    /// <param name="total">Of the whole film.</param>
    /// <returns>Frames that are shared, and all of the window's; what goes beyond the film is left out.</returns>
    public (int Shared, int Frames) Next(int made, int total)
    {
        var shared = Math.Min(Overlap, made);
        return (shared, IsFixed ? Window : Math.Min(Window, total - made + shared));
    }

    /// <summary>Windows that a film takes.</summary>
    public int Count(int made, int total)
    {
        var windows = 0;
        for (; made < total; windows++)
        {
            var (shared, frames) = Next(made, total);
            made += frames - shared;
        }

        return windows;
    }
}
