using System.Buffers.Binary;
using System.Text;

namespace ChatVideoBot.Inference.Video;

/// <summary>The chunks of a WebP file, and its first frame as a file of its own: ffmpeg 5 reads no animated WebP.</summary>
/// <remarks>Layout: RFC 9649.</remarks>
internal static class WebPChunks
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

    public static int UInt24(ReadOnlySpan<byte> at) => at[0] | at[1] << 8 | at[2] << 16;

    /// <summary>A still file of the first frame; the same file when it is still already.</summary>
    public static ReadOnlyMemory<byte> FirstFrame(ReadOnlyMemory<byte> file)
    {
        var frame = List(file.Span).FirstOrDefault(c => c.Kind == "ANMF");
        if (frame.Kind is null || frame.Length < 16)
            return file;
        var header = file.Span.Slice(frame.From, 16);
        var parts = List(file.Span[..(frame.From + frame.Length)], frame.From + 16).Where(c => c.Kind is "ALPH" or "VP8 " or "VP8L").ToList();

        using var still = new MemoryStream();
        still.Write("RIFF\0\0\0\0WEBP"u8);
        if (parts.Exists(c => c.Kind == "ALPH"))
        {
            byte[] size = [0x10, 0, 0, 0, .. header[6..9], .. header[9..12]]; // "has alpha"; width - 1, height - 1 as in the frame
            Write(still, "VP8X", size);
        }

        foreach (var (kind, from, length) in parts)
            Write(still, kind, file.Span.Slice(from, length));
        var bytes = still.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        return bytes;
    }

    private static void Write(MemoryStream to, string kind, ReadOnlySpan<byte> chunk)
    {
        Span<byte> head = stackalloc byte[8];
        Encoding.Latin1.GetBytes(kind, head);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], chunk.Length);
        to.Write(head);
        to.Write(chunk);
        if (chunk.Length % 2 == 1)
            to.WriteByte(0);
    }
}
