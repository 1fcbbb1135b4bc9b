using System.Buffers.Binary;
using System.IO.Compression;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>Transport compression: one stream over all payloads of a connection, each of them flushed into one message.</summary>
internal interface ICompression : IDisposable
{
    /// <returns>What to send for the payload; good until the next one.</returns>
    ReadOnlyMemory<byte> Pack(ReadOnlySpan<byte> payload);
}

/// <summary><c>compress=zlib-stream</c>: each message ends with 00 00 FF FF.</summary>
internal sealed class ZlibCompression : ICompression
{
    private readonly MemoryStream _sink = new();
    private readonly ZLibStream _zlib;

    public ZlibCompression() => _zlib = new ZLibStream(_sink, CompressionLevel.Fastest, leaveOpen: true);

    public ReadOnlyMemory<byte> Pack(ReadOnlySpan<byte> payload)
    {
        _sink.SetLength(0);
        _zlib.Write(payload);
        _zlib.Flush(); // Z_SYNC_FLUSH
        return _sink.GetBuffer().AsMemory(0, (int)_sink.Length);
    }

    public void Dispose() => _zlib.Dispose();
}

/// <summary><c>compress=zstd-stream</c>: one frame that never ends, of blocks as they are (RFC 8878, 3.1.1). .NET 10 has no encoder.</summary>
internal sealed class ZstdCompression : ICompression
{
    private const int MostInABlock = 128 << 10;

    // The magic number, no content size, checksum or dictionary, and a window of 2^(10 + 7) bytes.
    private static readonly byte[] Header = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 7 << 3];
    private readonly MemoryStream _sink = new();
    private bool _begun;

    public ReadOnlyMemory<byte> Pack(ReadOnlySpan<byte> payload)
    {
        _sink.SetLength(0);
        if (!_begun)
            _sink.Write(Header);
        _begun = true;
        Span<byte> size = stackalloc byte[sizeof(int)];
        for (var left = payload; left.Length > 0;)
        {
            var block = left[..Math.Min(left.Length, MostInABlock)];
            BinaryPrimitives.WriteInt32LittleEndian(size, block.Length << 3); // not the last one, and raw
            _sink.Write(size[..3]);
            _sink.Write(block);
            left = left[block.Length..];
        }
        return _sink.GetBuffer().AsMemory(0, (int)_sink.Length);
    }

    public void Dispose() => _sink.Dispose();
}
