using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace ChatVideoBot.Queue.Redis;

/// <summary>Writes commands as RESP arrays of bulk strings.</summary>
internal static class RespWriter
{
    public static void Write(IBufferWriter<byte> target, ReadOnlySpan<RedisArg> command)
    {
        WriteHead(target, (byte)'*', command.Length);
        foreach (var arg in command)
        {
            if (arg.IsNumber)
                WriteNumber(target, arg.Number);
            else if (arg.Text is { } text)
                WriteText(target, text);
            else
                WriteBytes(target, arg.Bytes);
        }
    }

    private static void WriteNumber(IBufferWriter<byte> target, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        WriteBytes(target, digits[..length]);
    }

    private static void WriteText(IBufferWriter<byte> target, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteHead(target, (byte)'$', length);
        var span = target.GetSpan(length + 2);
        Encoding.UTF8.GetBytes(text, span);
        "\r\n"u8.CopyTo(span[length..]);
        target.Advance(length + 2);
    }

    private static void WriteBytes(IBufferWriter<byte> target, ReadOnlySpan<byte> bytes)
    {
        WriteHead(target, (byte)'$', bytes.Length);
        target.Write(bytes);
        target.Write("\r\n"u8);
    }

    private static void WriteHead(IBufferWriter<byte> target, byte type, int count)
    {
        var span = target.GetSpan(16);
        span[0] = type;
        Utf8Formatter.TryFormat(count, span[1..], out var length);
        "\r\n"u8.CopyTo(span[(1 + length)..]);
        target.Advance(length + 3);
    }
}
