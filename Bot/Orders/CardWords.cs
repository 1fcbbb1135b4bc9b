using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Queue;

namespace ChatVideoBot.Bot.Orders;

/// <summary>What a model's card refuses, in the user's language: keys "card-refusal.CODE"; the card's own English where there is none.</summary>
internal static class CardWords
{
    private const int Longest = 60;

    public static string Say(CardRefusal refusal, Tongue tongue)
    {
        var key = Key(refusal.Code);
        return tongue.Find(key) is null ? refusal.English : tongue.Say(key, [.. refusal.Facts.Select(fact => (fact.Key, Shown(fact.Key, fact.Value)))]);
    }

    internal static string Key(string code) => $"card-refusal.{code}";

    /// <summary>Two of the facts are what the user typed.</summary>
    private static object Shown(string name, object value) => name is "camera" or "aspect" && value is string typed ? Markdown.Plain(typed, Longest) : value;
}
