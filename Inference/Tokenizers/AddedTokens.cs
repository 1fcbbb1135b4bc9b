using System.Globalization;
using System.Text;

namespace ChatVideoBot.Inference.Tokenizers;

/// <summary>One entry of <c>added_tokens</c>.</summary>
/// <param name="LeftStrip">The white space before the token belongs to it.</param>
/// <param name="RightStrip">The white space after the token belongs to it.</param>
/// <param name="SingleWord">The token does not stand within a word.</param>
internal sealed record AddedToken(int Id, string Content, bool SingleWord, bool LeftStrip, bool RightStrip);

/// <summary>A part of a text: an added token, or what lies between two of them.</summary>
/// <param name="Id">Null for plain text.</param>
/// <param name="AtStart">The part begins where the text begins.</param>
internal readonly record struct Cut(string Text, int? Id, bool AtStart);

/// <summary>Cuts tokens such as <c>&lt;/s&gt;</c> out of a text: leftmost first, the longest of those that begin at one place.</summary>
internal sealed class AddedTokens(IReadOnlyList<AddedToken> tokens)
{
    private readonly CharTrie _contents = new(tokens.Select((token, index) => (token.Content, index)));

    public IEnumerable<int> Ids => tokens.Select(t => t.Id);

    /// <summary>Null when there is no such token.</summary>
    public int? Id(string content) => tokens.FirstOrDefault(t => t.Content == content)?.Id;

    public IEnumerable<Cut> Cut(string text)
    {
        var plainFrom = 0;
        for (var at = 0; tokens.Count > 0 && at < text.Length;)
        {
            var (index, length) = _contents.Longest(text.AsSpan(at));
            if (index == CharTrie.None)
            {
                at++;
                continue;
            }
            var (token, from, to) = (tokens[index], at, at + length);
            at = to;
            if (token.SingleWord && (EndsInWord(text.AsSpan(0, from)) || BeginsWithWord(text.AsSpan(to)))) continue;
            if (token.LeftStrip) from = Math.Max(plainFrom, text.AsSpan(0, from).TrimEnd().Length);
            if (token.RightStrip) to = text.Length - text.AsSpan(to).TrimStart().Length;
            if (from > plainFrom) yield return new(text[plainFrom..from], null, plainFrom == 0);
            yield return new(token.Content, token.Id, from == 0);
            at = plainFrom = to;
        }
        if (plainFrom < text.Length) yield return new(text[plainFrom..], null, plainFrom == 0);
    }

    private static bool EndsInWord(ReadOnlySpan<char> text)
    {
        Rune.DecodeLastFromUtf16(text, out var last, out var length);
        return length > 0 && IsWord(last);
    }

    private static bool BeginsWithWord(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out var first, out var length);
        return length > 0 && IsWord(first);
    }

    /// <summary>The regular expression <c>\w</c> of Unicode's report 18.</summary>
    private static bool IsWord(Rune rune) => Rune.IsLetterOrDigit(rune) || rune.Value is 0x200C or 0x200D
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
}
