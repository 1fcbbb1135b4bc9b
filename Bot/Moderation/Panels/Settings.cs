using System.Globalization;
using System.Numerics;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>Something that can be set with /mod settings. Its words are "mod.settings.NAME", a choice's "mod.settings.NAME.VALUE".</summary>
internal abstract record Setting(string Name)
{
    /// <summary>The value, as moderators read it.</summary>
    public abstract string Show(GuildRules rules, Tongue tongue);
}

/// <summary>One of a few values.</summary>
internal sealed record ChoiceSetting(string Name, IReadOnlyList<string> Values, Func<GuildRules, string> Read, Func<GuildRules, string, GuildRules> Write) : Setting(Name)
{
    public override string Show(GuildRules rules, Tongue tongue) => Say(Read(rules), tongue);

    public string Say(string value, Tongue tongue) => tongue.Find($"mod.settings.{Name}.{value}") ?? tongue.Say($"mod.settings.value.{value}");

    public static ChoiceSetting Of<T>(string name, Func<GuildRules, T> read, Func<GuildRules, T, GuildRules> write) where T : struct, Enum => new(
        name, [.. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())], rules => read(rules).ToString().ToLowerInvariant(), (rules, value) => write(rules, Enum.Parse<T>(value, ignoreCase: true)));

    public static ChoiceSetting Of(string name, Func<GuildRules, bool> read, Func<GuildRules, bool, GuildRules> write) =>
        new(name, ["yes", "no"], rules => read(rules) ? "yes" : "no", (rules, value) => write(rules, value == "yes"));
}

/// <summary>Channels of the server.</summary>
internal sealed record ChannelSetting(string Name, int Most, Func<GuildRules, IReadOnlyList<string>> Read, Func<GuildRules, IReadOnlyList<string>, GuildRules> Write) : Setting(Name)
{
    public override string Show(GuildRules rules, Tongue tongue) => Read(rules) is { Count: > 0 } ids
        ? string.Join(", ", ids.Take(10).Select(id => $"<#{id}>")) + (ids.Count > 10 ? " …" : "")
        : tongue.Say($"mod.settings.{Name}.none");

    public IReadOnlyList<ChannelType> Types { get; } = Most > 1
        ? [ChannelType.GuildText, ChannelType.GuildAnnouncement, ChannelType.GuildForum, ChannelType.GuildCategory]
        : [ChannelType.GuildText, ChannelType.GuildAnnouncement];
}

/// <summary>Something that is typed.</summary>
/// <param name="Read">As it is typed.</param>
/// <param name="Write">Null when what was typed cannot be; "mod.settings.NAME.wrong" then says what can.</param>
/// <param name="Nearest">What can be and is nearest to what was typed; null when nothing is near.</param>
internal sealed record TextSetting(string Name, Func<GuildRules, string> Read, Func<GuildRules, string, GuildRules?> Write, Func<string, string?> Nearest) : Setting(Name)
{
    public override string Show(GuildRules rules, Tongue tongue) => Read(rules) is { Length: > 0 } text && text is not ("0" or "0m")
        ? Markdown.Plain(text, 200)
        : tongue.Say($"mod.settings.{Name}.none");
}

/// <summary>Everything that is set there.</summary>
internal static class Settings
{
    private const int MostRungs = 10, MostRefusals = 100, MostAppeals = 20, MostDays = 36_500;

    public static IReadOnlyList<Setting> All { get; } =
    [
        new ChannelSetting("channels", 25, rules => rules.Channels, (rules, ids) => rules with { Channels = ids }),
        new ChannelSetting("log", 1, rules => rules.LogChannel.Length > 0 ? [rules.LogChannel] : [], (rules, ids) => rules with { LogChannel = ids is [var id, ..] ? id : "" }),
        ChoiceSetting.Of("hold", rules => rules.HoldsFirst, (rules, on) => rules with { HoldsFirst = on }),
        ChoiceSetting.Of("automod", rules => rules.FollowsAutoMod, (rules, on) => rules with { FollowsAutoMod = on }),
        ChoiceSetting.Of("flagged", rules => rules.Flagged, (rules, value) => rules with { Flagged = value }),
        ChoiceSetting.Of("flagged-adult", rules => rules.FlaggedInAdult, (rules, value) => rules with { FlaggedInAdult = value }),
        ChoiceSetting.Of("consent", rules => rules.Consent, (rules, value) => rules with { Consent = value }),
        ChoiceSetting.Of("private", rules => rules.Private, (rules, value) => rules with { Private = value }),
        new ChoiceSetting("watermark", ["owner", "yes", "no"], rules => rules.Watermark is { } mark ? mark ? "yes" : "no" : "owner",
            (rules, value) => rules with { Watermark = value == "owner" ? null : value == "yes" }),
        new TextSetting("new-members", rules => Spans.Write(rules.NewMemberWait),
            (rules, text) => (text is "" or "0" ? TimeSpan.Zero : Spans.Parse(text)) is { } wait ? rules with { NewMemberWait = wait } : null,
            text => Spans.Nearest(text) is { } wait ? Spans.Write(wait) : null),
        new TextSetting("ladder", rules => WriteLadder(rules.Ladder), (rules, text) => ReadLadder(text) is { } ladder ? rules with { Ladder = ladder } : null, NearestLadder),
        new TextSetting("appeals", rules => rules.AppealsADay.ToString(CultureInfo.InvariantCulture),
            (rules, text) => Number(text, MostAppeals) is { } number ? rules with { AppealsADay = number } : null, text => NearestNumber(text, MostAppeals)),
        new TextSetting("retention", rules => rules.RetentionDays.ToString(CultureInfo.InvariantCulture),
            (rules, text) => Number(text, MostDays) is { } number ? rules with { RetentionDays = number } : null, text => NearestNumber(text, MostDays)),
    ];

    public static Setting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    /// <summary>"5 = 10m, 8 = 1h".</summary>
    internal static string WriteLadder(IEnumerable<Rung> ladder) =>
        string.Join(", ", ladder.Select(rung => $"{rung.Refusals.ToString(CultureInfo.InvariantCulture)} = {Spans.Write(rung.Bar)}"));

    /// <summary>Null when it is none.</summary>
    internal static IReadOnlyList<Rung>? ReadLadder(string text)
    {
        if (text.Trim() is "" or "0") return [];
        var rungs = new List<Rung>();
        foreach (var part in text.Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', ':') is not [var refusals, var bar] || Number(refusals, MostRefusals) is not { } count || count == 0
                || Spans.Parse(bar) is not { } length || length <= TimeSpan.Zero) return null;
            rungs.Add(new(count, length));
        }
        return rungs.Count <= MostRungs && rungs.DistinctBy(rung => rung.Refusals).Count() == rungs.Count ? [.. rungs.OrderBy(rung => rung.Refusals)] : null;
    }

    /// <summary>The steps of it that can be read, each as near as can be; null for none.</summary>
    private static string? NearestLadder(string text)
    {
        var rungs = new List<Rung>();
        foreach (var part in text.Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', ':') is [var refusals, var bar, ..] && NearestNumber(refusals, MostRefusals) is { } count && Spans.Nearest(bar) is { } length)
                rungs.Add(new(Math.Max(1, int.Parse(count, CultureInfo.InvariantCulture)), length < TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1) : length));
        }
        return rungs.Count == 0 ? null : WriteLadder(rungs.DistinctBy(rung => rung.Refusals).OrderBy(rung => rung.Refusals).Take(MostRungs));
    }

    private static string? NearestNumber(string text, int most) =>
        BigInteger.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? BigInteger.Clamp(whole, 0, most).ToString(CultureInfo.InvariantCulture)
        : double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? Math.Clamp(Math.Round(number), 0, most).ToString(CultureInfo.InvariantCulture)
        : null;

    private static int? Number(string text, int most) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;
}
