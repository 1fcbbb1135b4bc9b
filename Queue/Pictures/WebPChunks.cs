using System.Buffers.Binary;
using System.Text;

namespace ChatVideoBot.Queue.Pictures;

/// <summary>The chunks of a WebP file.</summary>
/// <remarks>Layout: RFC 9649.</remarks>
public static class WebPChunks
{
    /// <summary>Kind, start and length of each chunk that is wholly there, from <paramref name="at"/> on.</summary>
    public static List<(string Kind, int From, int Length)> List(ReadOnlySpan<byte> file, int at = 12)
    {
        var chunks = new List<(string, int, int)>();
        while (at + 8 <= file.Length)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            if (length > file.Length - at - 8)
                break;
            chunks.Add((Encoding.Latin1.GetString(file.Slice(at, 4)), at + 8, (int)length));
            at += 8 + (int)length + (int)(length & 1);
        }

        return chunks;
    }
}
