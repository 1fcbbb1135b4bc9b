namespace ChatVideoBot.Inference.Tokenizers.Splitting;

/// <summary>Cuts at white space and drops it.</summary>
internal sealed class WhitespaceSplitter : ISplitter
{
    public IEnumerable<Piece> Split(Piece piece)
    {
        var (text, from) = (piece.Text, 0);
        for (var to = 0; to <= text.Length; to++)
        {
            if (to < text.Length && !char.IsWhiteSpace(text.Span[to])) continue;
            if (to > from) yield return new(text[from..to], piece.AtStart && from == 0);
            from = to + 1;
        }
    }
}
