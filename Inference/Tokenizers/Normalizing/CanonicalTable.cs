using System.IO.Compression;

namespace ChatVideoBot.Inference.Tokenizers.Normalizing;

/// <summary>Unicode's canonical decompositions, compositions and combining classes.</summary>
internal static partial class CanonicalTable
{
    private const int Hangul = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Trails = 0x11A7; // Hangul syllables are arithmetic
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28, HangulCount = LeadCount * VowelCount * TrailCount;

    private static readonly Dictionary<int, (int First, int Second)> Parts = [];
    private static readonly Dictionary<(int First, int Second), int> Wholes = [];
    private static readonly (int From, byte Class)[] Runs; // each class holds until the next run

    static CanonicalTable()
    {
        var (pairs, point) = (new Numbers(Pairs), 0);
        while (pairs.Next() is int step)
        {
            point += step;
            var first = pairs.Next()!.Value;
            if ((first & 1) == 0)
            {
                Parts[point] = (first >> 1, 0);
                continue;
            }
            var second = pairs.Next()!.Value;
            Parts[point] = (first >> 1, second >> 1);
            if ((second & 1) == 0) Wholes[(first >> 1, second >> 1)] = point;
        }
        var (classes, runs) = (new Numbers(Classes), new List<(int, byte)> { (0, 0) });
        for (point = 0; classes.Next() is int step;) runs.Add((point += step, classes.NextByte()));
        Runs = [.. runs];
    }

    /// <summary>0 for a character that marks nothing, and else the place of the mark.</summary>
    public static int ClassOf(int point)
    {
        var (low, high) = (0, Runs.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (Runs[middle].From <= point) low = middle;
            else high = middle - 1;
        }
        return Runs[low].Class;
    }

    public static void AppendDecomposed(int point, List<int> into)
    {
        if (point - Hangul is >= 0 and < HangulCount and var syllable)
        {
            into.Add(Leads + syllable / (VowelCount * TrailCount));
            into.Add(Vowels + syllable / TrailCount % VowelCount);
            if (syllable % TrailCount > 0) into.Add(Trails + syllable % TrailCount);
        }
        else if (Parts.TryGetValue(point, out var parts))
        {
            AppendDecomposed(parts.First, into);
            if (parts.Second > 0) into.Add(parts.Second); // never falls apart further
        }
        else
        {
            into.Add(point);
        }
    }

    /// <summary>The one character that the two make; null when there is none.</summary>
    public static int? Compose(int first, int second)
    {
        if (first - Leads is >= 0 and < LeadCount and var lead && second - Vowels is >= 0 and < VowelCount and var vowel)
            return Hangul + (lead * VowelCount + vowel) * TrailCount;
        if (first - Hangul is >= 0 and < HangulCount and var syllable && syllable % TrailCount == 0
            && second - Trails is > 0 and < TrailCount and var trail)
            return Hangul + syllable + trail;
        return Wholes.TryGetValue((first, second), out var whole) ? whole : null;
    }

    /// <summary>LEB128 numbers of a packed constant.</summary>
    private sealed class Numbers(string packed)
    {
        private readonly ZLibStream _bytes = new(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);

        public int? Next()
        {
            for (int value = 0, shift = 0, part; (part = _bytes.ReadByte()) >= 0; shift += 7)
            {
                value |= (part & 127) << shift;
                if (part < 128) return value;
            }
            return null;
        }

        public byte NextByte() => (byte)_bytes.ReadByte();
    }
}
