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
