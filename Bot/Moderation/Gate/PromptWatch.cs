using System.Collections.Concurrent;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Moderation.Words;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;

namespace ChatVideoBot.Bot.Moderation.Gate;

/// <summary>What in somebody's words a server does not want.</summary>
/// <param name="Rule">As the moderators wrote it.</param>
/// <param name="Piece">As the user wrote it; empty where that cannot be said.</param>
internal sealed record Hit(HitKind Kind, string Rule, string Piece);

internal enum HitKind
{
    Refused,
    Held,

    /// <summary>Allowed in age-restricted channels only.</summary>
    Adult,
    AutoMod,

    /// <summary>Discord does not say what the server's AutoMod allows: a moderator looks at it.</summary>
    Unread,
}

/// <summary>Looks through what people write, by the lists of the server where they write it.</summary>
internal sealed class PromptWatch(GuildAutoMod autoMod)
{
    private const int MostRemembered = 500;

    private readonly ConcurrentDictionary<string, (string Lines, WordMatcher Matcher)> _ready = new();

    /// <summary>The first thing that the server does not want: what refuses before what holds. Null for nothing.</summary>
    /// <exception cref="TimeoutException">Nobody knows yet what the server's AutoMod allows: later somebody does.</exception>
    /// <param name="isManager">Discord's AutoMod passes over whoever manages the server.</param>
    public async Task<Hit?> LookAsync(string guild, GuildRules rules, Room room, IReadOnlyList<string> roles, bool isManager, IReadOnlyList<string> texts, CancellationToken cancel)
    {
        if (guild.Length == 0) return null;
        return Find(HitKind.Refused, guild, rules.Words, texts)
            ?? (room.IsAdult ? null : Find(HitKind.Adult, guild, rules.AdultWords, texts))
            ?? (rules.FollowsAutoMod ? await FindAutoModAsync(guild, room, roles, isManager, texts, cancel) : null)
            ?? Find(HitKind.Held, guild, rules.HeldWords, texts);
    }

    private async Task<Hit?> FindAutoModAsync(
        string guild, Room room, IReadOnlyList<string> roles, bool isManager, IReadOnlyList<string> texts, CancellationToken cancel)
    {
        if (isManager || !Snowflake.TryParse(guild, out var id)) return null;
        await autoMod.RulesOfAsync(id, cancel);
        return autoMod.Look(id) switch
        {
            { Sight: AutoModSight.Unasked } => throw new TimeoutException($"Discord has not said yet what the AutoMod of guild {guild} allows."),
            { Sight: AutoModSight.Unknown } => new(HitKind.Unread, Tongues.English.Say("case.automod.unread"), ""),
            var (_, known) => known.Find(texts, room.Ids, roles, isManager) is { } hit ? new(HitKind.AutoMod, hit.Rule, hit.Piece) : null,
        };
    }

    private Hit? Find(HitKind kind, string guild, IReadOnlyList<string> lines, IReadOnlyList<string> texts) =>
        lines.Count > 0 && MatcherOf($"{guild}:{kind}", lines).Find(texts) is { } hit ? new(kind, hit.Rule.Text, hit.Piece) : null;

    /// <summary>Made ready once for each list as it is now.</summary>
    private WordMatcher MatcherOf(string list, IReadOnlyList<string> lines)
    {
        var text = string.Join('\n', lines);
        if (_ready.TryGetValue(list, out var known) && known.Lines == text) return known.Matcher;
        if (_ready.Count >= MostRemembered) _ready.Clear();
        var matcher = new WordMatcher(lines.Select(line => WordRule.Parse(line).Rule).OfType<WordRule>());
        _ready[list] = (text, matcher);
        return matcher;
    }
}
