using System.Text;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>Reads a pattern of AutoMod, written for Rust's regex crate, as .NET's; both run in linear time.</summary>
/// <remarks>https://docs.rs/regex/latest/regex/#syntax. Other than .NET's: named groups by <c>(?P&lt;</c>, the flags u, U and R, code points in braces, POSIX
/// classes, names of scripts, <c>\&lt;</c> and <c>\&gt;</c>, and that <c>$</c> is the very end. Classes within classes are not read.</remarks>
internal static partial class RustPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly Dictionary<string, string> Posix = new()
    {
        ["alpha"] = "a-zA-Z",
        ["digit"] = "0-9",
        ["alnum"] = "a-zA-Z0-9",
        ["upper"] = "A-Z",
        ["lower"] = "a-z",
        ["space"] = @"\s",
        ["blank"] = @" \t",
        ["word"] = @"\w",
        ["punct"] = @"!-/:-@\[-`{-~",
        ["xdigit"] = "0-9A-Fa-f",
        ["ascii"] = @"\x00-\x7F",
        ["cntrl"] = @"\x00-\x1F\x7F",
        ["graph"] = "!-~",
        ["print"] = " -~",
    };

    private static readonly Dictionary<string, string> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["letter"] = @"\p{L}",
        ["alphabetic"] = @"\p{L}",
        ["uppercase"] = @"\p{Lu}",
        ["lowercase"] = @"\p{Ll}",
        ["number"] = @"\p{N}",
        ["punctuation"] = @"\p{P}",
        ["symbol"] = @"\p{S}",
        ["mark"] = @"\p{M}",
        ["separator"] = @"\p{Z}",
        ["latin"] = "a-zA-ZÀ-ÖØ-öø-ɏ",
        ["greek"] = @"\u0370-\u03FF",
        ["cyrillic"] = @"\u0400-\u052F",
        ["hebrew"] = @"\u0590-\u05FF",
        ["arabic"] = @"\u0600-\u06FF",
        ["thai"] = @"\u0E00-\u0E7F",
        ["han"] = @"\u3400-\u9FFF",
        ["hiragana"] = @"\u3041-\u309F",
        ["katakana"] = @"\u30A0-\u30FF",
        ["hangul"] = @"\uAC00-\uD7A3",
    };

    /// <summary>The pattern; null when it says something that .NET cannot, with what that is.</summary>
    public static Regex? Read(string pattern, out string problem)
    {
        problem = "";
        try
        {
            return new(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            problem = e.Message;
            return null;
        }
    }

    internal static string Translate(string pattern)
    {
        var text = new StringBuilder();
        var lines = Flags().Matches(pattern).Any(flags => flags.Groups[1].Value.Split('-')[0].Contains('m'));
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var letter = pattern[i];
            if (letter == '\\')
            {
                i = Escape(pattern, i, inClass, text);
            }
            else if (inClass)
            {
                if (letter == '[' && PosixClass().Match(pattern, i) is { Success: true } posix && posix.Index == i && Posix.TryGetValue(posix.Groups[2].Value, out var set) && posix.Groups[1].Length == 0)
                {
                    text.Append(set);
                    i += posix.Length - 1;
                }
                else if (letter == '[' || i + 1 < pattern.Length && pattern[i + 1] == letter && letter is '&' or '~' || letter == '-' && i + 1 < pattern.Length && pattern[i + 1] == '-')
                {
                    throw new NotSupportedException($"A class within a class or a cut of classes at {i}.");
                }
                else
                {
                    inClass = letter != ']';
                    text.Append(letter);
                }
            }
            else if (letter == '[')
            {
                inClass = true;
                text.Append(letter);
                if (i + 1 < pattern.Length && pattern[i + 1] == '^') text.Append(pattern[++i]);
                if (i + 1 < pattern.Length && pattern[i + 1] == ']') (_, i) = (text.Append("\\]"), i + 1);
            }
            else if (letter == '(' && Flags().Match(pattern, i) is { Success: true } flags && flags.Index == i)
            {
                var kept = string.Concat(flags.Groups[1].Value.Where(flag => flag is 'i' or 'm' or 's' or 'x' or '-')).TrimEnd('-');
                text.Append(kept.Length > 0 ? $"(?{kept}{flags.Groups[2].Value}" : flags.Groups[2].Value == ":" ? "(?:" : "(?:)");
                i += flags.Length - 1;
            }
            else if (letter == '(' && pattern.AsSpan(i).StartsWith("(?P<"))
            {
                text.Append("(?<");
                i += 3;
            }
            else
            {
                text.Append(letter == '$' && !lines ? @"\z" : letter.ToString());
            }
        }
        return text.ToString();
    }

    /// <summary>Writes what stands behind a backslash.</summary>
    /// <returns>The place of its last character.</returns>
    private static int Escape(string pattern, int i, bool inClass, StringBuilder text)
    {
        if (CodePoint().Match(pattern, i) is { Success: true } point && point.Index == i)
        {
            var character = char.ConvertFromUtf32(Convert.ToInt32(point.Groups[1].Success ? point.Groups[1].Value : point.Groups[2].Value, 16));
            if (character.Length > 1 && inClass) throw new NotSupportedException($"A character beyond U+FFFF in a class at {i}.");
            text.Append(character.Length > 1 ? $"(?:{character})" : Regex.Escape(character).Replace("]", "\\]", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal));
            return i + point.Length - 1;
        }
        if (Property().Match(pattern, i) is { Success: true } property && property.Index == i)
        {
            var (negated, name) = (property.Groups[1].Value == "P", property.Groups[2].Success ? property.Groups[2].Value : property.Groups[3].Value);
            if (name.StartsWith('^')) (negated, name) = (!negated, name[1..]);
            name = name[(name.LastIndexOfAny(['=', ':']) + 1)..];
            if (!Properties.TryGetValue(name, out var set)) text.Append(negated ? $@"\P{{{name}}}" : $@"\p{{{name}}}");
            else if (!inClass) text.Append(negated ? $"[^{set}]" : $"[{set}]");
            else if (!negated) text.Append(set);
            else throw new NotSupportedException($"All but a script in a class at {i}.");
            return i + property.Length - 1;
        }
        if (i + 1 >= pattern.Length) throw new NotSupportedException("A backslash at the end.");
        text.Append(!inClass && pattern[i + 1] is '<' or '>' ? "\\b" : pattern.Substring(i, 2));
        return i + 1;
    }

    [GeneratedRegex(@"\(\?([imsxuUR]*(?:-[imsxuUR]+)?)([:)])")]
    private static partial Regex Flags();

    [GeneratedRegex(@"\[:(\^?)([a-z]+):\]")]
    private static partial Regex PosixClass();

    [GeneratedRegex(@"\\(?:[xuU]\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8}))")]
    private static partial Regex CodePoint();

    [GeneratedRegex(@"\\([pP])(?:\{([^}]+)\}|([A-Z]))")]
    private static partial Regex Property();
}
