using System.Text;

namespace ChatVideoBot.Inference.Tokenizers;

/// <summary>Text without lone surrogates.</summary>
internal static class WellFormed
{
    /// <summary>The text itself when it is well formed, else a copy in which each lone surrogate is U+FFFD.</summary>
    public static string Of(string text)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAnyInRange('\uD800', '\uDFFF') is var at and >= 0)
        {
            if (Rune.DecodeFromUtf16(rest[at..], out _, out var length) != System.Buffers.OperationStatus.Done)
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            rest = rest[(at + length)..];
        }
        return text;
    }
}
