using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>The texts that one text can be read as: as typed, and what is seen where it is written in code, turned round or over.</summary>
internal static partial class Readings
{
    private const char TurnsRound = '\u202E', EndsTurn = '\u202C';
    private const int DeepestCode = 3;

    /// <summary>The text itself first.</summary>
    public static IEnumerable<string> Of(string text)
    {
        yield return text;
        var plain = Decode(text);
        if (plain != text) yield return plain;
        if (plain.Contains('<'))
        {
            var bare = Tag().Replace(plain, "");
            if (bare != plain) yield return bare;
        }
        if (plain.Contains(TurnsRound)) yield return Round(plain);
        if (!Alphabet.IsTurnedOver(plain)) yield break;
        var over = Alphabet.TurnOver(plain);
        yield return over;
        yield return Backwards(over);
    }

    /// <summary>Without HTML's, addresses' and programs' ways to write a character, and Discord's names of letters.</summary>
    public static string Decode(string text)
    {
        for (var depth = 0; depth < DeepestCode; depth++)
        {
            var before = text;
            if (text.Contains('&')) text = WebUtility.HtmlDecode(text);
            if (text.Contains('%')) text = PercentCode().Replace(text, match => Uri.UnescapeDataString(match.Value));
            if (text.Contains('\\')) text = BackslashCode().Replace(text, match => Letter(match.Groups.Values.Skip(1).First(group => group.Success).ValueSpan));
            if (text.Contains("U+", StringComparison.OrdinalIgnoreCase)) text = PlusCode().Replace(text, match => Letter(match.Groups[1].ValueSpan));
            if (text.Contains(':')) text = NamedLetter().Replace(text, match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value);
            if (text == before) break;
        }
        return text;
    }

    /// <summary>As it is shown behind a mark that turns the direction of letters.</summary>
    private static string Round(string text) => Turned().Replace(text, match => Backwards(match.Groups[1].Value));

    private static string Backwards(string text) => string.Concat(text.EnumerateRunes().Reverse());

    private static string Letter(ReadOnlySpan<char> hexadecimal)
    {
        var value = uint.Parse(hexadecimal, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return Rune.IsValid(value) ? new Rune(value).ToString() : "";
    }

    [GeneratedRegex("(?:%[0-9a-fA-F]{2})+")]
    private static partial Regex PercentCode();

    [GeneratedRegex(@"\\[ux]\{0*([0-9a-fA-F]{1,5})\}|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\x([0-9a-fA-F]{2})")]
    private static partial Regex BackslashCode();

    [GeneratedRegex(@"[uU]\+(1[0-9a-fA-F]{4}|[0-9a-fA-F]{4})\s?")]
    private static partial Regex PlusCode();

    [GeneratedRegex(@":regional_indicator_([a-z]):|<a?:(\w{1,32}):\d+>")]
    private static partial Regex NamedLetter();

    [GeneratedRegex("<[^<>]{1,80}>")]
    private static partial Regex Tag();

    [GeneratedRegex("\u202E([^\u202C\r\n]*)\u202C?")]
    private static partial Regex Turned();
}
