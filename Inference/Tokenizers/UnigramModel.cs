using System.Buffers;
using System.Text;

namespace ChatVideoBot.Inference.Tokenizers;

/// <summary>SentencePiece's unigram model: the cut of a text into pieces whose log-probabilities have the greatest sum.</summary>
/// <remarks>
/// Kudo 2018, arXiv:1804.10959, as <c>tokenizers</c> does it (models/unigram/model.rs): Viterbi from left to right, shorter pieces
/// first, only a strictly better path replaces another. A character that is no piece costs the lowest score less 10, and a run of such
/// characters is one unknown token.
/// </remarks>
internal sealed class UnigramModel : ITokenModel
{
    private const double UnknownPenalty = 10;
    private const int OnStack = 128; // characters; most pieces are words

    private readonly CharTrie _pieces;
    private readonly double[] _scores;
    private readonly double _unknownScore;
    private readonly int _unknownId;
    private readonly int[]? _byteIds;

    /// <param name="vocabulary">Pieces with their log-probabilities; the index is the id.</param>
    /// <param name="byteFallback">Write an unknown run as the pieces <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c> of its UTF-8.</param>
    public UnigramModel(IReadOnlyList<(string Piece, double Score)> vocabulary, int unknownId, bool byteFallback)
    {
        _pieces = new CharTrie(vocabulary.Select((entry, id) => (entry.Piece, id)));
        _scores = [.. vocabulary.Select(entry => entry.Score)];
        _unknownScore = _scores.Min() - UnknownPenalty;
        _unknownId = unknownId;
        if (byteFallback)
            _byteIds = [.. Enumerable.Range(0, 256).Select(value => _pieces.Find($"<0x{value:X2}>"))];
    }

    public (int Least, int Most) Ids => (0, _scores.Length - 1);

    public int? Find(string piece) => _pieces.Find(piece) is >= 0 and var id ? id : null;

    public void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        if (text.IsEmpty) return;
        Step[]? rented = null;
        var best = text.Length < OnStack
            ? stackalloc Step[text.Length + 1]
            : (rented = ArrayPool<Step>.Shared.Rent(text.Length + 1)).AsSpan(0, text.Length + 1);
        FindBestPath(text, best);
        AppendPath(text, best, ids);
        if (rented is not null) ArrayPool<Step>.Shared.Return(rented);
    }

    private void FindBestPath(ReadOnlySpan<char> text, Span<Step> best)
    {
        best.Fill(Step.Unreached);
        best[0] = new Step(0, 0, 0);
        for (int from = 0, length; from < text.Length; from += length)
        {
            length = char.IsHighSurrogate(text[from]) ? 2 : 1;
            var soFar = best[from].Score;
            var characterIsPiece = false;
            var node = CharTrie.Root;
            for (var to = from; to < text.Length && (node = _pieces.Step(node, text[to])) != CharTrie.None; to++)
            {
                if (_pieces.IdAt(node) is not (>= 0 and var id)) continue;
                best[to + 1].Offer(soFar + _scores[id], from, id);
                characterIsPiece |= to + 1 - from == length;
            }
            if (!characterIsPiece) best[from + length].Offer(soFar + _unknownScore, from, _unknownId);
        }
    }

    /// <summary>Walks the path from its end; the ids come out backwards and are turned round in place.</summary>
    private void AppendPath(ReadOnlySpan<char> text, ReadOnlySpan<Step> best, List<int> ids)
    {
        var before = ids.Count;
        for (var to = text.Length; to > 0;)
        {
            var from = best[to].From;
            if (best[to].Id != _unknownId)
            {
                ids.Add(best[to].Id);
                to = from;
                continue;
            }
            while (from > 0 && best[from].Id == _unknownId) from = best[from].From;
            AppendUnknownBackwards(text[from..to], ids);
            to = from;
        }
        ids.Reverse(before, ids.Count - before);
    }

    private void AppendUnknownBackwards(ReadOnlySpan<char> run, List<int> ids)
    {
        if (_pieces.Find(run) is >= 0 and var id)
            ids.Add(id); // only "<unk>" itself, or a piece whose score is worse than the unknown's
        else if (_byteIds is null || !TryAppendBytesBackwards(run, _byteIds, ids))
            ids.Add(_unknownId);
    }

    private static bool TryAppendBytesBackwards(ReadOnlySpan<char> run, int[] byteIds, List<int> ids)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(run)];
        Encoding.UTF8.GetBytes(run, bytes);
        if (Array.Exists(bytes, value => byteIds[value] == CharTrie.None)) return false;
        for (var i = bytes.Length - 1; i >= 0; i--) ids.Add(byteIds[bytes[i]]);
        return true;
    }

    /// <summary>The last piece of the best path that ends at a position: its total score, where the piece begins, and its id.</summary>
    private record struct Step(double Score, int From, int Id)
    {
        public static readonly Step Unreached = new(0, -1, 0);

        public void Offer(double score, int from, int id)
        {
            if (From < 0 || score > Score) this = new Step(score, from, id);
        }
    }
}
