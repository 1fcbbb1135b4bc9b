using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Inference.Tokenizers.Splitting;

/// <summary>Cuts at the matches of a regular expression.</summary>
/// <param name="pattern">Made with <see cref="RegexOptions.NonBacktracking"/>: linear whatever the text.</param>
/// <param name="keepMatches">The matches are pieces.</param>
/// <param name="keepRest">What lies between matches is a piece.</param>
internal sealed class PatternSplitter(Regex pattern, bool keepMatches, bool keepRest) : ISplitter
{
    public IEnumerable<Piece> Split(Piece piece)
    {
        var (shadow, starts) = ShadowOf(piece.Text.Span);
        var rest = 0;
        foreach (var match in ListOf(pattern.EnumerateMatches(shadow)))
        {
            if (keepRest && match.From > rest) yield return PieceOf(rest, match.From);
            if (keepMatches && match.To > match.From) yield return PieceOf(match.From, match.To);
            rest = match.To;
        }
        if (keepRest && rest < shadow.Length) yield return PieceOf(rest, shadow.Length);

        Piece PieceOf(int from, int to) => starts is null
            ? new(piece.Text[from..to], piece.AtStart && from == 0)
            : new(piece.Text[starts[from]..starts[to]], piece.AtStart && from == 0);
    }

    private static List<(int From, int To)> ListOf(Regex.ValueMatchEnumerator matches)
    {
        var list = new List<(int, int)>();
        foreach (var match in matches) list.Add((match.Index, match.Index + match.Length));
        return list;
    }

    /// <summary>
    /// .NET's expressions see UTF-16 units, in which a letter such as 𝒜 is two surrogates and no letter. So they are given a shadow:
    /// each character outside the basic plane is one unit of its own category.
    /// </summary>
    /// <returns>The starts say where each unit of the shadow begins in the text; null when the shadow is the text itself.</returns>
    private static (string Shadow, int[]? Starts) ShadowOf(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0) return (text.ToString(), null);
        var (shadow, starts, at) = (new StringBuilder(text.Length), new List<int>(text.Length), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            shadow.Append(rune.IsBmp ? (char)rune.Value : StandInOf(rune));
            starts.Add(at);
            at += rune.Utf16SequenceLength;
        }
        starts.Add(at);
        return (shadow.ToString(), [.. starts]);
    }

    /// <summary>A letter for a letter, and so on; whatever is none of these is a symbol.</summary>
    private static char StandInOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        _ when Rune.IsLetter(rune) => '\uA015',
        _ when Rune.IsNumber(rune) => '\uA620',
        UnicodeCategory.NonSpacingMark => '\u0300',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        _ => '\u2603',
    };
}
