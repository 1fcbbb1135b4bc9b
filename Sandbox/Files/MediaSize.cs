using System.Buffers.Binary;

namespace ChatVideoBot.Sandbox.Files;

/// <summary>
/// Reads width and height from the first bytes of PNG, GIF, JPEG and WebP pictures and from the track header of MP4 videos.
/// </summary>
internal static class MediaSize
{
    /// <summary>Pixels; null when the bytes are none of these or are cut off.</summary>
    public static (int Width, int Height)? Read(ReadOnlySpan<byte> file)
    {
        try
        {
            return file switch
            {
                [0x89, (byte)'P', (byte)'N', (byte)'G', ..] when file.Length >= 24 => Sane(Big(file[16..]), Big(file[20..])),
                [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] when file.Length >= 10 => Sane(Little16(file[6..]), Little16(file[8..])),
                [0xFF, 0xD8, ..] => Jpeg(file),
                [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebP(file),
                [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => Mp4(file, 0),
                _ => null,
            };
        }
        catch (ArgumentOutOfRangeException) // cut off in the middle of a header
        {
            return null;
        }
    }

    private static (int, int)? Sane(long width, long height) =>
        width is > 0 and <= 65535 && height is > 0 and <= 65535 ? ((int)width, (int)height) : null;

    private static (int, int)? Jpeg(ReadOnlySpan<byte> file)
    {
        for (var at = 2; at + 9 < file.Length && file[at] == 0xFF;)
        {
            var marker = file[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) // a start of frame
                return Sane(Big16(file[(at + 7)..]), Big16(file[(at + 5)..]));
            at += marker == 0xFF ? 1 : 2 + Big16(file[(at + 2)..]);
        }
        return null;
    }

    private static (int, int)? WebP(ReadOnlySpan<byte> file) => file[12..16] switch
    {
        [(byte)'V', (byte)'P', (byte)'8', (byte)' '] => Sane(Little16(file[26..]) & 0x3FFF, Little16(file[28..]) & 0x3FFF),
        [(byte)'V', (byte)'P', (byte)'8', (byte)'L'] => Lossless(BinaryPrimitives.ReadUInt32LittleEndian(file[21..])),
        [(byte)'V', (byte)'P', (byte)'8', (byte)'X'] => Sane(1 + Little24(file[24..]), 1 + Little24(file[27..])),
        _ => null,
    };

    private static (int, int)? Lossless(uint bits) => Sane(1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF));

    // Boxes: size, type, content; moov/trak/tkhd ends with width and height in 16.16 fixed point. A sound track's are 0.
    private static (int, int)? Mp4(ReadOnlySpan<byte> boxes, int depth)
    {
        while (boxes.Length >= 8)
        {
            long size = Big(boxes);
            var header = 8;
            if (size == 1 && boxes.Length >= 16)
            {
                size = (long)BinaryPrimitives.ReadUInt64BigEndian(boxes[8..]);
                header = 16;
            }
            if (size == 0)
                size = boxes.Length;
            if (size < header || size > boxes.Length)
                return null;
            var content = boxes[header..(int)size];
            var type = boxes[4..8];
            if (type.SequenceEqual("tkhd"u8))
                return content.Length < 8 ? null : Sane(Big(content[^8..]) >> 16, Big(content[^4..]) >> 16);
            if (depth < 3 && (type.SequenceEqual("moov"u8) || type.SequenceEqual("trak"u8)) && Mp4(content, depth + 1) is { } found)
                return found;
            boxes = boxes[(int)size..];
        }
        return null;
    }

    private static long Big(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt32BigEndian(at);
    private static int Big16(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt16BigEndian(at);
    private static int Little16(ReadOnlySpan<byte> at) => BinaryPrimitives.ReadUInt16LittleEndian(at);
    private static int Little24(ReadOnlySpan<byte> at) => Little16(at) | at[2..3][0] << 16;
}
