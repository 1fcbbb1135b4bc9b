using System.Globalization;
using System.Runtime.InteropServices;

namespace ChatVideoBot.Queue.Redis;

/// <summary>One word of a command: text, a number or bytes. Small, because every call makes an array of them.</summary>
internal readonly struct RedisArg
{
    private readonly object? _held; // string, or the byte[] that _number cuts a piece of; null for a number
    private readonly long _number; // the number, or offset << 32 | length

    private RedisArg(object? held, long number) => (_held, _number) = (held, number);

    public static implicit operator RedisArg(string text) => new(text, 0);

    public static implicit operator RedisArg(long number) => new(null, number);

    public static implicit operator RedisArg(bool flag) => new(null, flag ? 1 : 0);

    public static implicit operator RedisArg(double number) => new(number.ToString("R", CultureInfo.InvariantCulture), 0);

    public static implicit operator RedisArg(byte[] bytes) => new(bytes, bytes.Length);

    public static implicit operator RedisArg(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var piece) && piece.Array is { } array
            ? new RedisArg(array, ((long)piece.Offset << 32) | (uint)piece.Count)
            : bytes.ToArray();

    /// <summary>A number as milliseconds, the unit of every time in our scripts.</summary>
    public static RedisArg Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    public bool IsNumber => _held is null;

    public long Number => _number;

    public string? Text => _held as string;

    public ReadOnlyMemory<byte> Bytes => _held is byte[] array ? array.AsMemory((int)(_number >> 32), (int)_number) : default;

    /// <summary>About how many bytes it is: of text the characters.</summary>
    public int Length => Text is { } text ? text.Length : IsNumber ? 20 : (int)_number;

    public override string ToString() =>
        Text ?? (IsNumber ? Number.ToString(CultureInfo.InvariantCulture) : $"{Length} bytes");
}
