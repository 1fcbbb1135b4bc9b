namespace ChatVideoBot.Inference.Video;

/// <summary>The first frame of an animated GIF as a file of its own, so that no more is decoded or even read.</summary>
/// <remarks>GIF89a specification, sections 18 to 27.</remarks>
internal static class GifFrame
{
    private const byte Extension = 0x21, Image = 0x2C, Trailer = 0x3B;

    /// <summary>All up to the end of the first image; null where that is not wholly there.</summary>
    public static ReadOnlyMemory<byte>? First(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        if (bytes.Length < 13)
            return null;
        for (var at = 13 + ColourTable(bytes[10]); at < bytes.Length;)
        {
            if (bytes[at] == Extension)
                at = SkipSubBlocks(bytes, at + 2);
            else if (bytes[at] == Image && at + 10 <= bytes.Length)
            {
                var end = SkipSubBlocks(bytes, at + 11 + ColourTable(bytes[at + 9]));
                return end <= bytes.Length ? (ReadOnlyMemory<byte>?)(byte[])[.. bytes[..end], Trailer] : null;
            }
            else
                break;
        }

        return null;
    }

    private static int ColourTable(byte packed) => (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);

    private static int SkipSubBlocks(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length && file[at] != 0)
            at += file[at] + 1;
        return at + 1;
    }
}
