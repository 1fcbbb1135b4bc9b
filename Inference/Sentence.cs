using System.Globalization;
using System.Text;

namespace ChatVideoBot.Inference;

/// <summary>What is said to a person about a failure: one line of a length that can be read, whatever a file or a user put into it.</summary>
internal static class Sentence
{
    public const int MostCharacters = 590;

    /// <summary>The beginning of a sentence that is cut; of the rest the end is kept, because the remedy stands there.</summary>
    private const int KeptFirst = 380;

    /// <summary>Characters that end a line or cannot be seen are written as in a program's text (<c>\n</c>, <c>\u0007</c>); too long a text is cut in the middle.</summary>
    public static string Of(string text)
    {
        if (text.Length <= MostCharacters && !text.Any(IsUnseen))
            return text;
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '\n' or '\r' or '\t')
                plain.Append(c == '\n' ? "\\n" : c == '\r' ? "\\r" : " ");
            else if (IsUnseen(c))
                plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                plain.Append(c);
        }

        return plain.Length <= MostCharacters
            ? plain.ToString()
            : $"{plain.ToString(0, KeptFirst)}…{plain.ToString(plain.Length - (MostCharacters - KeptFirst - 1), MostCharacters - KeptFirst - 1)}";
    }

    /// <summary>A value as somebody wrote it, short enough to stand in a sentence.</summary>
    public static string Short(string value, int most = 40) => value.Length <= most ? value : value[..most] + "…";

    /// <summary>Also what turns the direction of writing round, so that a sentence cannot look like another.</summary>
    private static bool IsUnseen(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
