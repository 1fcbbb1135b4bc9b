using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace ChatVideoBot.Queue.Redis;

/// <summary>An error reply; inside an array it is a value like any other.</summary>
internal sealed record RespError(string Code, string Said);

/// <summary>
/// Reads RESP3 values from a stream that may come in pieces of any size. A value is null, string, byte[], long, double, bool,
/// <see cref="BigInteger"/>, <see cref="RespError"/> or object?[] (arrays, sets, pushes; a map is key, value, key, value …).
/// </summary>
/// <remarks>
/// Protocol: https://github.com/redis/redis-specifications/blob/master/protocol/RESP3.md, without the streamed types, which Redis
/// does not send.
/// </remarks>
internal sealed class RespReader(Stream stream, int bufferBytes = 32 * 1024)
{
    private const int LongestLine = 1 << 20;
    private const int LongestBulk = 512 << 20; // Redis's own limit
    private const int LongestArray = 1 << 24;
    private const int DeepestNesting = 128;

    private readonly RespValues _values = new();
    private byte[] _buffer = new byte[bufferBytes];
    private int _start; // [_start, _end) is read from the stream but not taken yet
    private int _end;

    /// <summary>When bytes came last: <see cref="Environment.TickCount64"/>.</summary>
    public long LastRead { get; private set; } = Environment.TickCount64;

    /// <summary>Waits for the next value and tells whether it is a push, which answers no call.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> IsPushNextAsync()
    {
        if (_start == _end)
            await FillAsync();
        return _buffer[_start] == '>';
    }

    /// <param name="text">Bulk strings become string instead of byte[].</param>
    /// <exception cref="InvalidDataException">What came is not RESP.</exception>
    /// <exception cref="EndOfStreamException">The other side closed.</exception>
    public ValueTask<object?> ReadAsync(bool text) => ReadAsync(text, 0);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<object?> ReadAsync(bool text, int depth)
    {
        if (depth > DeepestNesting)
            throw new InvalidDataException("Redis's reply is nested too deeply.");
        var (from, to) = await TakeLineAsync();
        var type = _buffer[from];
        var line = new ReadOnlySpan<byte>(_buffer, from + 1, to - from - 1);
        switch (type)
        {
            case (byte)'+':
                return _values.Text(line);
            case (byte)'-':
                return RespText.Error(Encoding.UTF8.GetString(line));
            case (byte)':':
                return RespValues.Number(RespText.Number(line));
            case (byte)'_':
                return null;
            case (byte)'#':
                return line is [(byte)'t'] ? RespValues.True : RespValues.False;
            case (byte)',':
                return RespText.Double(Encoding.ASCII.GetString(line));
            case (byte)'(':
                return BigInteger.Parse(Encoding.ASCII.GetString(line), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            case (byte)'$':
                return await ReadBulkAsync(RespText.Count(line, LongestBulk), text);
            case (byte)'=': // verbatim: three letters of type and a colon come first
                var verbatim = (string?)await ReadBulkAsync(RespText.Count(line, LongestBulk), true);
                return verbatim is { Length: >= 4 } ? verbatim[4..] : "";
            case (byte)'!':
                return RespText.Error((string?)await ReadBulkAsync(RespText.Count(line, LongestBulk), true) ?? "");
            case (byte)'*' or (byte)'~' or (byte)'>':
                return await ReadArrayAsync(RespText.Count(line, LongestArray), text, depth);
            case (byte)'%':
                return await ReadArrayAsync(RespText.Count(line, LongestArray) * 2, text, depth);
            case (byte)'|': // attributes: facts beside the value that follows
                await ReadArrayAsync(RespText.Count(line, LongestArray) * 2, text, depth);
                return await ReadAsync(text, depth);
            default:
                throw new InvalidDataException($"A reply cannot start with byte {type}: this is not Redis's protocol.");
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<object?[]?> ReadArrayAsync(int count, bool text, int depth)
    {
        if (count < 0)
            return null;
        var items = new object?[count];
        for (var i = 0; i < count; i++)
            items[i] = await ReadAsync(text, depth + 1);
        return items;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<object?> ReadBulkAsync(int length, bool text)
    {
        if (length < 0)
            return null;
        if (!text)
        {
            var bytes = GC.AllocateUninitializedArray<byte>(length);
            await CopyAsync(bytes);
            await TakeLineEndAsync();
            return bytes;
        }
        if (length <= _buffer.Length)
        {
            while (_end - _start < length)
                await FillAsync();
            var small = _values.Text(_buffer.AsSpan(_start, length));
            _start += length;
            await TakeLineEndAsync();
            return small;
        }
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await CopyAsync(rented.AsMemory(0, length));
            await TakeLineEndAsync();
            return Encoding.UTF8.GetString(rented, 0, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Takes what the buffer has, then reads the rest straight into place.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask CopyAsync(Memory<byte> target)
    {
        var have = Math.Min(_end - _start, target.Length);
        _buffer.AsSpan(_start, have).CopyTo(target.Span);
        _start += have;
        while (have < target.Length)
        {
            var got = await stream.ReadAsync(target[have..]);
            if (got == 0)
                throw new EndOfStreamException("Redis closed the connection.");
            LastRead = Environment.TickCount64;
            RedisMeter.Received(got);
            have += got;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask TakeLineEndAsync()
    {
        while (_end - _start < 2)
            await FillAsync();
        if (_buffer[_start] != '\r' || _buffer[_start + 1] != '\n')
            throw new InvalidDataException("A bulk reply does not end where it says.");
        _start += 2;
    }

    /// <summary>Takes a line and returns where it lies in the buffer, without its end; valid until the next read.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(int From, int To)> TakeLineAsync()
    {
        for (var looked = 0; ;)
        {
            var at = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var from = _start;
                var to = _start + looked + at - 1;
                if (to <= from || _buffer[to] != '\r')
                    throw new InvalidDataException("A line of the reply does not end with CR LF.");
                _start = to + 2;
                return (from, to);
            }
            looked = _end - _start;
            if (looked > LongestLine)
                throw new InvalidDataException("A line of the reply is too long: this is not Redis's protocol.");
            await FillAsync();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FillAsync()
    {
        if (_start == _end)
            _start = _end = 0;
        if (_end == _buffer.Length && _start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var got = await stream.ReadAsync(_buffer.AsMemory(_end));
        if (got == 0)
            throw new EndOfStreamException("Redis closed the connection.");
        LastRead = Environment.TickCount64;
        RedisMeter.Received(got);
        _end += got;
    }
}
