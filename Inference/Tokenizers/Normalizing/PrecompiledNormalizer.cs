using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ChatVideoBot.Inference.Tokenizers.Normalizing;

/// <summary>
/// SentencePiece's own normalization (mostly NFKC with white space made plain), which its models carry as a table:
/// the length of a trie in bytes, the trie, then the replacements, each ended by a NUL.
/// </summary>
/// <remarks>
/// Applied as <c>tokenizers</c> does (normalizers/precompiled.rs), because its ids are what models are used with: a grapheme cluster of
/// fewer than six bytes is replaced whole if the table holds a beginning of it, else each character is looked up alone.
/// </remarks>
internal sealed class PrecompiledNormalizer : INormalizer
{
    private const int LongestCluster = 5; // bytes of UTF-8

    private readonly DoubleArrayTrie _trie;
    private readonly byte[] _replacements;
    private readonly string?[] _ofAscii;

    /// <exception cref="FormatException">The table's lengths do not fit together.</exception>
    public PrecompiledNormalizer(byte[] charsmap)
    {
        var size = charsmap.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(charsmap);
        if (size % 4 != 0 || size > charsmap.Length - 4)
            throw new FormatException("The precompiled_charsmap is cut short.");
        var units = new uint[size / 4];
        for (var i = 0; i < units.Length; i++)
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(charsmap.AsSpan(4 + 4 * i));
        _trie = new DoubleArrayTrie(units);
        _replacements = charsmap[(4 + (int)size)..];
        _ofAscii = [.. Enumerable.Range(0, 128).Select(value => ReplacementOf([(byte)value]))];
    }

    public string Normalize(string text)
    {
        StringBuilder? changed = null; // most prompts come through as they are
        Span<byte> utf8 = stackalloc byte[LongestCluster];
        for (int at = 0, length; at < text.Length; at += length)
        {
            var rest = text.AsSpan(at);
            length = ClusterLength(rest);
            var cluster = rest[..length];
            if (length == 1 && cluster[0] < 128)
                Append(_ofAscii[cluster[0]], cluster, at, text, ref changed);
            else if (length <= LongestCluster && Encoding.UTF8.TryGetBytes(cluster, utf8, out var written)
                && ReplacementOf(utf8[..written]) is string whole)
                Append(whole, cluster, at, text, ref changed);
            else
                AppendSingly(cluster, at, text, ref changed);
        }
        return changed?.ToString() ?? text;
    }

    private void AppendSingly(ReadOnlySpan<char> cluster, int at, string text, ref StringBuilder? changed)
    {
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0, length; i < cluster.Length; i += length)
        {
            Rune.DecodeFromUtf16(cluster[i..], out var rune, out length);
            var replacement = ReplacementOf(utf8[..rune.EncodeToUtf8(utf8)]);
            Append(replacement, cluster.Slice(i, length), at + i, text, ref changed);
        }
    }

    private static void Append(string? replacement, ReadOnlySpan<char> original, int at, string text, ref StringBuilder? changed)
    {
        if (replacement is null) changed?.Append(original);
        else (changed ??= new StringBuilder(text, 0, at, text.Length + 16)).Append(replacement);
    }

    /// <summary>UTF-16 units of the grapheme cluster at the start; two plain ASCII characters in a row need no tables.</summary>
    private static int ClusterLength(ReadOnlySpan<char> text) =>
        text[0] < 128 && text[0] != '\r' && (text.Length == 1 || text[1] < 128) ? 1 : StringInfo.GetNextTextElementLength(text);

    private string? ReplacementOf(ReadOnlySpan<byte> utf8)
    {
        if (_trie.ShortestPrefix(utf8) is not int from || from >= _replacements.Length) return null;
        var text = _replacements.AsSpan(from);
        return text.IndexOf((byte)0) is >= 0 and var end ? Encoding.UTF8.GetString(text[..end]) : Encoding.UTF8.GetString(text);
    }
}
