using System.Buffers.Text;
using System.Text;

namespace ChatVideoBot.Queue.Redis;

/// <summary>Writes commands as RESP arrays of bulk strings.</summary>
internal static class RespWriter
{
    public static void WriteCount(OutBuffer target, int words) => WriteHead(target, (byte)'*', words);

    public static void Write(OutBuffer target, in RedisArg word)
    {
        if (word.IsNumber)
            WriteNumber(target, word.Number);
        else if (word.Text is { } text)
            WriteText(target, text);
        else
            WriteBytes(target, word.Bytes);
    }

    private static void WriteNumber(OutBuffer target, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        WriteHead(target, (byte)'$', length);
        var span = target.GetSpan(length + 2);
        digits[..length].CopyTo(span);
        "\r\n"u8.CopyTo(span[length..]);
        target.Advance(length + 2);
    }

    private static void WriteText(OutBuffer target, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteHead(target, (byte)'$', length);
        var span = target.GetSpan(length + 2);
        Encoding.UTF8.GetBytes(text, span);
        "\r\n"u8.CopyTo(span[length..]);
        target.Advance(length + 2);
    }

    private static void WriteBytes(OutBuffer target, ReadOnlyMemory<byte> bytes)
    {
        WriteHead(target, (byte)'$', bytes.Length);
        target.Write(bytes);
        target.Write("\r\n"u8);
    }

    private static void WriteHead(OutBuffer target, byte type, int count)
    {
        var span = target.GetSpan(16);
        span[0] = type;
        Utf8Formatter.TryFormat(count, span[1..], out var length);
        "\r\n"u8.CopyTo(span[(1 + length)..]);
        target.Advance(length + 3);
    }
}
