using ChatVideoBot.Bot.People;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;
using ChatVideoBot.Discord.Rest;
using ChatVideoBot.Queue;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Commands;

/// <summary>/privacy: what is kept and for how long, all of it as a file, and a way to have it forgotten.</summary>
internal sealed class PrivacyCommand(
    Answers answers, DiscordRest discord, Keeping keeping, IOptions<BotOptions> options, IOptions<QueueOptions> rules) : ICommand, IPress
{
    private const string Name = "privacy", Export = "export", Forget = "forget", Really = "really", Keep = "keep";

    public ApplicationCommand Definition { get; } = CommandSet.Everywhere(new() { Name = Name });

    public string Prefix => Name;

    public Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        return answers.GiveAsync(interaction, InteractionResponse.Message(About(tongue) with { Flags = MessageFlags.Ephemeral }), cancel);
    }

    public Task PressAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        return rest switch
        {
            Export => ExportAsync(interaction, tongue, cancel),
            Forget => answers.GiveAsync(interaction, InteractionResponse.Update(new()
            {
                Content = tongue.Say("privacy.sure"),
                Components = [ActionRow.Of(Button.Danger($"{Name}:{Really}", tongue.Say("privacy.really")), Button.Secondary($"{Name}:{Keep}", tongue.Say("privacy.keep")))],
            }), cancel),
            Really => ForgetAsync(interaction, tongue, cancel),
            Keep => answers.GiveAsync(interaction, InteractionResponse.Update(About(tongue)), cancel),
            _ => answers.RefuseAsync(interaction, tongue.Say("unknown.button"), cancel),
        };
    }

    private async Task ExportAsync(Interaction interaction, Tongue tongue, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel);
        var file = await keeping.ExportAsync(interaction.Invoker!.Id.ToString(), cancel);
        await discord.EditOriginalInteractionResponseAsync(interaction, new()
        {
            Content = tongue.Say("privacy.exported"),
            Files = [new("my-data.json", file) { ContentType = "application/json" }],
        }, cancel);
    }

    private async Task ForgetAsync(Interaction interaction, Tongue tongue, CancellationToken cancel)
    {
        await answers.GiveAsync(interaction, InteractionResponse.DeferredUpdate(), cancel);
        var (jobs, clips) = await keeping.ForgetAsync(interaction.Invoker!.Id.ToString(), cancel);
        await discord.EditOriginalInteractionResponseAsync(interaction, new()
        {
            Content = tongue.Say("privacy.forgotten", ("jobs", jobs), ("clips", clips)),
            Components = [],
        }, cancel);
    }

    private InteractionCallbackData About(Tongue tongue) => new()
    {
        Content = tongue.Say("privacy.text",
            ("prompts", Span(rules.Value.KeepPrompts, tongue)), ("done", Span(rules.Value.KeepDone, tongue)), ("failed", Span(rules.Value.KeepFailed, tongue)),
            ("files", Span(rules.Value.KeepClips, tongue)), ("records", Span(options.Value.KeepRecords, tongue))),
        Components = [ActionRow.Of(Button.Secondary($"{Name}:{Export}", tongue.Say("privacy.export")), Button.Danger($"{Name}:{Forget}", tongue.Say("privacy.forget")))],
    };

    /// <summary>"24 hours", "7 days", "3 years".</summary>
    internal static string Span(TimeSpan span, Tongue tongue) => span switch
    {
        { TotalDays: >= 2 * 365 } => tongue.Say("privacy.years", ("count", Math.Round(span.TotalDays / 365, 1))),
        { TotalDays: >= 2 } => tongue.Say("privacy.days", ("count", Math.Round(span.TotalDays, 1))),
        { TotalHours: >= 1 } => tongue.Say("privacy.hours", ("count", Math.Round(span.TotalHours, 1))),
        { TotalMinutes: >= 1 } => tongue.Say("privacy.minutes", ("count", Math.Round(span.TotalMinutes))),
        _ => tongue.Say("privacy.at-once"),
    };
}
