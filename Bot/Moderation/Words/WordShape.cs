using System.Text;

namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>What is looked for when a word is.</summary>
/// <param name="Letters">Lower case, without marks; digits as they are; a space between the words of a phrase.</param>
/// <param name="OpenStart">"*word": letters may stand right before it.</param>
/// <param name="OpenEnd">"word*".</param>
internal sealed record WordShape(string Letters, bool OpenStart, bool OpenEnd)
{
    /// <summary>Of how many letters and digits it is made.</summary>
    public int Length { get; } = Letters.Count(letter => letter != ' ');

    public bool HasDigits { get; } = Letters.Any(char.IsAsciiDigit);
    public bool IsLatin { get; } = Letters.All(letter => letter < '\u0080');

    public static WordShape Of(string text)
    {
        var word = text.AsSpan().Trim('*');
        var letters = new StringBuilder();
        foreach (var glyph in Glyph.Read(word.ToString()))
        {
            if (glyph.Kind is GlyphKind.Letter or GlyphKind.Digit) letters.Append(glyph.Own);
            else if (glyph.Kind == GlyphKind.Sign && glyph.Reads != 0) letters.Append((char)('a' + uint.TrailingZeroCount(glyph.Reads))); // "a$$"
            else if (letters.Length > 0 && letters[^1] != ' ' && glyph.Own is not ('\'' or '’')) letters.Append(' ');
        }
        return new(letters.ToString().Trim(), text is ['*', ..], text is [.., '*']);
    }
}
