namespace ChatVideoBot.Bot.Moderation.Rules;

/// <summary>One of a server's three lists of words.</summary>
/// <param name="Name">"refuse", "hold" or "adult".</param>
internal sealed record WordList(string Name, Func<GuildRules, IReadOnlyList<string>> Read, Func<GuildRules, IReadOnlyList<string>, GuildRules> Write)
{
    /// <summary>Of all three together: what a server may have.</summary>
    public const int MostWords = 1000, MostPatterns = 25;

    public static IReadOnlyList<WordList> All { get; } =
    [
        new("refuse", rules => rules.Words, (rules, words) => rules with { Words = words }),
        new("hold", rules => rules.HeldWords, (rules, words) => rules with { HeldWords = words }),
        new("adult", rules => rules.AdultWords, (rules, words) => rules with { AdultWords = words }),
    ];

    public static WordList? Find(string name) => All.FirstOrDefault(list => list.Name == name);

    /// <summary>Takes some out and puts others in, at the end; what stands there already stays where it is.</summary>
    public GuildRules Change(GuildRules rules, IReadOnlyCollection<string> without, IEnumerable<string> with) =>
        Write(rules, [.. Read(rules).Where(word => !without.Contains(word)).Concat(with).Distinct()]);

    /// <summary>Whether a server may have so many.</summary>
    public static bool Fits(GuildRules rules)
    {
        var all = All.SelectMany(list => list.Read(rules)).ToList();
        var patterns = all.Count(word => word.StartsWith('/'));
        return patterns <= MostPatterns && all.Count - patterns <= MostWords;
    }
}
