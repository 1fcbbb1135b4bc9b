using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Commands;

/// <summary>Leads each interaction to what answers it, and registers the commands when the bot comes online.</summary>
internal sealed partial class InteractionRouter(
    OrderDesk desk, CancelButton cancelButton, QueueCommand queueCommand, DiscordRest rest, CommandRegistration commands, IOptions<BotOptions> options,
    ILogger<InteractionRouter> logger) : IGatewayEventHandler
{
    private const int MostChoices = 25; // Discord docs, receiving-and-responding.mdx, "Autocomplete"

    public async Task HandleAsync(GatewayEvent e, CancellationToken cancel)
    {
        switch (e)
        {
            case ReadyEvent { Ready.Application: { } application }:
                await commands.SyncAsync(application.Id, null, CommandSet.All, cancel);
                break;
            case InteractionCreateEvent { Interaction: { Data: { } data, Invoker: not null } interaction }:
                try
                {
                    await RouteAsync(interaction, data, cancel);
                }
                catch (DiscordException refused)
                {
                    LogRefused(interaction.Id, refused.Message);
                }
                break;
        }
    }

    private Task RouteAsync(Interaction interaction, InteractionData data, CancellationToken cancel) => interaction.Type switch
    {
        InteractionType.ApplicationCommand => data.Name switch
        {
            CommandSet.Imagine => desk.TakeAsync(interaction, ClipOrder.FromImagine(data, options.Value), cancel),
            CommandSet.Animate => desk.TakeAsync(interaction, ClipOrder.FromMessage(data, options.Value), cancel),
            CommandSet.Queue => queueCommand.AnswerAsync(interaction, cancel),
            _ => RefuseAsync(interaction, "I do not know this command any more; reload Discord and try again.", cancel),
        },
        InteractionType.ApplicationCommandAutocomplete => OfferAsync(interaction, data, cancel),
        InteractionType.MessageComponent when CancelButton.Read(data.CustomId ?? "") is { } id => cancelButton.PressAsync(interaction, id, cancel),
        InteractionType.MessageComponent => RefuseAsync(interaction, "I do not know this button any more.", cancel),
        _ => Task.CompletedTask,
    };

    private Task OfferAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var typed = data.FocusedOption is { Name: "aspect" } option ? option.AsString() ?? "" : "";
        var offered = AspectRatio.Offered.Where(ratio => ratio.StartsWith(typed.Trim(), StringComparison.Ordinal)).Take(MostChoices);
        return rest.CreateInteractionResponseAsync(
            interaction, InteractionResponse.Autocomplete([.. offered.Select(ratio => ApplicationCommandOptionChoice.Of(ratio, ratio))]), cancel);
    }

    private Task RefuseAsync(Interaction interaction, string sentence, CancellationToken cancel) =>
        rest.CreateInteractionResponseAsync(interaction, InteractionResponse.Message($"⚠️ {sentence}", ephemeral: true), cancel);

    [LoggerMessage(LogLevel.Warning, "Interaction {Id} could not be answered: {Problem}")]
    private partial void LogRefused(Snowflake id, string problem);
}
