namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>A keyword of AutoMod, found exactly as Discord finds it.</summary>
/// <remarks>Discord docs, resources/auto-moderation.mdx, "Keyword Matching Strategies": case-insensitive, whole words unless <c>*</c> stands at an end.</remarks>
internal sealed class Keyword
{
    private readonly string _text;
    private readonly bool _openStart, _openEnd;

    public Keyword(string written)
    {
        Written = written;
        _text = written.Trim().Trim('*');
        (_openStart, _openEnd) = (written.Trim() is ['*', ..], written.Trim() is [.., '*']);
    }

    /// <summary>As the moderator wrote it.</summary>
    public string Written { get; }

    /// <summary>Every place where it stands, with the rest of the word where it is open.</summary>
    public IEnumerable<Range> In(string text)
    {
        if (_text.Length == 0) yield break;
        for (var at = 0; (at = text.IndexOf(_text, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var (start, end) = (at, at + _text.Length);
            if (!_openStart && start > 0 && IsInWord(text, start - 1) && IsInWord(text, start)) continue;
            if (!_openEnd && end < text.Length && IsInWord(text, end) && IsInWord(text, end - 1)) continue;
            while (_openStart && start > 0 && IsInWord(text, start - 1) && IsInWord(text, start)) start--;
            while (_openEnd && end < text.Length && IsInWord(text, end) && IsInWord(text, end - 1)) end++;
            yield return start..end;
        }
    }

    /// <summary>Scripts without spaces have no word around a word.</summary>
    private static bool IsInWord(string text, int at) => text[at] is '_' || char.IsLetterOrDigit(text[at]) && !Alphabet.IsUnspaced(text[at]) || char.IsSurrogate(text[at]) && at + 1 < text.Length && char.IsLetter(text, at);
}
