using System.Buffers.Binary;

namespace ChatVideoBot.Inference.Video;

/// <summary>What a picture's file says of itself, read without decoding it.</summary>
/// <param name="Demuxer">ffmpeg's demuxer for this format alone: nothing is guessed from a user's bytes.</param>
/// <param name="WidthPixels">As stored, before <paramref name="Orientation"/>.</param>
/// <param name="Orientation">EXIF's: 1 = upright, 2..8 = mirrored and turned.</param>
public sealed record PictureHeader(string Demuxer, int WidthPixels, int HeightPixels, int Orientation)
{
    /// <summary>Width divided by height as it is to be looked at.</summary>
    public double Aspect => Orientation >= 5 ? (double)HeightPixels / WidthPixels : (double)WidthPixels / HeightPixels;

    /// <summary>Reads the header of a PNG, JPEG, WebP, GIF or BMP file.</summary>
    /// <returns>Null when it is none of these or ends within its header.</returns>
    public static PictureHeader? Read(ReadOnlySpan<byte> file)
    {
        try
        {
            var header = file switch
            {
                [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, ..] => Png(file),
                [0xFF, 0xD8, 0xFF, ..] => Jpeg(file),
                [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => new PictureHeader(
                    "gif", BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]), 1),
                [(byte)'B', (byte)'M', ..] => Bmp(file),
                [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebP(file),
                _ => null,
            };
            return header is { WidthPixels: > 0, HeightPixels: > 0 } ? header : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null; // cut within the header
        }
    }

    private static PictureHeader? Png(ReadOnlySpan<byte> file)
    {
        if (!file[12..16].SequenceEqual("IHDR"u8))
            return null;
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(file[16..]), BinaryPrimitives.ReadInt32BigEndian(file[20..]));
        var orientation = 1;
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            if (length < 0 || length > file.Length - at - 12 || file[(at + 4)..(at + 8)].SequenceEqual("IDAT"u8))
                break;
            if (file[(at + 4)..(at + 8)].SequenceEqual("eXIf"u8))
                orientation = Exif.Orientation(file.Slice(at + 8, length));
            at += length + 12;
        }

        return new PictureHeader("png_pipe", width, height, orientation);
    }

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
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) // a frame header; the rest are tables
            {
                var frame = file[(at + 5)..];
                return new PictureHeader(
                    "jpeg_pipe", BinaryPrimitives.ReadUInt16BigEndian(frame[2..]), BinaryPrimitives.ReadUInt16BigEndian(frame), orientation);
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

    private static PictureHeader Bmp(ReadOnlySpan<byte> file) => BinaryPrimitives.ReadInt32LittleEndian(file[14..]) == 12
        ? new("bmp_pipe", BinaryPrimitives.ReadUInt16LittleEndian(file[18..]), BinaryPrimitives.ReadUInt16LittleEndian(file[20..]), 1)
        : new("bmp_pipe", BinaryPrimitives.ReadInt32LittleEndian(file[18..]),
            (int)Math.Min(int.MaxValue, Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(file[22..]))), 1); // negative: from the top

    private static PictureHeader? WebP(ReadOnlySpan<byte> file)
    {
        var (width, height, orientation) = (0, 0, 1);
        foreach (var (kind, from, length) in WebPChunks.List(file))
        {
            var chunk = file.Slice(from, length);
            switch (kind)
            {
                case "VP8X":
                    (width, height) = (1 + WebPChunks.UInt24(chunk[4..]), 1 + WebPChunks.UInt24(chunk[7..]));
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

        return new PictureHeader("webp_pipe", width, height, orientation);
    }
}
