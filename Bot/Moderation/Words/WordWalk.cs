namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>One letter of a word, found in a text.</summary>
/// <param name="Glyph">The first glyph that it is read from.</param>
/// <param name="Length">From so many glyphs: <c>vv</c> is a w.</param>
/// <param name="Letter">The word's letter; a space where a phrase's next word begins.</param>
/// <param name="Step">How it is read.</param>
internal readonly record struct Trace(int Glyph, int Length, char Letter, StepKind Step);

internal enum StepKind : byte
{
    Letter,

    /// <summary>The letter before it once more.</summary>
    Again,

    /// <summary>A sign that stands for a letter that is not shown.</summary>
    Hidden,

    /// <summary>From one word of a phrase to the next.</summary>
    NextWord,
}

/// <summary>One walk through a text, looking for every word of a tree.</summary>
internal sealed class WordWalk(List<Glyph> glyphs)
{
    private const int MostSigns = 12, MostSpaces = 6, MostHidden = 2, MostLetters = 200;

    /// <summary>Steps tried from one place: what is ambiguous beyond that is no word that anybody reads.</summary>
    private const int MostSteps = 4000;

    /// <summary>Steps that are worth remembering as taken for nothing.</summary>
    private const int WorthKeeping = 8;

    /// <summary>Several signs that are one letter together.</summary>
    private static readonly (string Signs, char Letter)[] Drawn =
    [
        ("ph", 'f'), ("vv", 'w'), ("()", 'o'), ("[]", 'o'), ("<>", 'o'), ("|_|", 'u'), ("|)", 'd'), ("|<", 'k'), ("|{", 'k'), ("|-|", 'h'), ("|3", 'b'), ("|=", 'f'),
        ("|*", 'p'), ("|>", 'p'), ("|2", 'r'), ("\\/", 'v'), ("\\/", 'u'), ("/\\", 'a'), ("/-\\", 'a'), ("/\\/", 'n'), ("|\\|", 'n'), ("\\/\\/", 'w'), ("|v|", 'm'), ("/v\\", 'm'), ("><", 'x'), ("|_", 'l'),
    ];

    /// <summary>Signs that one of <see cref="Drawn"/> begins with.</summary>
    private const string Strokes = "pv()[<>|\\/";

    private readonly List<Trace> _path = new(64);

    /// <summary>From where no word ends, whatever stood before.</summary>
    private readonly HashSet<long> _dead = [];
    private int _steps, _ends, _hidden;
    private bool _isBorder;

    /// <summary>The first word; null for none.</summary>
    /// <returns>Where it begins and ends, UTF-16 units.</returns>
    public (WordRule Rule, int Start, int End)? Find(WordTree words)
    {
        for (var start = 0; start < glyphs.Count; start++)
        {
            if (glyphs[start].IsSpace) continue;
            _isBorder = IsBorderBefore(start);
            if (!_isBorder && !words.HasOpenStart) continue;
            _path.Clear();
            (_steps, _hidden) = (0, 0);
            if (TryAt(words, start) is not { } rule) continue;
            var last = _path[^1];
            var end = last.Glyph + last.Length;
            var until = end < glyphs.Count ? glyphs[end].At : glyphs[end - 1].At + 1;
            return (rule, glyphs[start].At, Math.Max(until, glyphs[start].At + 1));
        }
        return null;
    }

    /// <summary>Goes on from where a tree was reached: a word ends here, or its next letter follows, behind a gap or not.</summary>
    private WordRule? Step(WordTree tree, int at)
    {
        if (++_steps > MostSteps || _path.Count > MostLetters) return null;
        var key = ((long)tree.Number << 32) | ((long)at << 4) | ((long)_hidden << 2) | (_path[^1].Step is StepKind.Letter or StepKind.Again ? 1L : 0) | (_isBorder ? 2L : 0);
        if (_dead.Contains(key)) return null;
        var (steps, ends) = (_steps, _ends);
        if (Ahead(tree, at) is { } found) return found;
        if (_ends == ends && _steps - steps >= WorthKeeping && _steps <= MostSteps) _dead.Add(key);
        return null;
    }

    private WordRule? Ahead(WordTree tree, int at)
    {
        if (_path[^1].Step != StepKind.NextWord)
        {
            foreach (var (rule, shape) in tree.Ends)
                if (Ends(shape, at)) return rule;
        }
        if (tree.To(' ') is { } next)
        {
            _path.Add(new(at, 0, ' ', StepKind.NextWord));
            if (Step(next, at) is { } found) return found;
            _path.RemoveAt(_path.Count - 1);
        }
        var (signs, spaces) = (0, 0);
        for (var i = at; i < glyphs.Count; i++)
        {
            if (TryAt(tree, i, direct: i == at) is { } found) return found;
            if (!glyphs[i].IsGap) break;
            if (glyphs[i].IsSpace ? ++spaces > MostSpaces : ++signs > MostSigns) break;
        }
        return null;
    }

    private WordRule? TryAt(WordTree tree, int at, bool direct = false)
    {
        if (++_steps > MostSteps) return null;
        var glyph = glyphs[at];
        foreach (var (letter, next) in tree.Next)
        {
            if ((_isBorder || next.HasOpenStart) && Reads(glyph, letter) && Take(next, new(at, 1, letter, StepKind.Letter)) is { } found) return found;
        }
        foreach (var (signs, letter) in Strokes.Contains(glyph.Own) ? Drawn : [])
        {
            if (signs[0] == glyph.Own && Stands(signs, at) && tree.To(letter) is { } drawn && Take(drawn, new(at, signs.Length, letter, StepKind.Letter)) is { } found) return found;
        }
        if (_path.Count == 0) return null;
        var last = _path[^1];
        if (last.Step is StepKind.Letter or StepKind.Again && Reads(glyph, last.Letter) && Take(tree, new(at, 1, last.Letter, StepKind.Again)) is { } again) return again;
        if (!direct || _hidden >= MostHidden || !MayHide(glyph)) return null;
        foreach (var (letter, next) in tree.Next)
        {
            if (letter != ' ' && Take(next, new(at, 1, letter, StepKind.Hidden)) is { } found) return found;
        }
        return null;
    }

    private WordRule? Take(WordTree tree, Trace trace)
    {
        _path.Add(trace);
        if (trace.Step == StepKind.Hidden) _hidden++;
        if (Step(tree, trace.Glyph + trace.Length) is { } found) return found;
        if (trace.Step == StepKind.Hidden) _hidden--;
        _path.RemoveAt(_path.Count - 1);
        return null;
    }

    private bool Ends(WordShape shape, int end)
    {
        _ends++;
        var start = _path[0].Glyph;
        var (before, after) = (IsBorderBefore(start), IsBorderAfter(end));
        return (before || shape.OpenStart) && (after || shape.OpenEnd) && Pieces.AreWord(glyphs, _path, shape, before && after);
    }

    private bool IsBorderBefore(int start)
    {
        if (start == 0) return true;
        var (before, first) = (glyphs[start - 1], glyphs[start]);
        if (before.Kind != GlyphKind.Letter) return before.Kind != GlyphKind.Digit || first.Kind != GlyphKind.Digit;
        return Alphabet.IsUnspaced(first.Own) || Alphabet.IsUnspaced(before.Own) || Alphabet.IsHangul(before.Own) && first.IsLatin;
    }

    private bool IsBorderAfter(int end)
    {
        if (end >= glyphs.Count) return true;
        if (glyphs[end].Kind != GlyphKind.Letter) return glyphs[end].Kind != GlyphKind.Digit || glyphs[end - 1].Kind != GlyphKind.Digit;
        var (last, next) = (glyphs[end - 1].Own, glyphs[end].Own);
        return Alphabet.IsUnspaced(last) || Alphabet.IsUnspaced(next) || Alphabet.IsHangul(last) && _path.Count > 1 || glyphs[end - 1].IsLatin && Alphabet.IsHangul(next);
    }

    private bool Stands(string signs, int at)
    {
        if (at + signs.Length > glyphs.Count) return false;
        for (var i = 1; i < signs.Length; i++)
            if (glyphs[at + i].Own != signs[i]) return false;
        return true;
    }

    private static bool Reads(Glyph glyph, char letter)
    {
        if (glyph.Own == letter) return glyph.Kind is GlyphKind.Letter or GlyphKind.Digit;
        if (letter is >= 'a' and <= 'z') return (glyph.Reads & Alphabet.Bit(letter)) != 0;
        return letter >= '\u0080' && glyph.IsLatin && (Alphabet.Twin(new(letter)) & Alphabet.Bit(glyph.Own)) != 0; // "xyй"
    }

    /// <summary>What people put for a letter that they do not want to write.</summary>
    private static bool MayHide(Glyph glyph) => glyph.Kind == GlyphKind.Sign && glyph.Own is '*' or '#' or '_' or '%' or '•' or '●' or '█' or '~' or '\0'
        || glyph.Kind == GlyphKind.Sign && glyph.Own > '\u2000' || glyph.Kind == GlyphKind.Stop && glyph.Own is '-' or '.';
}
