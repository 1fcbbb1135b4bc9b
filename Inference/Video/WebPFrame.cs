using System.Buffers.Binary;
using System.Text;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Inference.Video;

/// <summary>The first frame of an animated WebP as a file of its own: ffmpeg 5 reads no animated WebP.</summary>
/// <remarks>Layout: RFC 9649.</remarks>
internal static class WebPFrame
{
    /// <summary>A still file of the first frame; the same file when it is still already.</summary>
    public static ReadOnlyMemory<byte> First(ReadOnlyMemory<byte> file)
    {
        var frame = WebPChunks.List(file.Span).FirstOrDefault(c => c.Kind == "ANMF");
        if (frame.Kind is null || frame.Length < 16)
            return file;
        var header = file.Span.Slice(frame.From, 16);
        var parts = WebPChunks.List(file.Span[..(frame.From + frame.Length)], frame.From + 16).Where(c => c.Kind is "ALPH" or "VP8 " or "VP8L").ToList();

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
