using ChatVideoBot.Bot.Moderation.Gate;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Wording;

namespace ChatVideoBot.Bot.Tests.Moderation;

/// <summary>What a server's rules say of an order, at, below and above each bound.</summary>
public sealed class GateRulesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-22T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    private static readonly GateFacts Facts = new()
    {
        Now = Now,
        User = "7",
        Guild = "1",
        Roles = ["70", "71"],
        JoinedAt = Now - TimeSpan.FromHours(2),
        Room = new(["10", "11"], false),
        Seconds = 2,
        Pixels = 4096,
    };

    [Theory]
    [InlineData("", false)]
    [InlineData("10", false)] // the channel itself
    [InlineData("11", false)] // a thread's channel, or the category
    [InlineData("12", true)]
    [InlineData("12 10", false)]
    public void It_works_in_the_channels_that_are_named(string channels, bool refused) =>
        Assert.Equal(refused, Says(new() { Channels = channels.Split(' ', StringSplitOptions.RemoveEmptyEntries) }, Facts) is { } said && said.Contains("<#12>"));

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void New_members_wait(int hours, bool refused)
    {
        var rules = new GuildRules { NewMemberWait = TimeSpan.FromHours(hours) };
        Assert.Equal(refused, Says(rules, Facts) is not null);
        Assert.Null(Says(rules, Facts with { IsModerator = true }));
        Assert.Null(Says(rules, Facts with { JoinedAt = null })); // Discord did not say
    }

    [Theory]
    [InlineData("user:7", 1.9, true)]
    [InlineData("user:7", 2, false)]
    [InlineData("user:8", 1, false)]
    [InlineData("role:71", 1, true)]
    [InlineData("role:72", 1, false)]
    [InlineData("everyone", 1, true)]
    public void Clips_are_as_long_as_the_server_lets_them(string subject, double seconds, bool refused) =>
        Assert.Equal(refused, Says(new() { Limits = new Dictionary<string, ClipLimits> { [subject] = new(seconds, null) } }, Facts)?.Contains($"the longest is {seconds}") is true);

    [Fact]
    public void A_members_own_limit_counts_first_then_the_most_generous_role_then_everyones()
    {
        var limits = new Dictionary<string, ClipLimits> { ["everyone"] = new(1, 100), ["role:70"] = new(5, null), ["role:71"] = new(8, 50), ["user:7"] = new(3, null) };
        var rules = new GuildRules { Limits = limits };

        Assert.Equal(new ClipLimits(3, 50), rules.LimitsOf("7", ["70", "71"]));
        Assert.Equal(new ClipLimits(8, 50), rules.LimitsOf("8", ["70", "71"]));
        Assert.Equal(new ClipLimits(1, 100), rules.LimitsOf("8", []));
        Assert.Equal(new ClipLimits(null, null), new GuildRules().LimitsOf("8", ["70"]));
    }

    [Theory]
    [InlineData(4095, true)]
    [InlineData(4096, false)]
    public void Frames_are_as_large_as_the_server_lets_them(int pixels, bool refused) =>
        Assert.Equal(refused, Says(new() { Limits = new Dictionary<string, ClipLimits> { ["everyone"] = new(null, pixels) } }, Facts) is not null);

    [Theory]
    [InlineData(PrivateClips.Allowed, false)]
    [InlineData(PrivateClips.Always, false)]
    [InlineData(PrivateClips.Never, true)]
    public void Private_clips_are_the_servers_to_allow(PrivateClips rule, bool refused) =>
        Assert.Equal(refused, Says(new() { Private = rule }, Facts with { IsPrivate = true }) is not null);

    [Fact]
    public void In_direct_messages_no_servers_rule_holds() => Assert.Null(Says(
        new() { Channels = ["12"], NewMemberWait = TimeSpan.FromDays(9), Private = PrivateClips.Never, HoldsFirst = true }, Facts with { Guild = "", IsPrivate = true }));

    [Theory]
    [InlineData(ConsentQuestion.Never, null, false, false)]
    [InlineData(ConsentQuestion.Once, null, false, true)]
    [InlineData(ConsentQuestion.Once, 29, false, false)]
    [InlineData(ConsentQuestion.Once, 31, false, true)]
    [InlineData(ConsentQuestion.Once, 31, true, false)] // just said
    [InlineData(ConsentQuestion.Always, 0, false, true)]
    [InlineData(ConsentQuestion.Always, null, true, false)]
    public void Whoever_brings_a_picture_is_asked_for_consent(ConsentQuestion rule, int? daysAgo, bool said, bool asked)
    {
        var facts = Facts with { BringsPictures = true, IsConsented = said, ConsentedAt = daysAgo is { } days ? Now - TimeSpan.FromDays(days) : null };
        Assert.Equal(asked, GateRules.AsksConsent(new() { Consent = rule }, facts));
        Assert.False(GateRules.AsksConsent(new() { Consent = rule }, facts with { BringsPictures = false }));
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public void Orders_wait_for_a_moderator_but_for_moderators_own(bool rule, bool isModerator, bool held) =>
        Assert.Equal(held, GateRules.Holds(new() { HoldsFirst = rule }, Facts with { IsModerator = isModerator }));

    private static string? Says(GuildRules rules, GateFacts facts) => GateRules.Refuse(rules, facts, Tongues.English);
}
