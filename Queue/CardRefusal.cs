namespace ChatVideoBot.Queue;

/// <summary>Why something cannot be made, so that it can be said in any language.</summary>
/// <param name="Code">"card.seconds.range": one for each sentence.</param>
/// <param name="Facts">What stands in the sentence, by name: text, int or double.</param>
/// <param name="English">The sentence, which begins with the option as the user spells it.</param>
public sealed record CardRefusal(string Code, IReadOnlyDictionary<string, object> Facts, string English)
{
    internal static CardRefusal Of(string code, string english, params ReadOnlySpan<(string Name, object Value)> facts)
    {
        var all = new Dictionary<string, object>(facts.Length);
        foreach (var (name, value) in facts)
            all[name] = value;
        return new CardRefusal(code, all, english);
    }
}
