namespace ChatVideoBot.Queue.Tests.Redis;

/// <summary>Gives its bytes in pieces of 1 to <paramref name="longest"/>, as a network may.</summary>
internal sealed class PieceStream(byte[] bytes, int longest, Random random) : Stream
{
    private int _at;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (random.Next(50) == 0)
            await Task.Yield();
        var count = Math.Min(Math.Min(buffer.Length, 1 + random.Next(longest)), bytes.Length - _at);
        bytes.AsSpan(_at, count).CopyTo(buffer.Span);
        _at += count;
        return count;
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => _at; set => throw new NotSupportedException(); }
    public override void Flush() => throw new NotSupportedException();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
