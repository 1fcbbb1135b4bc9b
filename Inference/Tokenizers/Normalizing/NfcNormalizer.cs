using System.Text;

namespace ChatVideoBot.Inference.Tokenizers.Normalizing;

/// <summary>Unicode's form C: letters and their marks as one character where there is one.</summary>
/// <remarks>
/// Own, because .NET's does nothing under InvariantGlobalization. Unicode's report 15: decompose, put marks in order, compose.
/// </remarks>
internal sealed class NfcNormalizer : INormalizer
{
    private const int FirstMark = 0x300; // before it every text is in form C already

    public string Normalize(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(FirstMark - 1)) < 0) return text;
        var runes = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes()) CanonicalTable.AppendDecomposed(rune.Value, runes);
        Order(runes);
        Compose(runes);
        var result = new StringBuilder(runes.Count + 8);
        Span<char> units = stackalloc char[2];
        foreach (var rune in runes) result.Append(units[..new Rune(rune).EncodeToUtf16(units)]);
        return result.ToString();
    }

    /// <summary>Sorts each run of marks by class; marks of one class keep their order.</summary>
    private static void Order(List<int> runes)
    {
        for (int from = 0, to; from < runes.Count; from = Math.Max(to, from + 1))
        {
            to = from;
            while (to < runes.Count && CanonicalTable.ClassOf(runes[to]) != 0) to++;
            if (to - from < 2) continue;
            var sorted = runes.GetRange(from, to - from).OrderBy(CanonicalTable.ClassOf).ToList(); // stable
            for (var i = from; i < to; i++) runes[i] = sorted[i - from];
        }
    }

    /// <summary>In place: each mark goes into the last starter where the two are one character and nothing between blocks it.</summary>
    private static void Compose(List<int> runes)
    {
        var (starter, kept, lastClass) = (-1, 0, 0);
        for (var i = 0; i < runes.Count; i++)
        {
            var (rune, itsClass) = (runes[i], CanonicalTable.ClassOf(runes[i]));
            var isBlocked = starter >= 0 && kept - 1 > starter && (lastClass == 0 || lastClass >= itsClass);
            if (starter >= 0 && !isBlocked && CanonicalTable.Compose(runes[starter], rune) is int whole)
            {
                runes[starter] = whole;
                continue;
            }
            runes[kept] = rune;
            if (itsClass == 0) starter = kept;
            lastClass = itsClass;
            kept++;
        }
        runes.RemoveRange(kept, runes.Count - kept);
    }
}
