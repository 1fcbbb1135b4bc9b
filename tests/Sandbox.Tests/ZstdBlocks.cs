using System.Buffers.Binary;

namespace ChatVideoBot.Sandbox.Tests;

/// <summary>
/// Reads a zstd frame that goes on over many messages, each of whole blocks (RFC 8878, 3.1.1). Of the blocks it knows those that are not compressed:
/// .NET 10 has no decoder. A frame that it reads is one that libzstd reads, so it is strict.
/// </summary>
internal sealed class ZstdBlocks
{
    private int _windowBytes;

    public byte[] Read(ReadOnlySpan<byte> message)
    {
        if (_windowBytes == 0)
        {
            Assert.Equal(0xFD2FB528, BinaryPrimitives.ReadUInt32LittleEndian(message));
            Assert.Equal(0, message[4]); // no size of the content, no single segment, no checksum, no dictionary
            var (exponent, mantissa) = (message[5] >> 3, message[5] & 7);
            _windowBytes = (1 << (10 + exponent)) / 8 * (8 + mantissa);
            message = message[6..];
        }
        var whole = new MemoryStream();
        while (message.Length > 0)
        {
            var header = message[0] | message[1] << 8 | message[2] << 16;
            var (last, kind, size) = (header & 1, header >> 1 & 3, header >> 3);
            Assert.Equal(0, last); // the frame ends with the connection
            Assert.InRange(kind, 0, 1);
            Assert.InRange(size, 0, Math.Min(_windowBytes, 128 << 10));
            if (kind == 0)
                whole.Write(message.Slice(3, size));
            else
                whole.Write([.. Enumerable.Repeat(message[3], size)]);
            message = message[(kind == 0 ? 3 + size : 4)..];
        }
        return whole.ToArray();
    }
}
