namespace ChatVideoBot.Inference.Tokenizers.Normalizing;

/// <summary>The trie of Darts-clone, in which SentencePiece stores its normalization table: bytes in, an offset out.</summary>
/// <remarks>
/// A unit's bits: 31 is set in a leaf, whose other bits are the value; else 0–7 label, 8 has a leaf, 9 the offset is scaled by 256,
/// 10–30 offset. See darts.h in s-yata/darts-clone.
/// </remarks>
internal sealed class DoubleArrayTrie(uint[] units)
{
    /// <summary>The value of the shortest entry that <paramref name="key"/> begins with; null for none. A NUL ends the key.</summary>
    public int? ShortestPrefix(ReadOnlySpan<byte> key)
    {
        if (units.Length == 0) return null;
        var at = Offset(units[0]);
        foreach (var label in key)
        {
            at ^= label;
            if (label == 0 || at >= units.Length || (units[at] & 0x8000_00FF) != label) return null;
            var unit = units[at];
            at ^= Offset(unit);
            if ((unit >> 8 & 1) != 0) return at < units.Length ? (int)(units[at] & 0x7FFF_FFFF) : null;
        }
        return null;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 1 << 9) >> 6);
}
