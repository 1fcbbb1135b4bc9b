using System.Buffers;
using System.IO.Compression;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>
/// Inflates what one connection sends as one zlib stream; each message ends where the stream was flushed (00 00 FF FF). What came in a
/// message may refer to any before it, so every connection needs its own.
/// </summary>
/// <remarks>Discord docs, events/gateway.mdx, "Transport Compression".</remarks>
internal sealed class ZlibInflater : IDisposable
{
    private readonly Feed _feed = new();
    private readonly ZLibStream _zlib;

    public ZlibInflater() => _zlib = new(_feed, CompressionMode.Decompress);

    /// <summary>Whether these bytes end a message.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> compressed) => compressed.EndsWith((ReadOnlySpan<byte>)[0, 0, 0xFF, 0xFF]);

    /// <summary>Inflates one message.</summary>
    /// <param name="compressed">It, whole; used only during the call.</param>
    /// <param name="plain">Takes the plain bytes.</param>
    /// <param name="mostBytes">How many there may be.</param>
    /// <exception cref="InvalidDataException">It is damaged, or has more than that.</exception>
    public void Inflate(ReadOnlyMemory<byte> compressed, ArrayBufferWriter<byte> plain, int mostBytes)
    {
        _feed.Rest = compressed;
        while (true)
        {
            var room = plain.GetSpan(16_384);
            var read = _zlib.Read(room[..Math.Min(room.Length, mostBytes - plain.WrittenCount + 1)]);
            if (read == 0)
                break;
            plain.Advance(read);
            if (plain.WrittenCount > mostBytes)
                throw new InvalidDataException($"A frame of more than {mostBytes >> 20} MiB, inflated.");
        }
        if (!_feed.Rest.IsEmpty || plain.WrittenCount == 0)
            throw new InvalidDataException("The zlib stream ended within the connection.");
    }

    public void Dispose() => _zlib.Dispose();

    /// <summary>Gives what it was given last, then nothing until it is given more.</summary>
    private sealed class Feed : Stream
    {
        public ReadOnlyMemory<byte> Rest { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, Rest.Length);
            Rest.Span[..count].CopyTo(buffer);
            Rest = Rest[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
