using System.Text.RegularExpressions;

namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>
/// Finds a server's words in what people write, also where they are disguised: by look-alike letters, signs and digits, marks, characters
/// that nobody sees, separators, letters typed again, or split over several texts.
/// </summary>
/// <remarks>Made once for a list, then never changed: safe for all threads. What counts as a word is decided in <see cref="WordWalk"/> and <see cref="Pieces"/>.</remarks>
public sealed class WordMatcher
{
    /// <summary>How much of a text's end and of the next one's beginning is read together, UTF-16 units.</summary>
    private const int Reach = 200;

    /// <summary>So many texts are put before and behind each other in every order; of more, only neighbours.</summary>
    private const int MostInAnyOrder = 10;

    private readonly WordTree _words = new();
    private readonly List<(WordRule Rule, Regex Regex)> _patterns = [];

    /// <exception cref="ArgumentException">A pattern that <see cref="WordRule.Parse"/> would not have taken.</exception>
    public WordMatcher(IEnumerable<WordRule> rules)
    {
        foreach (var rule in rules)
        {
            if (rule.Kind == WordKind.Pattern) _patterns.Add((rule, rule.Compile()));
            else _words.Add(rule);
        }
    }

    public bool IsEmpty => _words.Next.IsEmpty && _patterns.Count == 0;

    /// <summary>The first hit; null for none.</summary>
    /// <param name="texts">All that somebody wrote for one clip: a prompt, a style, each shot, names of files.</param>
    /// <remarks>A pattern that takes too long counts as a hit, without a piece: what cannot be looked through is not let through.</remarks>
    public WordHit? Find(IReadOnlyList<string> texts)
    {
        if (IsEmpty) return null;
        for (var i = 0; i < texts.Count; i++)
            if (FindIn(texts[i], i) is { } hit) return hit;
        return texts.Count > 1 && !_words.Next.IsEmpty ? FindAcross(texts) : null;
    }

    private WordHit? FindIn(string text, int index)
    {
        foreach (var reading in Readings.Of(text))
        {
            if (!_words.Next.IsEmpty && new WordWalk(Glyph.Read(reading)).Find(_words) is { } found)
                return new(found.Rule, index, reading[found.Start..found.End].Trim());
            if (FindPattern(reading, index) is { } hit) return hit;
        }
        return null;
    }

    private WordHit? FindPattern(string text, int index)
    {
        if (_patterns.Count == 0) return null;
        var plain = Glyph.Plain(text);
        foreach (var (rule, regex) in _patterns)
        {
            try
            {
                if (regex.Match(text) is { Success: true } match) return new(rule, index, match.Value);
                if (regex.Match(plain) is { Success: true } folded) return new(rule, index, folded.Value);
            }
            catch (RegexMatchTimeoutException)
            {
                return new(rule, index, "");
            }
        }
        return null;
    }

    /// <summary>Words whose beginning is one text's end: all texts in their order, then each behind each other one.</summary>
    private WordHit? FindAcross(IReadOnlyList<string> texts)
    {
        var plain = texts.Select(Readings.Decode).ToList();
        if (FindJoined(plain, [.. Enumerable.Range(0, plain.Count)]) is { } hit) return hit;
        if (plain.Count > MostInAnyOrder) return null;
        for (var i = 0; i < plain.Count; i++)
        {
            for (var j = 0; j < plain.Count; j++)
            {
                if (j == i || j == i + 1) continue; // in order: done above
                if (FindJoined([End(plain[i]), Beginning(plain[j])], [i, j]) is { } other) return other;
            }
        }
        return null;
    }

    /// <summary>Cut at a space, so that no half of a word stands there for a whole one.</summary>
    private static string End(string text) => text.Length > Reach && text.IndexOf(' ', text.Length - Reach) is >= 0 and var cut ? text[cut..] : text;

    private static string Beginning(string text) => text.Length > Reach && text.LastIndexOf(' ', Reach) is >= 0 and var cut ? text[..cut] : text;

    private WordHit? FindJoined(IReadOnlyList<string> texts, int[] indexes)
    {
        if (new WordWalk(Glyph.Read(texts)).Find(_words) is not { } found) return null;
        var (text, start) = (0, found.Start);
        while (start >= texts[text].Length && text < texts.Count - 1) start -= texts[text++].Length;
        return new(found.Rule, indexes[text], string.Concat(texts)[found.Start..found.End].Trim());
    }
}
