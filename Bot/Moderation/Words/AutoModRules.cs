using System.Text.RegularExpressions;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Bot.Moderation.Words;

/// <summary>Where an AutoMod rule found what it forbids.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Word">The keyword or pattern as it stands in the rule; of mentions, how many are allowed.</param>
/// <param name="Text">Which of the texts: its index.</param>
/// <param name="Message">What the server tells members whose message is blocked; empty for nothing.</param>
public sealed record AutoModHit(string Rule, string Word, int Text, string Piece, string Message);

/// <summary>A pattern that cannot be read here, and is passed over.</summary>
public sealed record SkippedPattern(string Rule, string Pattern, string Why);

/// <summary>A guild's own AutoMod rules, as far as they block messages, held against prompts: AutoMod does not look at what bots post.</summary>
/// <remarks>
/// Discord docs, resources/auto-moderation.mdx. Keywords are found as Discord finds them, and beyond that in disguise, as the words of
/// <see cref="WordMatcher"/>; patterns in the text as it is typed. What an allow list names is left out of sight.
/// Immutable, safe for all threads.
/// </remarks>
public sealed partial class AutoModRules
{
    /// <summary>Hides what is allowed: a letter that no rule names.</summary>
    private const char Hidden = 'ꙮ';

    private readonly IReadOnlyList<Rule> _rules;

    private AutoModRules(IReadOnlyList<Rule> rules, IReadOnlyList<SkippedPattern> skipped) => (_rules, Skipped) = (rules, skipped);

    public static AutoModRules None { get; } = new([], []);

    /// <summary>How many rules hold for prompts.</summary>
    public int Count => _rules.Count;

    public IReadOnlyList<SkippedPattern> Skipped { get; }

    /// <summary>Those of a guild's rules that are enabled, look at messages, and block them.</summary>
    public static AutoModRules Of(IEnumerable<AutoModerationRule> rules)
    {
        var skipped = new List<SkippedPattern>();
        var read = rules.Where(Holds).Select(rule => new Rule(rule, skipped)).ToList();
        return new(read, skipped);
    }

    /// <summary>The first hit; null for none.</summary>
    /// <param name="texts">All that somebody wrote for one clip.</param>
    /// <param name="places">The channel's id, a thread's channel's, and the category's.</param>
    /// <param name="roles">The ids of the member's roles.</param>
    /// <param name="isManager">They have Manage Server or Administrator: Discord holds no rule against them.</param>
    public AutoModHit? Find(IReadOnlyList<string> texts, IEnumerable<string> places, IEnumerable<string> roles, bool isManager = false)
    {
        if (isManager || _rules.Count == 0) return null;
        var exempt = places.Concat(roles).ToHashSet();
        foreach (var rule in _rules)
        {
            if (!rule.Exempt.Overlaps(exempt) && rule.Find(texts) is { } hit) return hit;
        }
        return null;
    }

    private static bool Holds(AutoModerationRule rule) =>
        rule is { Enabled: true, EventType: AutoModerationEvent.MessageSend, TriggerType: AutoModerationTrigger.Keyword or AutoModerationTrigger.KeywordPreset or AutoModerationTrigger.MentionSpam }
        && rule.Actions.Any(action => action.Type == AutoModerationActionType.BlockMessage);

    private sealed class Rule
    {
        private readonly string _name, _message;
        private readonly List<Keyword> _keywords, _allowed;
        private readonly List<(string Pattern, Regex Regex)> _patterns = [];
        private readonly WordMatcher _disguised;
        private readonly int? _mostMentions;

        public Rule(AutoModerationRule rule, List<SkippedPattern> skipped)
        {
            var about = rule.TriggerMetadata;
            _name = rule.Name;
            _message = rule.Actions.FirstOrDefault(action => action.Type == AutoModerationActionType.BlockMessage)?.Metadata?.CustomMessage ?? "";
            Exempt = [.. rule.ExemptRoles.Concat(rule.ExemptChannels).Select(id => id.ToString())];
            var words = rule.TriggerType switch
            {
                AutoModerationTrigger.Keyword => about.KeywordFilter ?? [],
                AutoModerationTrigger.KeywordPreset => [.. (about.Presets ?? []).SelectMany(Preset.WordsOf)],
                _ => [],
            };
            _keywords = [.. words.Select(word => new Keyword(word))];
            _allowed = [.. (about.AllowList ?? []).Select(word => new Keyword(word))];
            _disguised = new(words.Where(IsWord).Select(word => WordRule.Parse(word).Rule).OfType<WordRule>().Where(one => one.Kind == WordKind.Word));
            if (rule.TriggerType == AutoModerationTrigger.MentionSpam) _mostMentions = about.MentionTotalLimit;
            if (rule.TriggerType != AutoModerationTrigger.Keyword) return;
            foreach (var pattern in about.RegexPatterns ?? [])
            {
                if (RustPattern.Read(pattern, out var problem) is { } regex) _patterns.Add((pattern, regex));
                else skipped.Add(new(_name, pattern, problem));
            }
        }

        public HashSet<string> Exempt { get; }

        public AutoModHit? Find(IReadOnlyList<string> texts)
        {
            if (_mostMentions is { } most) return FindMentions(texts, most);
            var seen = texts.Select(WithoutAllowed).ToList();
            for (var i = 0; i < seen.Count; i++)
            {
                foreach (var keyword in _keywords)
                    foreach (var range in keyword.In(seen[i])) return new(_name, keyword.Written, i, texts[i][range], _message);
                foreach (var (pattern, regex) in _patterns)
                    if (Place(regex, seen[i]) is { } range) return new(_name, pattern, i, texts[i][range], _message);
            }
            return _disguised.Find(seen) is { } hit ? new(_name, hit.Rule.Text, hit.Text, hit.Piece, _message) : null;
        }

        private AutoModHit? FindMentions(IReadOnlyList<string> texts, int most)
        {
            var mentions = texts.SelectMany((text, i) => Mention().Matches(text).Select(match => (match.Groups[1].Value, i))).DistinctBy(one => one.Value).ToList();
            return mentions.Count > most ? new(_name, $"{most}", mentions[most].i, "", _message) : null;
        }

        /// <summary>Null also when it takes too long: such a rule is Discord's to hold, and refuses nobody here.</summary>
        private static Range? Place(Regex regex, string text)
        {
            try
            {
                return regex.Match(text) is { Success: true } match ? match.Index..(match.Index + match.Length) : null;
            }
            catch (RegexMatchTimeoutException)
            {
                return null;
            }
        }

        private string WithoutAllowed(string text)
        {
            char[]? hidden = null;
            foreach (var keyword in _allowed)
                foreach (var range in keyword.In(text)) (hidden ??= text.ToCharArray()).AsSpan(range).Fill(Hidden);
            return hidden is null ? text : new(hidden);
        }

        /// <summary>Of letters, spaces and apostrophes: signs are found as they are typed, or not at all.</summary>
        private static bool IsWord(string keyword) => keyword.Trim().Trim('*') is { Length: > 1 } word && word.All(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '\'' or '-' || char.IsSurrogate(letter) || char.GetUnicodeCategory(letter) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark);
    }

    [GeneratedRegex(@"<@[!&]?(\d{1,20})>")]
    private static partial Regex Mention();
}
