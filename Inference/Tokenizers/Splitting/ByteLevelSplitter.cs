using System.Text;

namespace ChatVideoBot.Inference.Tokenizers.Splitting;

/// <summary>GPT-2's view of text: words with the space before them, and each byte of UTF-8 a visible character.</summary>
/// <remarks>
/// The words are those of <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>, found by hand: in
/// linear time, and by whole characters where .NET's expressions see UTF-16 units.
/// </remarks>
internal sealed class ByteLevelSplitter(bool addSpace, bool splitWords) : ISplitter
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];
    private static readonly char[] OfByte = MakeAlphabet();

    public IEnumerable<Piece> Split(Piece piece)
    {
        if (piece.Text.IsEmpty) yield break;
        var text = addSpace && piece.Text.Span[0] != ' ' ? $" {piece.Text}".AsMemory() : piece.Text;
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = splitWords ? WordLength(text.Span[at..]) : text.Length;
            yield return new(Visible(text.Span.Slice(at, length)).AsMemory(), piece.AtStart && at == 0);
        }
    }

    private static int WordLength(ReadOnlySpan<char> text)
    {
        foreach (var contraction in Contractions)
            if (text.StartsWith(contraction, StringComparison.Ordinal)) return contraction.Length;
        var before = text[0] == ' ' && text.Length > 1 && !char.IsWhiteSpace(text[1]) ? 1 : 0;
        var kind = KindAt(text[before..], out _);
        var end = before;
        while (end < text.Length && KindAt(text[end..], out var length) == kind) end += length;
        // The last of several spaces belongs to the word that follows, when it can: it is left to the next piece.
        return kind == Kind.Space && end < text.Length && end > 1 ? end - 1 : end;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, out int length)
    {
        Rune.DecodeFromUtf16(text, out var rune, out length);
        return Rune.IsWhiteSpace(rune) ? Kind.Space : Rune.IsLetter(rune) ? Kind.Letter : Rune.IsNumber(rune) ? Kind.Number : Kind.Other;
    }

    private static string Visible(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        return string.Create(bytes.Length, bytes, static (into, from) =>
        {
            for (var i = 0; i < into.Length; i++) into[i] = OfByte[from[i]];
        });
    }

    /// <summary>Bytes that are visible in Latin-1 stand for themselves, the others for U+0100 and on, in order.</summary>
    private static char[] MakeAlphabet()
    {
        var next = (char)256;
        return [.. Enumerable.Range(0, 256).Select(value => value is > 32 and < 127 or > 160 and not 173 ? (char)value : next++)];
    }

    private enum Kind { Space, Letter, Number, Other }
}
