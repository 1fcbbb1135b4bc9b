using System.Collections.Frozen;
using System.Text;

namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>What characters are to a reader: which letter they are, which they look like, which signs are read as letters.</summary>
/// <remarks>
/// <c>Letters.txt</c> holds what Unicode's compatibility folding (NFKC) makes ASCII letters and plain ones of Greek and Cyrillic, without
/// their marks, gathered from the Unicode Character Database: the program runs without ICU, and there
/// <see cref="string.Normalize()"/> returns text as it is. The look-alikes are gathered by eye, after Unicode's confusables (UTS 39).
/// </remarks>
internal static class Alphabet
{
    /// <summary>Letters of other alphabets that nobody can tell from the Latin one.</summary>
    private const string Twins = """
        a аαɑ⍺ᴀᎪꓮᗩᗅ卂
        b ЬᏏʙƄɓᏴꓐᗷ乃
        c сϲᴄᏟↄꓚᑕ匚
        d ԁꓒᴅժɖɗᎠꓓᗪ
        e еҽєεᴇɛ℮Ꭼꓰᗴ乇
        f ϝғꜰƒքꓝᖴ千ʄ
        g ɡցɢǥɠᏀꓖᘜ
        h һհʜᏂɦᎻꓧᕼ卄
        i іιıɪɩᎥӏᎥꓲ
        j јϳᴊյɉᎫꓙᒍ
        k кκᴋƙᏦꓗ
        l ⅼʟӏ丨ɭɫᏞꓡᒪㄥ
        m мᴍϻᎷꓟᗰ爪
        n пηɴոռƞɲꓠᑎ几
        o оοσᴏօ๐໐૦൦०০੦ꓳㄖ口
        p рρᴘƿᏢꓑᑭ卩
        q ԛզգɋ
        r гᴦʀɾɍᏒꓣᖇ尺
        s ѕꜱʂƽᏚꓢᔕ丂
        t тτᴛƭțᎢꓔㄒ
        u υᴜսʋцʊꓴᑌㄩ
        v νѵᴠ∨Ꮩꓦᐯ
        w ԝᴡѡաωᎳꓪᗯ山
        x хχ×ҳⅹꓫ᙭乂
        y уүγʏყᎩꓬㄚ
        z ᴢʐƶʑᏃꓜᘔ乙
        """;

    /// <summary>Letters that a reader takes for the Latin one only between others.</summary>
    private const string Cousins = """
        a длаձаə∂4Λλ
        b вβ฿ъ
        c ҫςɔ¢
        d ᏧԀδ
        e зэәǝ€ξ
        f ŧբ₣
        g ɢԍ6
        h нһꞕħ
        i їјlɨ
        k ҝқҡ
        l ιւ
        m ʍ₥
        n ипийɳภ
        o θø०ф¤ө
        p քþ
        r яɹʁг
        s $ʃ฽ӡ
        t †ҭ
        u цμµบ
        v ѵ
        w шщฬω
        x жҳ✕
        y ч¥ұ
        z ʒ
        """;

    /// <summary>Signs and digits, and the letters that they are read as.</summary>
    private const string Signs = """
        0 o
        1 il
        2 z
        3 e
        4 a
        5 s
        6 gb
        7 t
        8 b
        9 gq
        @ a
        $ s
        ! il
        | il
        + t
        ( c
        < c
        [ c
        { c
        € e
        £ l
        ¥ y
        ¢ c
        § s
        ^ a
        ° o
        # h
        † t
        ✝ t
        × x
        ❌ x
        ✖ x
        ✕ x
        ✗ x
        ✘ x
        ❎ x
        ⭕ o
        ⚪ o
        ◯ o
        ○ o
        ● o
        〇 o
        💲 s
        💰 s
        ➕ t
        ❗ i
        ❕ i
        ¡ i
        ∆ a
        Δ a
        """;

    private const string Reversed = "ɐaqbɔcpdǝeɟfƃgɓgɥhᴉiıiɾjʞkʃlןlɯmundpbqɹrʇtnuʌvʍwʎy";
    private const string OnlyReversed = "ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎן";

    private static readonly FrozenDictionary<int, string> Folds = ReadFolds();
    private static readonly FrozenDictionary<int, uint> TwinOf = ReadLetters(Twins), CousinOf = ReadLetters(Cousins);
    private static readonly FrozenDictionary<int, uint> SignOf = Signs.Split('\n', StringSplitOptions.TrimEntries)
        .ToFrozenDictionary(line => Rune.GetRuneAt(line, 0).Value, line => line[(line.IndexOf(' ') + 1)..].Aggregate(0u, (mask, letter) => mask | Bit(letter)));

    /// <summary>One bit for each Latin letter.</summary>
    public static uint Bit(char letter) => 1u << (letter - 'a');

    /// <summary>As lower-case letters without marks; null for one that is what it is.</summary>
    public static string? Fold(Rune rune) => Folds.GetValueOrDefault(rune.Value);

    /// <summary>The Latin letters that one of another alphabet is the same to the eye as; 0 for none.</summary>
    public static uint Twin(Rune lower) => TwinOf.GetValueOrDefault(lower.Value);

    /// <summary>The Latin letters that one of another alphabet reminds of; 0 for none.</summary>
    public static uint Cousin(Rune lower) => CousinOf.GetValueOrDefault(lower.Value);

    /// <summary>The Latin letters that a sign or digit is read as; 0 for none.</summary>
    public static uint Sign(Rune rune) => SignOf.GetValueOrDefault(rune.Value);

    /// <summary>Whether a letter of the text stands on its head.</summary>
    public static bool IsTurnedOver(string text) => text.AsSpan().IndexOfAny(OnlyReversed) >= 0;

    /// <summary>The text with every letter turned over that can be read then, each in its place.</summary>
    public static string TurnOver(string text) => string.Create(text.Length, text, (turned, from) =>
    {
        for (var i = 0; i < turned.Length; i++)
        {
            turned[i] = from[i];
            for (var k = 0; k < Reversed.Length; k += 2)
                if (Reversed[k] == from[i]) turned[i] = Reversed[k + 1];
        }
    });

    /// <summary>Of scripts that put no spaces between words: Han, kana, Thai, Lao, Khmer, Burmese, Tibetan.</summary>
    public static bool IsUnspaced(char letter) => letter is (>= '\u0E00' and <= '\u0FFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF')
        or (>= '\u3005' and <= '\u3007') or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or Astral;

    /// <summary>Korean: other syllables follow a word without a space.</summary>
    public static bool IsHangul(char letter) => letter is >= '\uAC00' and <= '\uD7A3';

    /// <summary>Stands for every letter beyond the basic plane: rare Han for the most part.</summary>
    public const char Astral = '\uFFFD';

    private static FrozenDictionary<int, string> ReadFolds()
    {
        using var reader = new StreamReader(typeof(Alphabet).Assembly.GetManifestResourceStream("moderation.Letters.txt")!);
        var folds = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.IndexOf(' ') is not (> 0 and var space)) continue;
            foreach (var rune in line[(space + 1)..].EnumerateRunes())
                folds.TryAdd(rune.Value, line[..space]);
        }
        return folds.ToFrozenDictionary();
    }

    private static FrozenDictionary<int, uint> ReadLetters(string lines)
    {
        var letters = new Dictionary<int, uint>();
        foreach (var line in lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var rune in line[2..].EnumerateRunes().Where(rune => !rune.IsAscii))
            {
                var lower = Rune.ToLowerInvariant(rune).Value;
                letters[lower] = letters.GetValueOrDefault(lower) | Bit(line[0]);
            }
        }
        return letters.ToFrozenDictionary();
    }
}
