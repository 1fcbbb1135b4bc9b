using System.Buffers.Binary;
using System.IO.Compression;

namespace ChatVideoBot.Inference.Video;

/// <summary>Writes PNG files: eight bits, red, green and blue, without a filter. For previews, which are small.</summary>
/// <remarks>ISO/IEC 15948 (PNG), third edition.</remarks>
public static class PngWriter
{
    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <param name="rgb">Three bytes a pixel, row by row from the top.</param>
    public static byte[] Write(ReadOnlySpan<byte> rgb, int widthPixels, int heightPixels)
    {
        if (widthPixels <= 0 || heightPixels <= 0 || rgb.Length != widthPixels * heightPixels * 3)
            throw new ArgumentException($"{rgb.Length} bytes are not {widthPixels} x {heightPixels} pixels of three.", nameof(rgb));
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, widthPixels);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], heightPixels);
        header[8] = 8; // bits a channel
        header[9] = 2; // red, green, blue
        Chunk(png, "IHDR"u8, header);

        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var row = 0; row < heightPixels; row++)
            {
                zlib.WriteByte(0); // no filter
                zlib.Write(rgb.Slice(row * widthPixels * 3, widthPixels * 3));
            }
        }

        Chunk(png, "IDAT"u8, rows.GetBuffer().AsSpan(0, (int)rows.Length));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>Enlarges by a whole factor, between the pixels linearly.</summary>
    public static byte[] Enlarge(ReadOnlySpan<byte> rgb, int widthPixels, int heightPixels, int factor)
    {
        var (wide, high) = (widthPixels * factor, heightPixels * factor);
        var large = new byte[wide * high * 3];
        for (var y = 0; y < high; y++)
        {
            var (top, bottom, down) = Between(y, heightPixels, factor);
            for (var x = 0; x < wide; x++)
            {
                var (left, right, across) = Between(x, widthPixels, factor);
                for (var c = 0; c < 3; c++)
                {
                    float At(int row, int column, ReadOnlySpan<byte> from) => from[(row * widthPixels + column) * 3 + c];
                    var upper = float.Lerp(At(top, left, rgb), At(top, right, rgb), across);
                    var lower = float.Lerp(At(bottom, left, rgb), At(bottom, right, rgb), across);
                    large[(y * wide + x) * 3 + c] = (byte)(float.Lerp(upper, lower, down) + 0.5f);
                }
            }
        }

        return large;
    }

    private static (int Before, int After, float Share) Between(int at, int length, int factor)
    {
        var centre = Math.Clamp((at + 0.5f) / factor - 0.5f, 0, length - 1);
        var before = (int)centre;
        return (before, Math.Min(before + 1, length - 1), centre - before);
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(kind);
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(0xFFFFFFFF, kind), content));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
            crc = CrcTable[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var crc = n;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
            table[n] = crc;
        }

        return table;
    }
}
