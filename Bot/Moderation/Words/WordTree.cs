using System.Runtime.InteropServices;

namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>All words of a list by their letters, so that one walk through a text finds any of them.</summary>
internal sealed class WordTree
{
    private readonly List<(char Letter, WordTree Tree)> _next = [];
    private readonly List<(WordRule Rule, WordShape Shape)> _ends = [];
    private int _trees;

    /// <summary>Its number among those of its list.</summary>
    public int Number { get; private init; }

    /// <summary>The words that end here.</summary>
    public ReadOnlySpan<(WordRule Rule, WordShape Shape)> Ends => CollectionsMarshal.AsSpan(_ends);

    /// <summary>What may follow.</summary>
    public ReadOnlySpan<(char Letter, WordTree Tree)> Next => CollectionsMarshal.AsSpan(_next);

    /// <summary>A word goes on here that may begin in the middle of another.</summary>
    public bool HasOpenStart { get; private set; }

    public void Add(WordRule rule)
    {
        var shape = WordShape.Of(rule.Text);
        var tree = this;
        foreach (var letter in shape.Letters)
        {
            tree.HasOpenStart |= shape.OpenStart;
            tree = tree.To(letter) ?? tree.Grow(letter, ++_trees);
        }
        tree.HasOpenStart |= shape.OpenStart;
        if (tree != this) tree._ends.Add((rule, shape));
    }

    public WordTree? To(char letter)
    {
        foreach (var (one, tree) in _next)
            if (one == letter) return tree;
        return null;
    }

    private WordTree Grow(char letter, int number)
    {
        var tree = new WordTree { Number = number };
        _next.Add((letter, tree));
        return tree;
    }
}
