namespace ChatVideoBot.Inference.Video;

/// <summary>
/// The first frame of an animated GIF as a file of its own: ffmpeg reads a GIF to its end to count its frames, and cannot go back in a pipe.
/// </summary>
/// <remarks>GIF89a specification, sections 18 to 27.</remarks>
internal static class GifFrame
{
    private const byte Extension = 0x21, Image = 0x2C, Trailer = 0x3B;

    /// <summary>All up to the end of the first image; the same file where that end is not found.</summary>
    public static ReadOnlyMemory<byte> First(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        if (bytes.Length < 13)
            return file;
        for (var at = 13 + ColourTable(bytes[10]); at < bytes.Length;)
        {
            if (bytes[at] == Extension)
                at = SkipSubBlocks(bytes, at + 2);
            else if (bytes[at] == Image && at + 10 <= bytes.Length)
            {
                var end = SkipSubBlocks(bytes, at + 11 + ColourTable(bytes[at + 9]));
                return end <= bytes.Length ? (byte[])[.. bytes[..end], Trailer] : file;
            }
            else
                break;
        }

        return file;
    }

    private static int ColourTable(byte packed) => (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);

    private static int SkipSubBlocks(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length && file[at] != 0)
            at += file[at] + 1;
        return at + 1;
    }
}
