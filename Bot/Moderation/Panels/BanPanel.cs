using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Bans;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Progress;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using static ChatVideoBot.Bot.Commands.CommandSet;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>/mod ban: bars somebody from the bot in this server, for a while or until it is lifted.</summary>
internal sealed class BanPanel(BanBook bans, ModLog log, JobQueue queue, StatusBoard board, Answers answers, DiscordRest rest) : ModPanel
{
    private const int LongestReason = 300;
    private const string Ever = "ever";
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    private static readonly string[] Offered = ["10m", "1h", "6h", "1d", "3d", "1w", "30d", Ever];

    public override string Name => "ban";

    public override IReadOnlyList<ApplicationCommandOption> Options { get; } =
    [
        Option(ApplicationCommandOptionType.User, "user") with { Required = true },
        Option(ApplicationCommandOptionType.String, "for") with { Autocomplete = true },
        Option(ApplicationCommandOptionType.String, "reason") with { MaxLength = LongestReason },
        Option(ApplicationCommandOptionType.Boolean, "clear"),
        Option(ApplicationCommandOptionType.Boolean, "lift"),
    ];

    public override Task<IReadOnlyList<ApplicationCommandOptionChoice>> OfferAsync(
        Interaction interaction, InteractionData data, InteractionDataOption typed, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<ApplicationCommandOptionChoice>>([.. Offers(typed.AsString()?.Trim() ?? "").Select(one => ApplicationCommandOptionChoice.Of(one, one))]);

    /// <summary>What begins as it was typed, and what was typed where it is a length.</summary>
    internal static IEnumerable<string> Offers(string typed) =>
        Offered.Where(one => one.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Concat(Spans.Parse(typed) is { } length && length >= Shortest ? [Spans.Write(length)] : []).Distinct();

    public override async Task OpenAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        await rest.EditOriginalInteractionResponseAsync(interaction, new() { Content = await DoAsync(interaction, data, cancel) }, cancel);
    }

    private async Task<string> DoAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var (tongue, guild, by) = (Tongues.Of(interaction.Locale), interaction.GuildId!.Value.ToString(), interaction.Invoker!.Id.ToString());
        if (data.Option("user")?.AsSnowflake() is not { } user) return $"⚠️ {tongue.Say("mod.ban.nobody")}";
        if (data.Option("lift")?.AsBool() is true)
        {
            if (!await bans.LiftAsync(guild, user.ToString(), cancel)) return tongue.Say("mod.ban.was-not", ("user", $"<@{user}>"));
            await log.WriteAsync(guild, by, "lift", user.ToString(), "", Reason(data), cancel);
            return $"✅ {tongue.Say("mod.ban.lifted", ("user", $"<@{user}>"))}";
        }
        var typed = data.Option("for")?.AsString()?.Trim() ?? Ever;
        var length = typed.Equals(Ever, StringComparison.OrdinalIgnoreCase) ? null : Spans.Parse(typed);
        if (length is null && !typed.Equals(Ever, StringComparison.OrdinalIgnoreCase) || length < Shortest)
        {
            var near = Spans.Nearest(typed) is { } meant ? $" {tongue.Say("mod.settings.nearest", ("value", Spans.Write(meant < Shortest ? Shortest : meant)))}" : "";
            return $"⚠️ {tongue.Say("mod.ban.for", ("value", Markdown.Plain(typed, 40)))}{near}";
        }
        var resolved = data.Resolved;
        if (user == interaction.ApplicationId || resolved?.Users?.GetValueOrDefault(user)?.Bot is true) return $"⚠️ {tongue.Say("mod.ban.bot")}";
        if (user == interaction.Invoker.Id || Moderators.MayModerate(resolved?.Members?.GetValueOrDefault(user)?.Permissions)) return $"⚠️ {tongue.Say("mod.ban.moderator")}";
        var ban = await bans.BarAsync(guild, user.ToString(), length, by, Reason(data), cancel);
        await log.WriteAsync(guild, by, "ban", user.ToString(), length is { } span ? Spans.Write(span) : Ever, ban.Why, cancel);
        var cleared = data.Option("clear")?.AsBool() is true ? await ClearAsync(guild, user.ToString(), new(by, "barred by a moderator"), cancel) : 0;
        var said = ban.Until is { } until
            ? tongue.Say("mod.ban.done.until", ("user", $"<@{user}>"), ("when", Sentences.Relative(until)))
            : tongue.Say("mod.ban.done", ("user", $"<@{user}>"));
        return cleared > 0 ? $"✅ {said} {tongue.Say("mod.ban.cleared", ("count", cleared))}" : $"✅ {said}";
    }

    /// <summary>What the user has open in this server, and nothing elsewhere.</summary>
    private async Task<int> ClearAsync(string guild, string user, Word word, CancellationToken cancel)
    {
        var cleared = await queue.ClearUserAsync(user, guild, word, cancel);
        board.Wake();
        return cleared.Cancelled + cleared.Stopping;
    }

    private static string Reason(InteractionData data) => Markdown.Bare(data.Option("reason")?.AsString() ?? "", LongestReason);
}
