using System.Text;

namespace ChatVideoBot.Queue.Redis;

/// <summary>Objects for values that come again and again, so that a short reply costs nothing beside its array.</summary>
internal sealed class RespValues
{
    private const int LongestWord = 24;

    private static readonly object[] SmallNumbers = [.. Enumerable.Range(-1, 257).Select(number => (object)(long)number)];
    private readonly string?[] _words = new string?[128]; // the last one of each hash

    public static object True { get; } = true;

    public static object False { get; } = false;

    public static object Number(long number) => number is >= -1 and < 256 ? SmallNumbers[number + 1] : number;

    /// <summary>Text of the bytes: names of fields, "ok", states are nearly always known.</summary>
    public string Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > LongestWord)
            return Encoding.UTF8.GetString(bytes);
        var hash = new HashCode();
        hash.AddBytes(bytes);
        ref var word = ref _words[hash.ToHashCode() & (_words.Length - 1)];
        if (word is null || !Ascii.Equals(bytes, word)) // what is not ASCII is never equal
            word = Encoding.UTF8.GetString(bytes);
        return word;
    }
}
