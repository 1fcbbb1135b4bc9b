namespace ChatVideoBot.Inference.Tokenizers.Normalizing;

/// <summary>Small letters by Unicode's mapping of single characters, whatever the machine's language.</summary>
internal sealed class LowercaseNormalizer : INormalizer
{
    // U+0130 is the one character whose small form is two; .NET's invariant mapping leaves it as it is.
    public string Normalize(string text) => text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);
}
