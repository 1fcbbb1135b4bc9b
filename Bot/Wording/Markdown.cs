using System.Text;

namespace ChatVideoBot.Bot.Wording;

/// <summary>Users' words inside our own messages.</summary>
public static class Markdown
{
    private const string Marks = "\\*_~`|>#[]<@:";

    /// <summary>
    /// One line of plain text that Discord shows as it was typed: no bold, no link, no mention, no time stamp.
    /// Cut with an ellipsis where it would be longer than <paramref name="longest"/> UTF-16 units, escapes counted.
    /// </summary>
    public static string Plain(string text, int longest)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var start = line.Length;
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune))
            {
                if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
            }
            else if (!TurnsText(rune))
            {
                if (rune.IsAscii && Marks.Contains((char)rune.Value)) line.Append('\\');
                line.Append(rune);
            }
            if (line.Length < longest) continue;
            line.Length = start;
            return line.ToString().TrimEnd() + "…";
        }
        return line.ToString().TrimEnd();
    }

    /// <summary>As <see cref="Plain"/>, in the face of code: sign for sign, but for what would end the code or turn what follows.</summary>
    public static string Code(string text, int longest)
    {
        var code = Bare(text, longest).Replace('`', '\'');
        return $"`{(code.Length > 0 ? code : " ")}`";
    }

    /// <summary>One line for where Discord reads no Markdown, such as a select's options: nothing is escaped, and no mark turns what follows.</summary>
    public static string Bare(string text, int longest)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune) && !TurnsText(rune)) line.Append(rune);
            else if (!TurnsText(rune) && line.Length > 0) line.Append(' ');
        }
        return Cut(line.ToString().TrimEnd(), longest);
    }

    /// <summary>Marks that change the direction of what follows, our own words among it: none is shown.</summary>
    private static bool TurnsText(Rune rune) => rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    /// <summary>As it is, cut with an ellipsis where it is longer than <paramref name="longest"/> UTF-16 units, and never inside a character.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest) return text;
        var end = longest - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }
}
