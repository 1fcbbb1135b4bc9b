using System.Text;
using System.Text.Json;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>Makes each event's name a string once, not with each event. Not safe for threads.</summary>
internal sealed class NameTable
{
    private const int Most = 512; // Discord has about eighty
    private const int LongestKept = 64;
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _byText;

    public NameTable() => _byText = _names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The string that the reader stands on.</summary>
    public string Read(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped || reader.ValueSpan.Length > LongestKept)
            return reader.GetString()!;
        Span<char> text = stackalloc char[LongestKept];
        text = text[..Encoding.UTF8.GetChars(reader.ValueSpan, text)];
        if (_byText.TryGetValue(text, out var known))
            return known;
        var name = text.ToString();
        if (_names.Count < Most)
            _names.Add(name);
        return name;
    }
}
