using ChatVideoBot.Inference.Provenance;

namespace ChatVideoBot.Inference.Video;

/// <summary>What is put into a finished MP4 about where it comes from.</summary>
internal sealed class ClipStamp(ClipFormat format)
{
    private readonly byte[] _xmp = Xmp.Box(format);

    /// <summary>What it adds to a file.</summary>
    public int MostBytes => _xmp.Length;

    /// <summary>The file with it: XMP at its end, where it moves nothing.</summary>
    public byte[] Put(byte[] mp4) => [.. mp4, .. _xmp];
}
