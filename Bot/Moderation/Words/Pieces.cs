using System.Text;

namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>Decides whether letters that were found one after another are a word, or chance.</summary>
/// <remarks>
/// Chance is: more digits than letters ("A55"), brackets that only stand before a word ("(lit"), a letter typed again where that is
/// another word ("good"), and above all words that stand side by side: pieces with a space between them are read as one only when all are
/// single letters, or when at least one of them is no word by itself ("fu ck", "f uck", and not "pen is", "wash it", "that's hit").
/// </remarks>
internal static class Pieces
{
    private const string Apostrophes = "'’‘`´";

    /// <summary>What is labelled with a letter: "vitamin c lit from below".</summary>
    private static readonly HashSet<string> Labels =
    [
        "vitamin", "model", "type", "class", "plan", "grade", "size", "letter", "section", "group", "team", "line", "level", "phase", "hepatitis", "part", "hall",
        "room", "wing", "block", "gate", "platform", "terminal", "exit", "route", "bus", "form", "stage", "planet", "point", "column", "row", "seat", "series", "zone",
        "dr", "mr", "mrs", "ms", "st", "vs", "key", "variable", "track", "side", "version", "option", "camp", "deck", "dock", "building", "train",
    ];

    private static readonly HashSet<string> Clitics = ["s", "t", "ll", "re", "ve", "d", "m", "em", "all", "clock"];

    /// <param name="glyphs">The text.</param>
    /// <param name="path">The letters.</param>
    /// <param name="shape">The word.</param>
    /// <param name="isApart">No letters stand right before or behind.</param>
    public static bool AreWord(List<Glyph> glyphs, List<Trace> path, WordShape shape, bool isApart)
    {
        if (!AreLetters(glyphs, path, shape)) return false;
        for (var from = 0; from < path.Count;)
        {
            var to = from;
            while (to < path.Count && path[to].Step != StepKind.NextWord) to++;
            if (!IsOne(glyphs, path.GetRange(from, to - from), shape, isApart)) return false;
            from = to + 1;
        }
        return true;
    }

    /// <summary>Whether enough of what was read are letters.</summary>
    private static bool AreLetters(List<Glyph> glyphs, List<Trace> path, WordShape shape)
    {
        int letters = 0, digits = 0, signs = 0, hidden = 0, own = 0;
        for (var i = 0; i < path.Count; i++)
        {
            var (at, length, letter, step) = path[i];
            if (step == StepKind.NextWord) continue;
            var glyph = glyphs[at];
            if (step == StepKind.Hidden) hidden++;
            else if (step == StepKind.Again) continue;
            else if (length > 1) signs++;
            else if (glyph.Kind == GlyphKind.Letter) letters++;
            else if (glyph.Kind == GlyphKind.Digit) digits += glyph.Own == letter ? 0 : 1;
            else signs++;
            if (glyph.Own == letter) own++;
            if (length == 1 && step != StepKind.Hidden && !MayStandHere(glyphs, path, i)) return false;
        }
        if (hidden > 0)
        {
            var star = path.All(one => one.Step != StepKind.Hidden || glyphs[one.Glyph].Own == '*');
            if (digits + signs > 0 || letters < 2 || glyphs[path[0].Glyph].Kind != GlyphKind.Letter || path[^1].Step != StepKind.Letter) return false;
            if (shape.Length < 4 ? !star || hidden > 1 : !star && hidden > 1) return false;
        }
        if (!shape.IsLatin && own == 0) return false;
        if (digits > (shape.Length <= 3 ? 1 : (shape.Length + 1) / 2)) return false;
        return letters > 0 || shape.HasDigits && own > 0 || signs >= 3 && digits == 0 && path.Count == signs && path[^1].Glyph - path[0].Glyph == signs - 1;
    }

    /// <summary>Brackets, exclamation and plus signs are letters only between others: before and behind a word they are what they are.</summary>
    private static bool MayStandHere(List<Glyph> glyphs, List<Trace> path, int i)
    {
        var (at, length, letter, _) = path[i];
        if (glyphs[at].Kind is GlyphKind.Letter or GlyphKind.Digit || glyphs[at].Own is not ('(' or '<' or '[' or '{' or '#' or '!' or '|' or '+' or '^' or '°')) return true;
        if (i == 0) return false;
        if (i + 1 == path.Count) return letter == 't' && path[i - 1].Glyph + path[i - 1].Length == at;
        return glyphs[at - 1].IsGap || !glyphs[at + length].IsSpace; // "p e n ! s", and not "sh! it"
    }

    private static bool IsOne(List<Glyph> glyphs, List<Trace> path, WordShape shape, bool isApart)
    {
        if (path.Count == 0) return true;
        var pieces = new List<string>();
        var piece = new StringBuilder();
        bool space = false, stop = false, apostrophe = false, pause = false;
        for (var i = 0; i < path.Count; i++)
        {
            var trace = path[i];
            if (i > 0 && path[i - 1].Glyph + path[i - 1].Length is var end && end < trace.Glyph)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
                for (; end < trace.Glyph; end++)
                {
                    space |= glyphs[end].IsSpace;
                    stop |= glyphs[end].Kind == GlyphKind.Stop;
                    pause |= glyphs[end].Own is '.' or ',' or ';' or ':' or '!' or '?' or '…';
                    apostrophe |= Apostrophes.Contains(glyphs[end].Own) && glyphs[end].Own != '\0';
                }
            }
            var own = glyphs[trace.Glyph];
            piece.Append(own.Kind == GlyphKind.Digit ? own.Own : own.Kind == GlyphKind.Letter && trace.Length == 1 && (own.IsLatin || own.Reads == 0) ? own.Own : trace.Letter);
        }
        pieces.Add(piece.ToString());
        if (pieces.Count == 1) return IsSpelt(glyphs, path) || !AreLatin(glyphs, path) || !CommonWords.Has(pieces[0]); // "good" is no "god"
        if (pieces.All(one => Alphabet.IsUnspaced(one[0]))) return true;
        if (shape.Length <= 3 && pieces.TrueForAll(IsSingle) && IsSpeltFurther(glyphs, path)) return false; // "T I T A N I C"
        if (stop && pieces.Count == 2 && apostrophe && Clitics.Contains(pieces[1])) return false; // he'll, who're
        if (!space)
        {
            if (stop && HasNumber(pieces, shape) && !pieces.TrueForAll(IsSingle)) return false; // AS-5
            return !stop || (isApart || !IsOpen(shape)) && !pieces.TrueForAll(one => one is "a" or "i" || one.Length > 1 && CommonWords.Has(one));
        }
        if (!isApart) return false;
        if (pieces.TrueForAll(IsSingle)) return pieces.Count >= 3;
        if (pause && pieces.Exists(one => one is "a" or "i" || CommonWords.Has(one))) return false; // "Sh! It is asleep"
        return !HasNumber(pieces, shape) && StandsFree(glyphs, path) && HasFragment(glyphs, path, pieces);
    }

    /// <summary>One letter, typed once or several times.</summary>
    private static bool IsSingle(string piece) => piece.AsSpan().IndexOfAnyExcept(piece[0]) < 0;

    /// <summary>Single letters go on before or behind; "a" and "i" alone are words.</summary>
    private static bool IsSpeltFurther(List<Glyph> glyphs, List<Trace> path) => Singles(glyphs, path[0].Glyph - 1, -1) || Singles(glyphs, path[^1].Glyph + path[^1].Length, 1);

    private static bool Singles(List<Glyph> glyphs, int at, int step)
    {
        for (var count = 0; count < 2; count++)
        {
            var gap = at;
            while (at >= 0 && at < glyphs.Count && glyphs[at].IsGap && Math.Abs(at - gap) < 3) at += step;
            if (at == gap || at < 0 || at >= glyphs.Count || glyphs[at].Kind != GlyphKind.Letter) return false;
            var next = at + step;
            if (next >= 0 && next < glyphs.Count && !glyphs[next].IsGap) return false; // a word
            if (glyphs[at].Own is not ('a' or 'i')) return true;
            at = next;
        }
        return true;
    }

    private static bool HasNumber(List<string> pieces, WordShape shape) => !shape.HasDigits && pieces.Exists(one => one.All(char.IsAsciiDigit));

    private static bool IsOpen(WordShape shape) => shape.OpenStart || shape.OpenEnd;

    /// <summary>Every letter is written as itself, and once.</summary>
    private static bool IsSpelt(List<Glyph> glyphs, List<Trace> path) =>
        path.TrueForAll(one => one is { Length: 1, Step: StepKind.Letter } && glyphs[one.Glyph].Own == one.Letter);

    private static bool AreLatin(List<Glyph> glyphs, List<Trace> path) => path.TrueForAll(one => glyphs[one.Glyph].IsLatin);

    /// <summary>No part of what stands before or behind: "that's hit", "U.S. hit", "5 cu m", "s hit-and-run".</summary>
    private static bool StandsFree(List<Glyph> glyphs, List<Trace> path)
    {
        var (start, end) = (path[0].Glyph, path[^1].Glyph + path[^1].Length);
        if (start > 1 && glyphs[start - 1].Kind == GlyphKind.Stop && glyphs[start - 2].Kind is GlyphKind.Letter or GlyphKind.Digit) return false;
        if (end + 1 < glyphs.Count && glyphs[end].Kind == GlyphKind.Stop && glyphs[end].Own is '-' or '\'' or '’' && glyphs[end + 1].Kind == GlyphKind.Letter) return false;
        var before = start - 1;
        while (before >= 0 && glyphs[before].IsSpace) before--;
        return before < 0 || glyphs[before].Kind != GlyphKind.Digit;
    }

    /// <summary>Whether one of the pieces is no word by itself.</summary>
    private static bool HasFragment(List<Glyph> glyphs, List<Trace> path, List<string> pieces)
    {
        var (at, isFragment) = (0, false);
        foreach (var (number, piece) in pieces.Index())
        {
            var first = path[at].Glyph;
            at += piece.Length;
            if (piece.Length > 1)
            {
                var isName = glyphs[first].IsCapital && first + 1 < glyphs.Count && !glyphs[first + 1].IsCapital && piece.AsSpan().IndexOfAny("aeiouy") >= 0;
                if (isName && number > 0 && !glyphs[path[0].Glyph].IsCapital) return false; // "dove va Gina"
                isFragment |= !isName && !CommonWords.Has(piece);
            }
            else if (!glyphs[first].IsCapital && piece[0] is not ('a' or 'e' or 'i' or 'o' or 'u' or 'y' or 'n') && !(number == 0 && IsLabelled(glyphs, first)))
            {
                isFragment = true;
            }
        }
        return isFragment;
    }

    /// <summary>The word before says what the letter is.</summary>
    private static bool IsLabelled(List<Glyph> glyphs, int at)
    {
        var word = new StringBuilder();
        var i = at - 1;
        while (i >= 0 && glyphs[i].IsGap) i--;
        for (; i >= 0 && glyphs[i].Kind == GlyphKind.Letter; i--) word.Insert(0, glyphs[i].Own);
        return Labels.Contains(word.ToString());
    }
}
