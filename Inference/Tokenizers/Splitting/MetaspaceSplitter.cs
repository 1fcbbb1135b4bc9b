namespace ChatVideoBot.Inference.Tokenizers.Splitting;

/// <summary>When <see cref="MetaspaceSplitter"/> puts its mark before a text that does not begin with it.</summary>
internal enum PrependMark { Always, AtStart, Never }

/// <summary>SentencePiece's view of spaces: each is a visible mark (▁), and a piece is a mark with what follows it.</summary>
internal sealed class MetaspaceSplitter(char mark, PrependMark prepend, bool split) : ISplitter
{
    public IEnumerable<Piece> Split(Piece piece)
    {
        if (piece.Text.IsEmpty) yield break;
        var text = Mark(piece).AsMemory();
        var from = 0;
        while (split && text.Span[(from + 1)..].IndexOf(mark) is >= 0 and var ahead)
        {
            yield return new(text.Slice(from, ahead + 1), piece.AtStart && from == 0);
            from += ahead + 1;
        }
        yield return new(text[from..], piece.AtStart && from == 0);
    }

    private string Mark(Piece piece)
    {
        var bare = piece.Text.Span[0] != ' ' && piece.Text.Span[0] != mark;
        var marked = bare && (prepend == PrependMark.Always || prepend == PrependMark.AtStart && piece.AtStart);
        return string.Create(piece.Text.Length + (marked ? 1 : 0), (piece.Text, marked, mark), static (into, from) =>
        {
            into[0] = from.mark;
            from.Text.Span.Replace(into[(from.marked ? 1 : 0)..], ' ', from.mark);
        });
    }
}
