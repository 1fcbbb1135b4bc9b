using System.Globalization;
using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Bans;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>/mod bans: who is barred in this server, and until when; one can be picked to be let in again.</summary>
internal sealed class BansPanel(BanBook bans, ModLog log, Answers answers, DiscordRest rest) : ModPanel
{
    private const string Lift = "lift";
    private const int APage = 10;

    public override string Name => "bans";

    public override async Task OpenAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, 1, null, cancel), cancel);
    }

    public override async Task PressAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        var tongue = Tongues.Of(interaction.Locale);
        string? told = null;
        var (what, number) = said.Split(':', 2) is [var first, var second] ? (first, second) : (said, "");
        if (what == Lift && data.Values is [var user, ..] && Snowflake.TryParse(user, out _))
        {
            var was = await bans.LiftAsync(Guild(interaction), user, cancel);
            if (was) await log.WriteAsync(Guild(interaction), interaction.Invoker!.Id.ToString(), "lift", user, "", "", cancel);
            told = was ? $"✅ {tongue.Say("mod.ban.lifted", ("user", $"<@{user}>"))}" : tongue.Say("mod.ban.was-not", ("user", $"<@{user}>"));
        }
        var page = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : 1;
        await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, page, told, cancel), cancel);
    }

    private async Task<MessageEdit> ShowAsync(Interaction interaction, int page, string? told, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var all = await bans.ReadAsync(Guild(interaction), cancel);
        if (all.Count == 0) return new() { Content = $"{told}\n{tongue.Say("mod.bans.none")}".Trim(), Components = [] };
        var pages = (all.Count + APage - 1) / APage;
        page = Math.Clamp(page, 1, pages);
        var shown = all.Skip((page - 1) * APage).Take(APage).ToList();
        // Discord shows no names in a list of the bot's own: the numbers say who is who.
        var named = shown.Select((ban, i) => (Ban: ban, Number: Number((page - 1) * APage + i + 1))).Where(one => Snowflake.TryParse(one.Ban.User, out _)).ToList();
        var lines = new List<string>();
        if (told is not null) lines.Add(told);
        lines.Add($"**{tongue.Say("mod.bans.title", ("count", all.Count))}**");
        lines.AddRange(shown.Select((ban, i) => $"{Number((page - 1) * APage + i + 1)}\\. {Line(ban, tongue)}"));
        lines.AddRange(PageLine(page, pages, tongue));
        return new()
        {
            Content = Markdown.Cut(string.Join('\n', lines), 2000),
            Components =
            [
                .. named.Count == 0 ? [] : new[] { ActionRow.Of(new StringSelect
                {
                    CustomId = page == 1 ? $"mod:bans:{Lift}" : $"mod:bans:{Lift}:{Number(page)}",
                    Placeholder = Markdown.Cut(tongue.Say("mod.bans.lift"), 150),
                    Options =
                    [
                        .. named.Select(one => new SelectOption
                        {
                            Label = $"{one.Number} · {one.Ban.User}",
                            Value = one.Ban.User,
                            Description = Markdown.Bare(one.Ban.Why, 100) is { Length: > 0 } why ? why : null,
                        }),
                    ],
                }) },
                .. pages == 1 ? [] : new[] { ActionRow.Of(Turns(page, pages)) },
            ],
        };
    }

    private static string Line(Ban ban, Tongue tongue)
    {
        var who = ban.User.Length > 0 ? $"<@{ban.User}>" : tongue.Say("mod.bans.forgotten");
        var until = ban.Until is { } end ? tongue.Say("mod.bans.until", ("when", Sentences.Relative(end))) : tongue.Say("mod.bans.ever");
        var by = ban.By == "bot" ? tongue.Say("modlog.bot") : $"<@{ban.By}>";
        return $"{who} {until} · {by}{(ban.Why.Length > 0 ? " · " + Markdown.Plain(ban.Why, 60) : "")}";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
