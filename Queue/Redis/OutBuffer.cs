using System.Buffers;

namespace ChatVideoBot.Queue.Redis;

/// <summary>
/// Bytes to be sent. Small words are copied together; a large array is only pointed to, so it must not change until it is written.
/// </summary>
internal sealed class OutBuffer : IBufferWriter<byte>
{
    private const int LargeBytes = 64 * 1024;
    private const int KeptBytes = 1 << 20;
    private const int PieceBytes = 256 * 1024;

    private readonly List<(int At, ReadOnlyMemory<byte> Bytes)> _large = [];
    private byte[] _small = new byte[4096];
    private int _length;

    /// <summary>All bytes, small and large.</summary>
    public long Length { get; private set; }

    public void Advance(int count)
    {
        _length += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => Room(sizeHint).AsMemory(_length);

    public Span<byte> GetSpan(int sizeHint = 0) => Room(sizeHint).AsSpan(_length);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Advance(bytes.Length);
    }

    public void Write(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length <= LargeBytes)
        {
            Write(bytes.Span);
            return;
        }
        _large.Add((_length, bytes));
        Length += bytes.Length;
    }

    /// <param name="progressed">Told after each piece of a large value, which may take long.</param>
    public async ValueTask SendAsync(Stream stream, Action progressed, CancellationToken cancel)
    {
        var at = 0;
        foreach (var (until, bytes) in _large)
        {
            await stream.WriteAsync(_small.AsMemory(at, until - at), cancel);
            at = until;
            for (var sent = 0; sent < bytes.Length; sent += PieceBytes)
            {
                await stream.WriteAsync(bytes.Slice(sent, Math.Min(PieceBytes, bytes.Length - sent)), cancel);
                progressed();
            }
        }
        if (at < _length)
            await stream.WriteAsync(_small.AsMemory(at, _length - at), cancel);
    }

    public void Clear()
    {
        _length = 0;
        Length = 0;
        _large.Clear();
        if (_small.Length > KeptBytes)
            _small = new byte[4096]; // a crowd went through
    }

    private byte[] Room(int size)
    {
        if (_small.Length - _length < size + 1) // a writer may be given no less than one byte
            Array.Resize(ref _small, Math.Max(_small.Length * 2, _length + size + 1));
        return _small;
    }
}
