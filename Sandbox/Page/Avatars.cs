using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ChatVideoBot.Sandbox.Page;

/// <summary>Draws a picture for a user from the id alone: a mirrored 5 by 5 pattern, as a PNG.</summary>
internal static class Avatars
{
    private const int Cells = 7; // five of the pattern and a border
    private const int CellPixels = 18;
    private const int SidePixels = Cells * CellPixels;

    public static byte[] Draw(ulong user)
    {
        var bits = user * 0x9E3779B97F4A7C15;
        bits ^= bits >> 29;
        var ground = Colour(bits >> 40 & 0xFFFF, 0.35);
        var ink = Colour(bits >> 40 & 0xFFFF, 0.95);
        var rows = new byte[SidePixels * (1 + SidePixels * 3)];
        var at = 0;
        for (var y = 0; y < SidePixels; y++)
        {
            rows[at++] = 0; // no filter
            for (var x = 0; x < SidePixels; x++)
            {
                var (column, row) = (x / CellPixels - 1, y / CellPixels - 1);
                var set = column is >= 0 and < 5 && row is >= 0 and < 5 && (bits >> (row * 3 + Math.Min(column, 4 - column)) & 1) == 1;
                foreach (var part in set ? ink : ground)
                    rows[at++] = part;
            }
        }
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(rows);

        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, SidePixels);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), SidePixels);
        (header[8], header[9]) = (8, 2); // 8 bits, RGB
        WriteChunk(png, "IHDR", header);
        WriteChunk(png, "IDAT", packed.ToArray());
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }

    private static byte[] Colour(ulong hue, double light)
    {
        byte Part(double shift) => (byte)(255 * light * (0.6 + 0.4 * Math.Cos(2 * Math.PI * (hue / 65536.0 + shift))));
        return [Part(0), Part(1 / 3.0), Part(2 / 3.0)];
    }

    private static void WriteChunk(MemoryStream png, string type, byte[] content)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, content.Length);
        png.Write(word);
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. content];
        png.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc(named));
        png.Write(word);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
