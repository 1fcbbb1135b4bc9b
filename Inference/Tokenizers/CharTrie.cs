namespace ChatVideoBot.Inference.Tokenizers;

/// <summary>An immutable set of strings with an id each, walked character by character.</summary>
/// <remarks>
/// Nodes lie in the order of a breadth-first walk, so that a node's children are neighbours, sorted by their character: a step is
/// one look-up at the root and a binary search below it. A vocabulary of 256,000 pieces takes some 10 bytes a node.
/// </remarks>
internal sealed class CharTrie
{
    public const int Root = 0;
    public const int None = -1;

    private readonly char[] _label;
    private readonly int[] _firstChild; // one longer than the nodes: a node's children end where the next node's begin
    private readonly int[] _id;
    private readonly int[] _ofRoot = new int[char.MaxValue + 1];

    /// <param name="entries">Where a string stands twice, the later one's id wins; the empty string is left out.</param>
    public CharTrie(IEnumerable<(string Text, int Id)> entries)
    {
        var byText = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (text, id) in entries)
            if (text.Length > 0) byText[text] = id;
        var texts = byText.Keys.ToArray();
        Array.Sort(texts, StringComparer.Ordinal);

        var label = new List<char> { '\0' };
        var first = new List<int>();
        var ids = new List<int>();
        var ranges = new Queue<(int From, int To, int Depth)>([(0, texts.Length, 0)]); // the sorted texts below each node
        while (ranges.TryDequeue(out var node))
        {
            var (from, to, depth) = node;
            first.Add(label.Count);
            ids.Add(from < to && texts[from].Length == depth ? byText[texts[from++]] : None);
            while (from < to)
            {
                var c = texts[from][depth];
                var end = from + 1;
                while (end < to && texts[end][depth] == c) end++;
                label.Add(c);
                ranges.Enqueue((from, end, depth + 1));
                from = end;
            }
        }
        first.Add(label.Count);
        (_label, _firstChild, _id) = ([.. label], [.. first], [.. ids]);

        Array.Fill(_ofRoot, None);
        for (var child = _firstChild[Root]; child < _firstChild[Root + 1]; child++)
            _ofRoot[_label[child]] = child;
    }

    /// <summary>The node below <paramref name="node"/> by this character, or <see cref="None"/>.</summary>
    public int Step(int node, char c)
    {
        if (node == Root) return _ofRoot[c];
        var from = _firstChild[node];
        var at = _label.AsSpan(from, _firstChild[node + 1] - from).BinarySearch(c);
        return at < 0 ? None : from + at;
    }

    /// <summary>The id of the string that ends at this node, or <see cref="None"/>.</summary>
    public int IdAt(int node) => _id[node];

    /// <summary>The largest id; <see cref="None"/> of no strings.</summary>
    public int MostId => _id.Max();

    /// <summary>The id of exactly this string, or <see cref="None"/>.</summary>
    public int Find(ReadOnlySpan<char> text)
    {
        var node = Root;
        foreach (var c in text)
            if ((node = Step(node, c)) == None) return None;
        return IdAt(node);
    }

    /// <summary>The longest string that <paramref name="text"/> begins with; its id is <see cref="None"/> when there is none.</summary>
    public (int Id, int Length) Longest(ReadOnlySpan<char> text)
    {
        var best = (Id: None, Length: 0);
        var node = Root;
        for (var i = 0; i < text.Length && (node = Step(node, text[i])) != None; i++)
            if (IdAt(node) != None) best = (IdAt(node), i + 1);
        return best;
    }
}
