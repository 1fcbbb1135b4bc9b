using System.Text.RegularExpressions;

namespace ChatVideoBot.Inference.Tokenizers.Normalizing;

/// <summary>Replaces every occurrence of a string.</summary>
internal sealed class ReplaceNormalizer(string old, string content) : INormalizer
{
    public string Normalize(string text) => text.Replace(old, content, StringComparison.Ordinal);
}

/// <summary>Replaces every match of a regular expression by a fixed string (no <c>$1</c>).</summary>
/// <param name="pattern">Made with <see cref="RegexOptions.NonBacktracking"/>: linear whatever the text.</param>
internal sealed class ReplaceRegexNormalizer(Regex pattern, string content) : INormalizer
{
    public string Normalize(string text) => pattern.Replace(text, _ => content);
}
