namespace ChatVideoBot.Queue;

/// <summary>The files that a clip is made from, as they were sent; each empty for none.</summary>
public sealed record ClipSources
{
    public static readonly ClipSources None = new();

    /// <summary>The first frame.</summary>
    public ReadOnlyMemory<byte> Picture { get; init; }

    /// <summary>The last frame.</summary>
    public ReadOnlyMemory<byte> EndPicture { get; init; }

    /// <summary>The clip that is extended, remixed, edited, looped or enlarged.</summary>
    public ReadOnlyMemory<byte> Clip { get; init; }

    /// <summary>A picture of the clip's shape: white is made anew, black stays.</summary>
    public ReadOnlyMemory<byte> Mask { get; init; }

    /// <summary>Of all files together.</summary>
    public long Bytes => (long)Picture.Length + EndPicture.Length + Clip.Length + Mask.Length;

    public bool IsEmpty => Picture.IsEmpty && EndPicture.IsEmpty && Clip.IsEmpty && Mask.IsEmpty;
}
