namespace ChatVideoBot.Inference.Tokenizers;

/// <summary>Byte pair encoding: from single characters upwards, the pair that was learnt first is merged first.</summary>
/// <remarks>
/// Sennrich 2016, arXiv:1508.07909, as <c>tokenizers</c> does it (models/bpe): of pairs of one rank the leftmost is merged first. A
/// queue of the pairs in reach keeps a word of n characters at n log n.
/// </remarks>
internal sealed class BytePairModel : ITokenModel
{
    private readonly CharTrie _vocabulary;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _merges;
    private readonly int? _unknownId;
    private readonly bool _fuseUnknown;
    private readonly string _suffix;

    /// <param name="merges">Pairs of pieces in the order they were learnt.</param>
    /// <param name="unknownId">Stands for a character that is no piece; null leaves such characters out.</param>
    /// <param name="fuseUnknown">A run of such characters is one token.</param>
    /// <param name="suffix">Ends the last character of a word in the vocabulary: <c>&lt;/w&gt;</c>, or empty.</param>
    /// <exception cref="ArgumentException">A merge's pieces or its outcome are not in the vocabulary.</exception>
    public BytePairModel(
        IEnumerable<(string Piece, int Id)> vocabulary, IReadOnlyList<(string Left, string Right)> merges,
        int? unknownId, bool fuseUnknown, string suffix)
    {
        (_unknownId, _fuseUnknown, _suffix) = (unknownId, fuseUnknown, suffix);
        _vocabulary = new CharTrie(vocabulary);
        _merges = new(merges.Count);
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right) = merges[rank];
            _merges[(IdOf(left), IdOf(right))] = (rank, IdOf(left + right));
        }

        int IdOf(string piece) => _vocabulary.Find(piece) is >= 0 and var id
            ? id
            : throw new ArgumentException($"the merges need \"{piece}\", which the vocabulary does not have.");
    }

    public (int Least, int Most) Ids => (0, _vocabulary.MostId);

    public int? Find(string piece) => _vocabulary.Find(piece) is >= 0 and var id ? id : null;

    public void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        if (text.IsEmpty) return;
        var symbols = new List<Symbol>(text.Length);
        AddCharacters(text, symbols);
        Merge(symbols);
        foreach (var symbol in symbols)
            if (symbol.Id != Symbol.Gone) ids.Add(symbol.Id);
    }

    private void AddCharacters(ReadOnlySpan<char> text, List<Symbol> symbols)
    {
        var afterUnknown = false;
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = char.IsHighSurrogate(text[at]) ? 2 : 1;
            var id = Find(text.Slice(at, length), isLast: at + length == text.Length);
            var isUnknown = id == CharTrie.None;
            if (isUnknown && (_unknownId is null || afterUnknown && _fuseUnknown)) continue;
            symbols.Add(new Symbol(isUnknown ? _unknownId!.Value : id, symbols.Count - 1, symbols.Count + 1));
            afterUnknown = isUnknown;
        }
        if (symbols.Count > 0) symbols[^1] = symbols[^1] with { Next = -1 };
    }

    private int Find(ReadOnlySpan<char> character, bool isLast)
    {
        if (!isLast || _suffix.Length == 0) return _vocabulary.Find(character);
        Span<char> ended = stackalloc char[character.Length + _suffix.Length];
        character.CopyTo(ended);
        _suffix.CopyTo(ended[character.Length..]);
        return _vocabulary.Find(ended);
    }

    private void Merge(List<Symbol> symbols)
    {
        var pairs = new PriorityQueue<(int At, int Id), (int Rank, int At)>();
        for (var at = 0; at < symbols.Count; at++) Offer(at);
        while (pairs.TryDequeue(out var pair, out _))
        {
            var left = symbols[pair.At];
            if (left.Id == Symbol.Gone || left.Next < 0) continue;
            var right = symbols[left.Next];
            if (!_merges.TryGetValue((left.Id, right.Id), out var merge) || merge.Id != pair.Id) continue; // one of them has grown since
            symbols[left.Next] = right with { Id = Symbol.Gone };
            symbols[pair.At] = left with { Id = merge.Id, Next = right.Next };
            if (right.Next >= 0) symbols[right.Next] = symbols[right.Next] with { Previous = pair.At };
            Offer(left.Previous);
            Offer(pair.At);
        }

        void Offer(int at)
        {
            if (at >= 0 && symbols[at].Next >= 0
                && _merges.TryGetValue((symbols[at].Id, symbols[symbols[at].Next].Id), out var merge))
                pairs.Enqueue((at, merge.Id), (merge.Rank, at));
        }
    }

    /// <summary>A piece of the word as far as it is merged, in a list linked by indices.</summary>
    private readonly record struct Symbol(int Id, int Previous, int Next)
    {
        /// <summary>It is part of the piece before it.</summary>
        public const int Gone = -1;
    }
}
