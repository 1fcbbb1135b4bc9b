using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Moderation.Log;
using ChatVideoBot.Bot.Moderation.Rules;
using ChatVideoBot.Bot.Moderation.Words;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>/mod settings: all that a server may set, each with what it is now; picking one shows how it is changed.</summary>
internal sealed class SettingsPanel(GuildBook book, ModLog log, GuildAutoMod autoMod, Answers answers, DiscordRest rest) : ModPanel
{
    private const string Pick = "pick", Set = "set", Text = "text", Field = "value";

    public override string Name => "settings";

    public override bool IsForRulers => true;

    public override async Task OpenAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, null, null, cancel), cancel);
    }

    public override async Task PressAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        var (what, name) = said.Split(':', 2) is [var first, var second] ? (first, second) : (said, "");
        var picked = what == Pick && data.Values is [var one, ..] ? Settings.Find(one) : null;
        if (picked is TextSetting typed)
        {
            var rules = await book.ReadAsync(Guild(interaction), cancel);
            await answers.GiveAsync(interaction, Form(typed, rules, Tongues.Of(interaction.Locale)), cancel);
            return;
        }
        await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        string? told = null;
        if (what == Set)
        {
            told = Settings.Find(name) switch
            {
                ChoiceSetting choice when data.Values is [var value, ..] && choice.Values.Contains(value) => await ChangeAsync(interaction, choice, rules => choice.Write(rules, value), cancel),
                ChannelSetting channels when data.Values.Count <= channels.Most && data.Values.All(id => IsHere(data, id, channels.Types)) =>
                    await ChangeAsync(interaction, channels, rules => channels.Write(rules, [.. data.Values.Distinct()]), cancel),
                ChannelSetting => $"⚠️ {Tongues.Of(interaction.Locale).Say("mod.settings.elsewhere")}",
                _ => null,
            };
        }
        await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, picked, told, cancel), cancel);
    }

    public override async Task SubmitAsync(Interaction interaction, InteractionData data, string said, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, interaction.Message is null ? InteractionResponse.DeferredMessage(ephemeral: true) : InteractionResponse.DeferredUpdate(), cancel);
        var text = (data.FormValue(Field) ?? "").Trim();
        string? told = null;
        if (said.Split(':', 2) is [Text, var name] && Settings.Find(name) is TextSetting setting)
        {
            var tongue = Tongues.Of(interaction.Locale);
            told = setting.Write(new(), text) is null
                ? Wrong(setting, text, tongue)
                : await ChangeAsync(interaction, setting, rules => setting.Write(rules, text) ?? rules, cancel);
        }
        await rest.EditOriginalInteractionResponseAsync(interaction, await ShowAsync(interaction, null, told, cancel), cancel);
    }

    /// <summary>Writes it, and that it was written; says what it is now.</summary>
    private async Task<string> ChangeAsync(Interaction interaction, Setting setting, Func<GuildRules, GuildRules> change, CancellationToken cancel)
    {
        var (before, after) = await book.ChangeAsync(Guild(interaction), change, cancel);
        var (was, now) = (setting.Show(before, Tongues.English), setting.Show(after, Tongues.English));
        var isTold = was == now
            || await log.WriteAsync(Guild(interaction), interaction.Invoker!.Id.ToString(), "settings", "", Tongues.English.Say($"mod.settings.{setting.Name}"), $"{was} → {now}", cancel);
        var tongue = Tongues.Of(interaction.Locale);
        var said = $"✅ {tongue.Say($"mod.settings.{setting.Name}")}: {setting.Show(after, tongue)}";
        return isTold ? said : $"{said}\n⚠️ {tongue.Say("mod.settings.log.mute", ("channel", $"<#{after.LogChannel}>"))}";
    }

    /// <summary>A channel of this server, and of a kind that can be set: Discord says which in "resolved", whatever the values say.</summary>
    private static bool IsHere(InteractionData data, string id, IReadOnlyList<ChannelType> types) =>
        Snowflake.TryParse(id, out var channel) && data.Resolved?.Channels?.GetValueOrDefault(channel) is { } known && types.Contains(known.Type);

    /// <summary>What was typed, what can be, and what of that is nearest.</summary>
    private static string Wrong(TextSetting setting, string text, Tongue tongue)
    {
        var said = $"⚠️ {tongue.Say($"mod.settings.{setting.Name}")}: {tongue.Say($"mod.settings.{setting.Name}.wrong", ("value", text.Length > 0 ? Markdown.Plain(text, 100) : "“”"))}";
        return setting.Nearest(text) is { } nearest ? $"{said} {tongue.Say("mod.settings.nearest", ("value", nearest.Length > 0 ? nearest : "0"))}" : said;
    }

    /// <summary>What is known of the server's AutoMod rules; null where they do not hold for prompts.</summary>
    private async Task<string?> AutoModAsync(Interaction interaction, GuildRules rules, Tongue tongue, CancellationToken cancel)
    {
        if (!rules.FollowsAutoMod) return null;
        var known = await autoMod.RulesOfAsync(interaction.GuildId!.Value, cancel);
        return autoMod.Look(interaction.GuildId.Value).Sight switch
        {
            AutoModSight.Followed when known.Skipped.Count > 0 => "⚠️ " + tongue.Say("mod.settings.automod.skipped", ("rules", known.Count), ("patterns", known.Skipped.Count)),
            AutoModSight.Followed => tongue.Say("mod.settings.automod.followed", ("rules", known.Count)),
            AutoModSight.Forbidden => "⚠️ " + tongue.Say("mod.settings.automod.forbidden"),
            _ => "⚠️ " + tongue.Say("mod.settings.automod.unanswered"),
        };
    }

    private async Task<MessageEdit> ShowAsync(Interaction interaction, Setting? picked, string? told, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        var rules = await book.ReadAsync(Guild(interaction), cancel);
        var watch = await AutoModAsync(interaction, rules, tongue, cancel);
        var lines = Settings.All.Select(setting => $"- {tongue.Say($"mod.settings.{setting.Name}")}: **{setting.Show(rules, tongue)}**{(setting.Name == "automod" && watch is not null ? $" · {watch}" : "")}");
        return new()
        {
            Content = Markdown.Cut(string.Join('\n', new[] { told, $"**{tongue.Say("mod.settings.title")}**" }.OfType<string>().Concat(lines)), 2000),
            Components =
            [
                ActionRow.Of(new StringSelect
                {
                    CustomId = $"mod:settings:{Pick}",
                    Placeholder = Markdown.Cut(tongue.Say("mod.settings.pick"), 150),
                    Options = [.. Settings.All.Select(setting => new SelectOption
                    {
                        Label = Markdown.Cut(tongue.Say($"mod.settings.{setting.Name}"), 100),
                        Value = setting.Name,
                        Default = setting == picked ? true : null,
                    })],
                }),
                .. picked switch
                {
                    ChoiceSetting choice => new[] { ActionRow.Of(Choice(choice, rules, tongue)) },
                    ChannelSetting channels => [ActionRow.Of(new ChannelSelect
                    {
                        CustomId = $"mod:settings:{Set}:{channels.Name}",
                        Placeholder = Markdown.Cut(tongue.Say($"mod.settings.{channels.Name}.none"), 150),
                        MinValues = 0,
                        MaxValues = channels.Most,
                        ChannelTypes = channels.Types,
                        DefaultValues = [.. channels.Read(rules).Where(id => Snowflake.TryParse(id, out _)).Take(channels.Most).Select(id => SelectDefault.Channel(Snowflake.Parse(id)))],
                    })],
                    _ => [],
                },
            ],
        };
    }

    private static StringSelect Choice(ChoiceSetting choice, GuildRules rules, Tongue tongue) => new()
    {
        CustomId = $"mod:settings:{Set}:{choice.Name}",
        Options = [.. choice.Values.Select(value => new SelectOption
        {
            Label = Markdown.Cut(choice.Say(value, tongue), 100),
            Value = value,
            Default = value == choice.Read(rules) ? true : null,
        })],
    };

    private static InteractionResponse Form(TextSetting setting, GuildRules rules, Tongue tongue) => InteractionResponse.Modal(
        $"mod:settings:{Text}:{setting.Name}", Markdown.Cut(tongue.Say("mod.settings.title"), 45),
        Label.Of(Markdown.Cut(tongue.Say($"mod.settings.{setting.Name}"), 45), TextInput.Of(Field, TextInputStyle.Short, setting.Read(rules), 200, required: false)));
}
