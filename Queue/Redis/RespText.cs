using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ChatVideoBot.Queue.Redis;

/// <summary>What a line of a reply says.</summary>
internal static class RespText
{
    public static RespError Error(string said) => new(said.Split(' ', 2)[0], said);

    public static long Number(ReadOnlySpan<byte> line)
    {
        if (line is [(byte)'+', ..])
            line = line[1..];
        return Utf8Parser.TryParse(line, out long number, out var used) && used == line.Length
            ? number
            : throw new InvalidDataException($"'{Encoding.UTF8.GetString(line)}' is no number.");
    }

    public static int Count(ReadOnlySpan<byte> line, int atMost) =>
        Number(line) is var count and >= -1 && count <= atMost
            ? (int)count
            : throw new InvalidDataException($"A reply of length {Encoding.UTF8.GetString(line)} is out of bounds.");

    public static double Double(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" or "-nan" => double.NaN,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"'{text}' is no number."),
    };
}
