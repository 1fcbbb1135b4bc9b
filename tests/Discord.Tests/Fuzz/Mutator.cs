using System.Text;

namespace ChatVideoBot.Discord.Tests.Fuzz;

/// <summary>Spoils texts on their way: bits, ends, nesting, numbers, keys, surrogates, UTF-8, kinds. The same seed, the same harm.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Snippets =
    [
        .. new[]
        {
            "null", "true", "0", "-1", "1e999", "-1e999", "0.1e-400", "99999999999999999999999999999999", "18446744073709551616", "NaN", "\"\"", "{}", "[]", "[null]",
            "{\"_errors\":[1,{\"message\":{}}]}", "\"\\ud800\"", "\"\\udc00\\ud800\"", "{\"\\ud800\":1}", "\"\\u0000\"", "\"", "\\", ",", ":", "}", "]", "\"type\":", "\"op\":7,", "\"d\":",
            "\"retry_after\":-1,", "\"retry_after\":1e300,", "\"code\":1e10,", "<html>",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0],
    ];

    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    /// <summary>Spoils it in one to four places.</summary>
    public byte[] Spoil(ReadOnlySpan<byte> text)
    {
        var bytes = new List<byte>(text.Length + 64);
        bytes.AddRange(text);
        for (var n = _random.Next(1, 5); n > 0; n--)
        {
            var at = bytes.Count == 0 ? 0 : _random.Next(bytes.Count);
            var length = Math.Min(bytes.Count - at, _random.Next(4) == 0 ? _random.Next(200) : _random.Next(8));
            switch (_random.Next(10))
            {
                case 0 when bytes.Count > 0:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1 when bytes.Count > 0:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 5:
                    Nest(bytes, at);
                    break;
                case 6:
                    Double(bytes, at);
                    break;
                case 7:
                    ReplaceValue(bytes, at);
                    break;
                default:
                    bytes.InsertRange(at, Snippets[_random.Next(Snippets.Length)]);
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Puts something else where the next value after a colon stands.</summary>
    private void ReplaceValue(List<byte> bytes, int at)
    {
        var (from, to) = NextValue(bytes, at);
        bytes.RemoveRange(from, to - from);
        bytes.InsertRange(from, Snippets[_random.Next(Snippets.Length)]);
    }

    /// <summary>Puts the next value deep into brackets.</summary>
    private void Nest(List<byte> bytes, int at)
    {
        var (from, to) = NextValue(bytes, at);
        var depth = _random.Next(3) == 0 ? _random.Next(2_000) : _random.Next(150);
        var isObject = _random.Next(2) == 0;
        bytes.InsertRange(to, Enumerable.Repeat(isObject ? (byte)'}' : (byte)']', depth));
        bytes.InsertRange(from, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(isObject ? "{\"component\":" : "[", depth))));
    }

    /// <summary>Says a key twice.</summary>
    private void Double(List<byte> bytes, int at)
    {
        var (from, to) = NextValue(bytes, at);
        var key = Math.Max(0, from - 1);
        while (key > 0 && bytes[key] is not ((byte)',' or (byte)'{'))
            key--;
        var pair = bytes.GetRange(key, to - key);
        if (pair.Count > 0)
            pair[0] = (byte)',';
        bytes.InsertRange(to, pair);
    }

    private static (int From, int To) NextValue(List<byte> bytes, int at)
    {
        var from = bytes.IndexOf((byte)':', at) + 1;
        var to = from;
        while (to < bytes.Count && bytes[to] is not ((byte)',' or (byte)'}' or (byte)']'))
            to++;
        return (from, to);
    }
}
