using System.Buffers.Binary;

namespace ChatVideoBot.Bot.Pictures;

/// <summary>What the first bytes of a picture say of it; nothing is decoded.</summary>
/// <param name="Format">"PNG", "JPEG", "GIF" or "WebP".</param>
public sealed record PictureHeader(string Format, int WidthPixels, int HeightPixels, bool IsAnimated)
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads the header; null when the bytes are none of the four formats, or end before they say their size.</summary>
    public static PictureHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(PngSignature)) return ReadPng(bytes);
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8)) return ReadGif(bytes);
        if (bytes.Length >= 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF) return ReadJpeg(bytes);
        if (bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8)) return ReadWebP(bytes);
        return null;
    }

    // PNG, W3C Recommendation, section 11.2.1 (IHDR comes first); acTL marks an animation and stands before the first IDAT.
    private static PictureHeader? ReadPng(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 24 || !bytes[12..].StartsWith("IHDR"u8)) return null;
        var width = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
        var height = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue) return null;
        var animated = false;
        for (long at = 8; at + 8 <= bytes.Length;)
        {
            var chunk = bytes[(int)at..];
            var type = chunk.Slice(4, 4);
            if (type.SequenceEqual("acTL"u8)) animated = true;
            if (animated || type.SequenceEqual("IDAT"u8)) break;
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }
        return new("PNG", (int)width, (int)height, animated);
    }

    // GIF89a specification, sections 18 to 26: blocks after the screen descriptor; two image descriptors make an animation.
    private static PictureHeader? ReadGif(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 13) return null;
        int width = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        if (width == 0 || height == 0) return null;
        var at = 13 + ColourTable(bytes[10]);
        var images = 0;
        while (at < bytes.Length && images < 2)
        {
            switch (bytes[at])
            {
                case 0x21: at = SkipSubBlocks(bytes, at + 2); break;
                case 0x2C when at + 10 <= bytes.Length:
                    images++;
                    at = SkipSubBlocks(bytes, at + 11 + ColourTable(bytes[at + 9]));
                    break;
                default: at = bytes.Length; break;
            }
        }
        return new("GIF", width, height, images > 1);

        static int ColourTable(byte packed) => (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);

        static int SkipSubBlocks(ReadOnlySpan<byte> bytes, int at)
        {
            while (at < bytes.Length && bytes[at] != 0) at += bytes[at] + 1;
            return at + 1;
        }
    }

    // ITU-T T.81, annex B: segments until a start of frame (C0 to CF but C4, C8 and CC), which holds height, then width.
    private static PictureHeader? ReadJpeg(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        while (at + 4 <= bytes.Length)
        {
            if (bytes[at] != 0xFF) return null;
            var marker = bytes[at + 1];
            if (marker is 0xFF) { at++; continue; }
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8)) { at += 2; continue; }
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (at + 9 > bytes.Length) return null;
                int height = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]), width = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]);
                return width == 0 || height == 0 ? null : new("JPEG", width, height, false);
            }
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return null;
    }

    // RFC 9649, section 2.5 to 2.7: VP8 (lossy), VP8L (lossless) or VP8X (extended; bit 1 of its flags = animation).
    private static PictureHeader? ReadWebP(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 30) return null;
        var body = bytes[20..];
        return bytes[12..16] switch
        {
            var t when t.SequenceEqual("VP8X"u8) => new("WebP", 1 + UInt24(body[4..]), 1 + UInt24(body[7..]), (body[0] & 2) != 0),
            var t when t.SequenceEqual("VP8L"u8) && BinaryPrimitives.ReadUInt32LittleEndian(body[1..]) is var bits =>
                new("WebP", 1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF), false),
            var t when t.SequenceEqual("VP8 "u8) =>
                new("WebP", BinaryPrimitives.ReadUInt16LittleEndian(body[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(body[8..]) & 0x3FFF, false),
            _ => null,
        };

        static int UInt24(ReadOnlySpan<byte> at) => at[0] | at[1] << 8 | at[2] << 16;
    }
}
