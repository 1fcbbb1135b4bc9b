using ChatVideoBot.Bot.Commands;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Interactions;
using static ChatVideoBot.Bot.Commands.CommandSet;

namespace ChatVideoBot.Bot.Moderation.Panels;

/// <summary>
/// /mod and everything pressed in its panels: whoever uses them must be a moderator of the server where they use them, whatever Discord shows
/// to whom. Some panels are also for the bot's owner, anywhere.
/// </summary>
internal sealed class ModCommand(IEnumerable<ModPanel> panels, Owners owners, Answers answers) : ICommand, IPress, IForm
{
    private const string Name = "mod";

    private readonly IReadOnlyList<ModPanel> _panels = [.. panels];

    public ApplicationCommand Definition => new()
    {
        Name = Name,
        DefaultMemberPermissions = Permissions.ManageMessages,
        IntegrationTypes = [ApplicationIntegrationType.GuildInstall],
        Contexts = [InteractionContextType.Guild, InteractionContextType.BotDm], // the owner's
        Options = [.. _panels.Select(panel => Option(ApplicationCommandOptionType.SubCommand, panel.Name) with { Options = panel.Options.Count > 0 ? panel.Options : null })],
    };

    /// <summary>Custom ids are "mod:PANEL:REST".</summary>
    public string Prefix => Name;

    public Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel) =>
        WithPanelAsync(interaction, data.Options is [{ IsSubcommand: true } used, ..] ? used.Name : "", panel => panel.OpenAsync(interaction, data, cancel), cancel);

    public async Task<IReadOnlyList<ApplicationCommandOptionChoice>> OfferAsync(
        Interaction interaction, InteractionData data, InteractionDataOption typed, CancellationToken cancel) =>
        data.Options is [{ IsSubcommand: true } used, ..] && Find(used.Name) is { } panel && May(interaction, panel) ? await panel.OfferAsync(interaction, data, typed, cancel) : [];

    public Task PressAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel)
    {
        var (name, what) = Split(rest);
        return WithPanelAsync(interaction, name, panel => panel.PressAsync(interaction, data, what, cancel), cancel);
    }

    public Task SubmitAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel)
    {
        var (name, what) = Split(rest);
        return WithPanelAsync(interaction, name, panel => panel.SubmitAsync(interaction, data, what, cancel), cancel);
    }

    private async Task WithPanelAsync(Interaction interaction, string name, Func<ModPanel, Task> act, CancellationToken cancel)
    {
        var refusal = Find(name) is not { } panel ? "mod.unknown"
            : May(interaction, panel) || panel.IsForOwner && await owners.HasAsync(interaction.Invoker!.Id, cancel) ? null
            : interaction.GuildId is null ? "mod.servers-only"
            : panel.IsForRulers ? "mod.rulers-only" : "mod.moderators-only";
        await (refusal is null ? act(Find(name)!) : answers.RefuseAsync(interaction, Tongues.Of(interaction.Locale).Say(refusal), cancel));
    }

    private static bool May(Interaction interaction, ModPanel panel) =>
        panel.IsForRulers ? Moderators.MayRule(interaction) : Moderators.MayModerate(interaction);

    private ModPanel? Find(string? name) => _panels.FirstOrDefault(panel => panel.Name == name);

    private static (string Panel, string What) Split(string text) => text.Split(':', 2) is [var name, var rest] ? (name, rest) : (text, "");
}
