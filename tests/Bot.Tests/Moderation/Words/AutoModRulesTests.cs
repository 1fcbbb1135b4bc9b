using ChatVideoBot.Bot.Moderation.Words;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Bot.Tests.Moderation.Words;

/// <summary>What AutoMod does to messages is done to prompts.</summary>
public sealed class AutoModRulesTests
{
    /// <summary>The examples of Discord's documentation, and their borders.</summary>
    [Theory]
    [InlineData("cat*", "catch", true)]
    [InlineData("cat*", "Catapult", true)]
    [InlineData("cat*", "CAttLE", true)]
    [InlineData("cat*", "bobcat", false)]
    [InlineData("tra*", "TRAditional", true)]
    [InlineData("the mat*", "see the matrix", true)]
    [InlineData("*cat", "wildcat", true)]
    [InlineData("*cat", "copyCat", true)]
    [InlineData("*cat", "catch", false)]
    [InlineData("*tra", "orchesTRA", true)]
    [InlineData("*the mat", "breathe mat", true)]
    [InlineData("*cat*", "location", true)]
    [InlineData("*cat*", "eduCation", true)]
    [InlineData("*the mat*", "breathe matter", true)]
    [InlineData("cat", "cat", true)]
    [InlineData("cat", "a CAT, black", true)]
    [InlineData("cat", "(cat)", true)]
    [InlineData("cat", "cats", false)]
    [InlineData("cat", "education", false)]
    [InlineData("cat", "cat5", true)] // Discord does not: a number behind a word is a way round it
    [InlineData("the mat", "on the mat.", true)]
    [InlineData("the mat", "on the matrix", false)]
    [InlineData("the mat", "bathe mat", false)]
    [InlineData("i like c++", "well I like C++ a lot", true)]
    [InlineData("i like c++", "i like c", false)]
    [InlineData("c#", "c# code", true)]
    [InlineData("猫", "黒猫の家", true)]
    [InlineData("cat", "c.a.t", true)]
    [InlineData("cat", "ｃаt", true)]
    [InlineData("cat", "c\u200Bat", true)]
    [InlineData("x", "an x here", true)]
    [InlineData("x", "extra", false)]
    [InlineData("*", "anything", false)]
    [InlineData("", "anything", false)]
    public void Keywords_are_found_as_Discord_finds_them_and_in_disguise(string keyword, string text, bool found) =>
        Assert.Equal(found, Find(Keywords(keyword), text) is not null);

    [Theory]
    [InlineData("*cat*", "catalog", "a catalog", false)]
    [InlineData("*cat*", "catalog", "a catalog and a cat", true)]
    [InlineData("*cat*", "cat*", "a catwalk", false)]
    [InlineData("*cat*", "cat*", "a bobcat", true)]
    [InlineData("cat", "black cat", "a Black Cat", false)]
    [InlineData("cat", "black cat", "a red cat", true)]
    public void What_is_allowed_is_not_seen(string keyword, string allowed, string text, bool found)
    {
        var rule = Keywords(keyword);
        Assert.Equal(found, Find(rule with { TriggerMetadata = rule.TriggerMetadata with { AllowList = [allowed] } }, text) is not null);
    }

    [Theory]
    [InlineData("(b|c)at", "a bat", true)]
    [InlineData("(b|c)at", "a BAT", false)]
    [InlineData("(?i)(b|c)at", "a BAT", true)]
    [InlineData("(?iu)bat", "BAT", true)]
    [InlineData("(?u)bat", "bat", true)]
    [InlineData("(?U)b.*t", "boat", true)]
    [InlineData("(?i:B)at", "bat", true)]
    [InlineData("^(?:[0-9]{1,3}\\.){3}[0-9]{1,3}$", "10.0.0.1", true)]
    [InlineData("^(?:[0-9]{1,3}\\.){3}[0-9]{1,3}$", "10.0.0.1\n", false)]
    [InlineData("(?m)^bat$", "a\nbat\nb", true)]
    [InlineData("(?P<animal>bat)", "bat", true)]
    [InlineData("(?<animal>bat)", "bat", true)]
    [InlineData("\\Abat\\z", "bat", true)]
    [InlineData("[[:alpha:]]{4}", "1abcd", true)]
    [InlineData("[[:digit:]_]{4}", "12_3", true)]
    [InlineData("\\p{Cyrillic}+", "кот", true)]
    [InlineData("\\pL{3}", "кот", true)]
    [InlineData("\\P{Latin}{3}", "cat", false)]
    [InlineData("[\\p{Greek}x]{3}", "αxβ", true)]
    [InlineData("\\x{1F600}+", "😀😀", true)]
    [InlineData("\\u{63}at", "cat", true)]
    [InlineData("\\<cat\\>", "a cat", true)]
    [InlineData("\\<cat\\>", "cats", false)]
    [InlineData("[]a]b", "]b", true)]
    [InlineData("\\$5", "$5", true)]
    [InlineData("[$]5", "$5", true)]
    public void Patterns_are_read_as_Rust_reads_them(string pattern, string text, bool found)
    {
        var rules = AutoModRules.Of([Patterns(pattern)]);

        Assert.Equal([], rules.Skipped);
        Assert.Equal(found, rules.Find([text], [], []) is not null);
    }

    [Theory]
    [InlineData("[a-z&&[^aeiou]]")]
    [InlineData("[a[bc]]")]
    [InlineData("(")]
    [InlineData("\\p{Emoji}")]
    [InlineData("a\\")]
    [InlineData("[\\x{1F600}]")]
    public void A_pattern_that_cannot_be_read_is_told_and_the_others_hold(string pattern)
    {
        var rules = AutoModRules.Of([Patterns(pattern, "bat")]);

        Assert.Equal((pattern, "rule"), (Assert.Single(rules.Skipped).Pattern, rules.Skipped[0].Rule));
        Assert.NotEmpty(rules.Skipped[0].Why);
        Assert.NotNull(rules.Find(["a bat"], [], []));
    }

    [Fact]
    public void Only_rules_that_block_messages_hold()
    {
        var rule = Keywords("cat");

        Assert.NotNull(Find(rule, "cat"));
        Assert.Null(Find(rule with { Enabled = false }, "cat"));
        Assert.Null(Find(rule with { EventType = AutoModerationEvent.MemberUpdate }, "cat"));
        Assert.Null(Find(rule with { TriggerType = AutoModerationTrigger.Spam }, "cat"));
        Assert.Null(Find(rule with { TriggerType = AutoModerationTrigger.MemberProfile }, "cat"));
        Assert.Null(Find(rule with { Actions = [new() { Type = AutoModerationActionType.SendAlertMessage }, new() { Type = AutoModerationActionType.Timeout }] }, "cat"));
        Assert.Null(Find(rule with { Actions = [] }, "cat"));
    }

    [Fact]
    public void Whoever_and_wherever_is_exempt_is_exempt()
    {
        var rules = AutoModRules.Of([Keywords("cat") with { ExemptRoles = [8], ExemptChannels = [30] }]);

        Assert.NotNull(rules.Find(["cat"], ["20", "21"], ["7"]));
        Assert.Null(rules.Find(["cat"], ["20"], ["7", "8"]));
        Assert.Null(rules.Find(["cat"], ["20", "30"], [])); // the channel's category, or the thread's channel
        Assert.Null(rules.Find(["cat"], ["20"], [], isManager: true));
    }

    [Fact]
    public void A_hit_says_the_rule_the_keyword_the_place_and_the_servers_own_words()
    {
        var hit = AutoModRules.Of([Keywords("dog"), Keywords("*cat*") with { Name = "pets" }]).Find(["a fox", "a Location"], [], []);

        Assert.Equal(new("pets", "*cat*", 1, "Location", "not here"), hit);
    }

    [Fact]
    public void A_keyword_split_over_options_is_found()
    {
        var rules = AutoModRules.Of([Keywords("forbidden", "kill yourself")]);

        Assert.NotNull(rules.Find(["a forbi", "dden"], [], []));
        Assert.NotNull(rules.Find(["kill", "yourself"], [], []));
        Assert.Null(rules.Find(["a fox", "a hound"], [], []));
    }

    [Theory]
    [InlineData(2, "<@1> <@!2> <@&3>", true)]
    [InlineData(3, "<@1> <@!2> <@&3>", false)]
    [InlineData(1, "<@1> <@1> <@!1>", false)]
    [InlineData(0, "<@1>", true)]
    [InlineData(0, "nobody", false)]
    public void More_mentions_than_allowed_are_a_hit(int most, string text, bool found) => Assert.Equal(found,
        Find(Keywords() with { TriggerType = AutoModerationTrigger.MentionSpam, TriggerMetadata = new() { MentionTotalLimit = most } }, text) is not null);

    [Theory]
    [InlineData(AutoModerationPreset.Profanity, "what the fuck", true)]
    [InlineData(AutoModerationPreset.Profanity, "wtf, f u c k", true)]
    [InlineData(AutoModerationPreset.Profanity, "a nude", false)]
    [InlineData(AutoModerationPreset.SexualContent, "a nude", true)]
    [InlineData(AutoModerationPreset.SexualContent, "a cockatoo", false)]
    [InlineData(AutoModerationPreset.Slurs, "subhumans", true)]
    [InlineData((AutoModerationPreset)9, "fuck", false)]
    public void Presets_have_words_of_our_own(AutoModerationPreset preset, string text, bool found) => Assert.Equal(found,
        Find(Keywords() with { TriggerType = AutoModerationTrigger.KeywordPreset, TriggerMetadata = new() { Presets = [preset] } }, text) is not null);

    [Fact]
    public void No_preset_refuses_an_innocent_prompt()
    {
        var rules = AutoModRules.Of([Keywords() with { TriggerType = AutoModerationTrigger.KeywordPreset, TriggerMetadata = new() { Presets = [AutoModerationPreset.Profanity, AutoModerationPreset.SexualContent, AutoModerationPreset.Slurs] } }]);

        Assert.Equal([], WordCorpus.Lines("innocent.txt").Select(prompt => rules.Find(WordCorpus.Texts(prompt), [], []) is { } hit ? $"{prompt}: {hit.Word}" : "").Where(told => told.Length > 0));
    }

    private static AutoModHit? Find(AutoModerationRule rule, string text) => AutoModRules.Of([rule]).Find([text], [], []);

    private static AutoModerationRule Keywords(params IReadOnlyList<string> words) => new()
    {
        Name = "rule",
        Enabled = true,
        EventType = AutoModerationEvent.MessageSend,
        TriggerType = AutoModerationTrigger.Keyword,
        TriggerMetadata = new() { KeywordFilter = words },
        Actions = [new() { Type = AutoModerationActionType.BlockMessage, Metadata = new() { CustomMessage = "not here" } }],
    };

    private static AutoModerationRule Patterns(params IReadOnlyList<string> patterns) => Keywords() with { TriggerMetadata = new() { RegexPatterns = patterns } };
}
