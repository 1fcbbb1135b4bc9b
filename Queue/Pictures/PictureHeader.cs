using System.Buffers.Binary;

namespace ChatVideoBot.Queue.Pictures;

/// <summary>The formats of pictures that a job may bring.</summary>
public enum PictureFormat { Png, Jpeg, WebP, Gif, Bmp }

/// <summary>What a picture's file says of itself, read without decoding it.</summary>
/// <param name="WidthPixels">As stored, before <paramref name="Orientation"/>; above 0.</param>
/// <param name="Orientation">EXIF's: 1 = upright, 2..8 = mirrored and turned.</param>
public sealed record PictureHeader(
    PictureFormat Format, int WidthPixels, int HeightPixels, int Orientation = 1, bool IsAnimated = false)
{
    /// <summary>Width divided by height as it is to be looked at.</summary>
    public double Aspect => Orientation >= 5 ? (double)HeightPixels / WidthPixels : (double)WidthPixels / HeightPixels;

    /// <summary>Reads the header of a picture's file.</summary>
    /// <returns>Null when it is in none of the formats or ends within its header.</returns>
    public static PictureHeader? Read(ReadOnlySpan<byte> file)
    {
        try
        {
            var header = file switch
            {
                [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, ..] => Png(file),
                [0xFF, 0xD8, 0xFF, ..] => Jpeg(file),
                [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => Gif(file),
                [(byte)'B', (byte)'M', ..] => Bmp(file),
                [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebP(file),
                _ => null,
            };
            return header is { WidthPixels: > 0, HeightPixels: > 0 } ? header : null;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null; // cut within the header
        }
    }

    // PNG, W3C Recommendation, section 11: IHDR comes first; acTL (an animation) and eXIf before the first IDAT.
    private static PictureHeader? Png(ReadOnlySpan<byte> file)
    {
        if (!file[12..16].SequenceEqual("IHDR"u8))
            return null;
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]));
        var (orientation, animated) = (1, false);
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            var kind = file.Slice(at + 4, 4);
            if (length < 0 || length > file.Length - at - 12 || kind.SequenceEqual("IDAT"u8))
                break;
            animated |= kind.SequenceEqual("acTL"u8);
            if (kind.SequenceEqual("eXIf"u8))
                orientation = Exif.Orientation(file.Slice(at + 8, length));
            at += length + 12;
        }

        return new PictureHeader(PictureFormat.Png, width, height, orientation, animated);
    }

    // ITU-T T.81, annex B: segments until a frame header (C0 to CF but C4, C8 and CC), which holds height, then width.
    private static PictureHeader? Jpeg(ReadOnlySpan<byte> file)
    {
        var orientation = 1;
        for (var at = 2; at + 4 <= file.Length;)
        {
            if (file[at] != 0xFF)
                return null;
            var marker = file[at + 1];
            if (marker is 0xFF or 0x01 or (>= 0xD0 and <= 0xD8)) // fill bytes, and markers without a length
            {
                at += marker == 0xFF ? 1 : 2;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                var frame = file[(at + 5)..];
                return new PictureHeader(
                    PictureFormat.Jpeg, BinaryPrimitives.ReadUInt16BigEndian(frame[2..]), BinaryPrimitives.ReadUInt16BigEndian(frame), orientation);
            }

            if (marker is 0xD9 or 0xDA || length < 2)
                return null;
            var segment = file.Slice(at + 4, length - 2);
            if (marker == 0xE1 && segment.StartsWith("Exif\0\0"u8) && orientation == 1)
                orientation = Exif.Orientation(segment[6..]);
            at += 2 + length;
        }

        return null;
    }

    // GIF89a specification, sections 18 to 26: blocks after the screen descriptor; two image descriptors make an animation.
    private static PictureHeader Gif(ReadOnlySpan<byte> file)
    {
        var images = 0;
        for (var at = 13 + ColourTable(file[10]); at < file.Length && images < 2;)
        {
            switch (file[at])
            {
                case 0x21: // an extension
                    at = SkipSubBlocks(file, at + 2);
                    break;
                case 0x2C when at + 10 <= file.Length:
                    images++;
                    at = SkipSubBlocks(file, at + 11 + ColourTable(file[at + 9]));
                    break;
                default:
                    at = file.Length;
                    break;
            }
        }

        return new PictureHeader(
            PictureFormat.Gif, BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]),
            IsAnimated: images > 1);

        static int ColourTable(byte packed) => (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);

        static int SkipSubBlocks(ReadOnlySpan<byte> file, int at)
        {
            while (at < file.Length && file[at] != 0)
                at += file[at] + 1;
            return at + 1;
        }
    }

    private static PictureHeader Bmp(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadInt32LittleEndian(file[14..]) == 12
        ? new(PictureFormat.Bmp, BinaryPrimitives.ReadUInt16LittleEndian(file[18..]), BinaryPrimitives.ReadUInt16LittleEndian(file[20..]))
        : new(PictureFormat.Bmp, BinaryPrimitives.ReadInt32LittleEndian(file[18..]),
            (int)Math.Min(int.MaxValue, Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(file[22..])))); // negative: from the top

    // RFC 9649, sections 2.5 to 2.7: VP8 (lossy), VP8L (lossless) or VP8X (extended; bit 1 of its flags = animation).
    private static PictureHeader WebP(ReadOnlySpan<byte> file)
    {
        var (width, height, orientation, animated) = (0, 0, 1, false);
        foreach (var (kind, from, length) in WebPChunks.List(file))
        {
            var chunk = file.Slice(from, length);
            switch (kind)
            {
                case "VP8X":
                    (width, height, animated) = (1 + UInt24(chunk[4..]), 1 + UInt24(chunk[7..]), (chunk[0] & 2) != 0);
                    break;
                case "VP8 " when width == 0:
                    (width, height) = (BinaryPrimitives.ReadUInt16LittleEndian(chunk[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(chunk[8..]) & 0x3FFF);
                    break;
                case "VP8L" when width == 0:
                    var bits = BinaryPrimitives.ReadUInt32LittleEndian(chunk[1..]);
                    (width, height) = (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
                    break;
                case "EXIF":
                    orientation = Exif.Orientation(chunk.StartsWith("Exif\0\0"u8) ? chunk[6..] : chunk);
                    break;
            }
        }

        return new PictureHeader(PictureFormat.WebP, width, height, orientation, animated);

        static int UInt24(ReadOnlySpan<byte> at) => at[0] | at[1] << 8 | at[2] << 16;
    }
}
