using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Orders;

/// <summary>
/// Where a prompt is a word or two, a model is told more: where it is and that it moves. The card shows all of it, so that everybody's first clip
/// is one to look at, and how to say it oneself is learnt from it.
/// </summary>
/// <remarks>
/// Tried with the shipped model: of "ball", "cat" and "a red ball" it makes still patterns that fill the frame; with a place and a motion, the thing in
/// a scene. Models of a thousand times its size need it less: <see cref="BotOptions.FewWords"/> empty leaves it out.
/// </remarks>
internal static class FirstWords
{
    private const int Few = 2;
    private const char LastLatin = '\u024f'; // other scripts write sentences without blanks

    private static readonly HashSet<string> Articles = new(StringComparer.OrdinalIgnoreCase) { "a", "an", "the" };

    /// <summary>Whoever says one of these says where.</summary>
    private static readonly HashSet<string> Places = new(StringComparer.OrdinalIgnoreCase) { "at", "by", "in", "near", "on", "over", "under", "with" };

    /// <param name="words">What is added; empty for nothing.</param>
    public static ClipOrder Fill(ClipOrder order, string words, Tongue tongue)
    {
        string More(string prompt) => IsBare(prompt) ? $"{prompt}, {words}" : prompt;
        if (words.Length == 0 || !order.Prompts.Append(order.Clip.Prompt).Any(IsBare)) return order;
        return order with
        {
            Clip = order.Clip with { Prompt = More(order.Clip.Prompt) },
            Prompts = [.. order.Prompts.Select(More)],
            Remark = order.Remark.Length > 0 ? order.Remark : tongue.Say("order.few-words", ("words", Markdown.Plain(words, 100))),
        };
    }

    internal static bool IsBare(string prompt)
    {
        var words = prompt.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => !Articles.Contains(word)).ToList();
        return words.Count is > 0 and <= Few
            && words.All(word => !Places.Contains(word) && word.All(letter => letter <= LastLatin && (char.IsLetterOrDigit(letter) || letter is '-' or '\'')));
    }
}
