using System.Globalization;
using System.Text;

namespace ChatVideoBot.Bot.Moderation.Words;

internal enum GlyphKind : byte
{
    Letter,
    Digit,

    /// <summary>Of ordinary writing: full stop, comma, hyphen, apostrophe, bracket.</summary>
    Stop,

    /// <summary>Any other sign, emoji with them.</summary>
    Sign,

    /// <summary>Any number of spaces and line ends.</summary>
    Space,

    /// <summary>Where one text ends and the next begins.</summary>
    Seam,
}

/// <summary>What a reader sees of one character.</summary>
/// <param name="Own">The letter or digit: lower case, without marks, of its own alphabet; of a sign, the sign; '\0' where that is none of the basic plane.</param>
/// <param name="Reads">The Latin letters it can be read as, a bit each.</param>
/// <param name="At">Where it stands in the text, UTF-16 units.</param>
/// <param name="IsCapital">It is a capital letter, or may be one.</param>
internal readonly record struct Glyph(GlyphKind Kind, char Own, uint Reads, int At, bool IsCapital = false)
{
    private const string Stops = ".,;:?!…。、，．·・'’‘`´\"“”„«»‹›-‐‑‒–—―−/\\()[]{}&";

    public bool IsLatin => Kind == GlyphKind.Letter && Own < '\u0080';

    /// <summary>Ends a word: no letter.</summary>
    public bool IsGap => Kind is GlyphKind.Stop or GlyphKind.Sign or GlyphKind.Space or GlyphKind.Seam;
    public bool IsSpace => Kind is GlyphKind.Space or GlyphKind.Seam;

    /// <summary>A text as a reader sees it: what nobody sees is left out.</summary>
    public static List<Glyph> Read(string text) => Read([text]);

    /// <summary>Several texts as one; places count on through all of them.</summary>
    public static List<Glyph> Read(IReadOnlyList<string> texts)
    {
        var glyphs = new List<Glyph>(texts.Sum(text => text.Length) + texts.Count);
        var at = 0;
        for (var i = 0; i < texts.Count; i++)
        {
            if (i > 0) glyphs.Add(new(GlyphKind.Seam, '\0', 0, at));
            foreach (var rune in texts[i].EnumerateRunes())
            {
                Add(glyphs, rune, at);
                at += rune.Utf16SequenceLength;
            }
        }
        KeepOthersAlphabets(glyphs);
        return glyphs;
    }

    /// <summary>Lower case, without disguise, for patterns: look-alikes as Latin letters, what nobody sees left out, one space for many.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var glyph in Read(text))
        {
            if (glyph.IsSpace) plain.Append(' ');
            else if (glyph is { Kind: GlyphKind.Letter, IsLatin: false, Reads: not 0 }) plain.Append((char)('a' + uint.TrailingZeroCount(glyph.Reads)));
            else if (glyph.Own is not ('\0' or Alphabet.Astral)) plain.Append(glyph.Own);
        }
        return plain.ToString();
    }

    private static void Add(List<Glyph> glyphs, Rune typed, int at)
    {
        if (typed.Value is >= 'a' and <= 'z')
        {
            glyphs.Add(new(GlyphKind.Letter, (char)typed.Value, ReadsOf((char)typed.Value), at));
            return;
        }
        if (Rune.IsWhiteSpace(typed) || typed.Value is 0x2800 or 0x3000)
        {
            if (glyphs.Count > 0 && !glyphs[^1].IsSpace) glyphs.Add(new(GlyphKind.Space, '\0', 0, at));
            return;
        }
        if (Alphabet.Fold(typed) is not { } folded)
        {
            AddOne(glyphs, typed, at, Rune.IsUpper(typed));
            return;
        }
        var capital = Rune.IsUpper(typed) || Rune.GetUnicodeCategory(typed) == UnicodeCategory.OtherSymbol;
        foreach (var rune in folded.EnumerateRunes()) AddOne(glyphs, rune, at, capital);
    }

    private static void AddOne(List<Glyph> glyphs, Rune rune, int at, bool capital)
    {
        var category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
        {
            AddMark(glyphs, rune, at);
            return;
        }
        if (category is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0xFFFC or 0xFFFD or (>= 0x1F3FB and <= 0x1F3FF)) return;
        var lower = Rune.ToLowerInvariant(rune);
        if (Alphabet.Fold(lower) is [var plain] && plain != lower.Value) lower = new(plain);
        var own = lower.IsBmp ? (char)lower.Value : Alphabet.Astral;
        if (own is >= '\u30A1' and <= '\u30F6') own = (char)(own - 0x60); // katakana as hiragana
        if (own is >= 'a' and <= 'z') glyphs.Add(new(GlyphKind.Letter, own, ReadsOf(own), at, capital));
        else if (Rune.IsLetter(lower) && Joined(glyphs, own) is { } syllable) glyphs[^1] = glyphs[^1] with { Own = syllable };
        else if (Rune.IsLetter(lower)) glyphs.Add(new(GlyphKind.Letter, own, Alphabet.Twin(lower) | Alphabet.Cousin(lower), at, capital));
        else if (Rune.IsDigit(lower)) glyphs.Add(new(GlyphKind.Digit, (char)('0' + (int)Rune.GetNumericValue(lower)), Alphabet.Sign(new('0' + (int)Rune.GetNumericValue(lower))), at));
        else glyphs.Add(new(lower.IsBmp && Stops.Contains(own) ? GlyphKind.Stop : GlyphKind.Sign, lower.IsBmp ? own : '\0', Alphabet.Sign(lower) | Alphabet.Twin(lower) | Alphabet.Cousin(lower), at));
    }

    /// <summary>Accents, and what is piled on letters, are not seen; vowel signs of scripts that write with them are letters.</summary>
    private static void AddMark(List<Glyph> glyphs, Rune rune, int at)
    {
        if (rune.Value < 0x0900 || rune.Value is (>= 0x180B and <= 0x180F) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE00 and <= 0xFE2F) or >= 0xE0000) return;
        if (glyphs.Count == 0 || glyphs[^1].Kind != GlyphKind.Letter || glyphs[^1].Own < '\u0900') return;
        if (rune.Value is 0x3099 or 0x309A) // か and its mark are が
        {
            if (glyphs[^1].Own is >= '\u304B' and <= '\u307B') glyphs[^1] = glyphs[^1] with { Own = (char)(glyphs[^1].Own + rune.Value - 0x3098) };
        }
        else
        {
            glyphs.Add(new(GlyphKind.Letter, rune.IsBmp ? (char)rune.Value : Alphabet.Astral, 0, at));
        }
    }

    /// <summary>The Korean syllable that a letter makes with what stands before it; null for none.</summary>
    private static char? Joined(List<Glyph> glyphs, char jamo)
    {
        if (glyphs.Count == 0) return null;
        var before = glyphs[^1].Own;
        if (jamo is >= '\u1161' and <= '\u1175' && before is >= '\u1100' and <= '\u1112') return (char)(0xAC00 + ((before - 0x1100) * 21 + jamo - 0x1161) * 28);
        if (jamo is >= '\u11A8' and <= '\u11C2' && Alphabet.IsHangul(before) && (before - 0xAC00) % 28 == 0) return (char)(before + jamo - 0x11A7);
        return null;
    }

    private static uint ReadsOf(char letter) => Alphabet.Bit(letter) | letter switch
    {
        'v' => Alphabet.Bit('u'),
        'z' => Alphabet.Bit('s'),
        _ => 0,
    };

    /// <summary>
    /// Words of other alphabets stay what they are: "рот" is a mouth in a Russian text, and no "pot". What mixes alphabets within a word, or
    /// stands alone among Latin words, is read as Latin.
    /// </summary>
    private static void KeepOthersAlphabets(List<Glyph> glyphs)
    {
        var (latin, foreign) = (0, 0);
        foreach (var glyph in glyphs)
        {
            if (glyph.Kind != GlyphKind.Letter) continue;
            if (glyph.IsLatin) latin++;
            else if (Alphabet.Twin(new(glyph.Own)) == 0) foreign++; // a letter that Latin has not
        }
        if (foreign == 0) return;
        for (var i = 0; i < glyphs.Count;)
        {
            var end = i;
            var (scripts, own, strange, plain) = (0, false, false, false);
            for (; end < glyphs.Count && !glyphs[end].IsSpace; end++)
            {
                if (glyphs[end].Kind != GlyphKind.Letter) continue;
                if (glyphs[end].IsLatin)
                {
                    scripts |= 1;
                    continue;
                }
                var letter = glyphs[end].Own;
                scripts |= letter switch { < '\u0370' or (>= '\u1D00' and <= '\u1EFF') => 1, < '\u0400' => 2, < '\u0530' => 4, _ => 8 };
                own |= Alphabet.Twin(new(letter)) == 0;
                plain |= glyphs[end].Reads == 0;
                strange |= !IsEveryday(letter);
            }
            var mixed = (scripts & (scripts - 1)) != 0;
            var reads = mixed || strange && !plain || !own && latin > foreign;
            for (; i < end; i++)
                if (!reads && glyphs[i] is { Kind: GlyphKind.Letter, IsLatin: false }) glyphs[i] = glyphs[i] with { Reads = 0 };
            i = end + 1;
        }
    }

    /// <summary>Of the alphabets that are written every day, Russian and Greek first; no letter of another language's or a phonetic one.</summary>
    private static bool IsEveryday(char letter) => letter is (>= 'а' and <= 'я') or (>= 'α' and <= 'ω') or 'і' or 'ї' or 'є' || letter >= '\u0530';
}
