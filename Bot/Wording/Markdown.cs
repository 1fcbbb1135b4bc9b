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
            else
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
}
