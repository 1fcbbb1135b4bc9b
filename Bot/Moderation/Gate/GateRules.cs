using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Moderation.Gate;

/// <summary>What a server's rules say of an order, but for its words.</summary>
internal static class GateRules
{
    /// <summary>How long "the people in my pictures agreed" holds where it is asked once.</summary>
    internal static readonly TimeSpan ConsentHolds = TimeSpan.FromDays(30);

    /// <summary>Why it is refused, as a sentence; null when it is not.</summary>
    public static string? Refuse(GuildRules rules, GateFacts facts, Tongue tongue)
    {
        if (facts.Guild.Length == 0) return null;
        if (rules.Channels.Count > 0 && !facts.Room.Ids.Any(rules.Channels.Contains))
            return tongue.Say("gate.channel", ("channels", string.Join(", ", rules.Channels.Take(5).Select(id => $"<#{id}>"))));
        if (!facts.IsModerator && rules.NewMemberWait > TimeSpan.Zero && facts.JoinedAt is { } joined && facts.Now - joined < rules.NewMemberWait)
            return tongue.Say("gate.new-member", ("when", Sentences.Relative(joined + rules.NewMemberWait)));
        if (facts.IsPrivate && rules.Private == PrivateClips.Never) return tongue.Say("gate.private");
        var limits = rules.LimitsOf(facts.User, facts.Roles);
        if (limits.Seconds is { } longest && facts.Seconds > longest + 1e-9)
            return tongue.Say("gate.seconds", ("value", Math.Round(facts.Seconds, 2)), ("nearest", longest));
        if (limits.Pixels is { } most && facts.Pixels > most)
            return tongue.Say("gate.pixels", ("value", Text(facts.Pixels)), ("nearest", Text(most)));
        return null;
    }

    /// <summary>Whether it must be asked first if the people in the pictures agreed.</summary>
    public static bool AsksConsent(GuildRules rules, GateFacts facts) => facts is { BringsPictures: true, IsConsented: false } && rules.Consent switch
    {
        ConsentQuestion.Never => false,
        ConsentQuestion.Once => !(facts.Now - facts.ConsentedAt < ConsentHolds),
        _ => true,
    };

    /// <summary>Whether a moderator looks at it before it is made.</summary>
    public static bool Holds(GuildRules rules, GateFacts facts) => rules.HoldsFirst && facts.Guild.Length > 0 && !facts.IsModerator;

    private static string Text(double pixels) => Math.Round(pixels / 1e6, 2).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
