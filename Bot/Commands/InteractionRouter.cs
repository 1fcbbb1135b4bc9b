using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ChatVideoBot.Bot.Commands;

/// <summary>Leads each interaction to what answers it, and registers the commands when the bot comes online.</summary>
internal sealed partial class InteractionRouter(
    OrderDesk desk, CancelButton cancelButton, QueueCommand queueCommand, Answers answers, DiscordRest rest, CommandRegistration commands,
    IOptions<BotOptions> options, TimeProvider time, ILogger<InteractionRouter> logger) : IGatewayEventHandler
{
    private const int MostChoices = 25; // Discord docs, receiving-and-responding.mdx, "Autocomplete"
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(2), LastRetry = TimeSpan.FromSeconds(30);

    public async Task HandleAsync(GatewayEvent e, CancellationToken cancel)
    {
        switch (e)
        {
            case ReadyEvent { Ready.Application: { } application }:
                await RegisterAsync(application.Id, cancel);
                break;
            case InteractionCreateEvent { Interaction: { Data: { } data, Invoker: not null } interaction }:
                await AnswerAsync(interaction, data, cancel);
                break;
        }
    }

    /// <summary>Registers the commands, again and again while Discord is away: without them nobody can ask for anything.</summary>
    private async Task RegisterAsync(Snowflake application, CancellationToken cancel)
    {
        for (var wait = FirstRetry; ; wait = wait * 2 < LastRetry ? wait * 2 : LastRetry)
        {
            try
            {
                await commands.SyncAsync(application, null, CommandSet.All, cancel);
                return;
            }
            catch (DiscordException e)
            {
                LogNotRegistered(e.Message);
                if (e.IsFinal()) return;
            }
            await Task.Delay(wait, time, cancel);
        }
    }

    /// <summary>Whatever goes wrong, the user gets a sentence: a "thinking…" that never ends tells nothing.</summary>
    private async Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        string sentence;
        try
        {
            await RouteAsync(interaction, data, cancel);
            return;
        }
        catch (DiscordException e) when (e.Code is DiscordErrorCode.UnknownInteraction or DiscordErrorCode.AlreadyAcknowledged)
        {
            LogRefused(interaction.Id, e.Message); // too late, or another process of this bot has answered
            return;
        }
        catch (DiscordException e)
        {
            LogRefused(interaction.Id, e.Message);
            sentence = "Discord did not let me answer; try again in a minute.";
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            LogOverTime(interaction.Id);
            sentence = "I could not finish this in time; try again in a minute.";
        }
        catch (Exception e)
        {
            LogBroke(e, interaction.Id);
            sentence = "Something broke on my side, so nothing was done; try again.";
        }
        if (interaction.Type != InteractionType.ApplicationCommandAutocomplete) await answers.ApologiseAsync(interaction, sentence);
    }

    private Task RouteAsync(Interaction interaction, InteractionData data, CancellationToken cancel) => interaction.Type switch
    {
        InteractionType.ApplicationCommand => data.Name switch
        {
            CommandSet.Imagine => desk.TakeAsync(interaction, ClipOrder.FromImagine(data, options.Value), cancel),
            CommandSet.Animate => desk.TakeAsync(interaction, ClipOrder.FromMessage(data, options.Value), cancel),
            CommandSet.Queue => queueCommand.AnswerAsync(interaction, cancel),
            _ => answers.RefuseAsync(interaction, "I do not know this command any more; reload Discord and try again.", cancel),
        },
        InteractionType.ApplicationCommandAutocomplete => OfferAsync(interaction, data, cancel),
        InteractionType.MessageComponent when CancelButton.Read(data.CustomId ?? "") is { } id =>
            cancelButton.PressAsync(interaction, id, cancel),
        InteractionType.MessageComponent => answers.RefuseAsync(interaction, "I do not know this button any more.", cancel),
        InteractionType.ModalSubmit => answers.RefuseAsync(interaction, "I do not know this form any more.", cancel),
        _ => Task.CompletedTask,
    };

    private Task OfferAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var typed = data.FocusedOption is { Name: "aspect" } option ? option.AsString() ?? "" : "";
        var offered = AspectRatio.Offered.Where(ratio => ratio.StartsWith(typed.Trim(), StringComparison.Ordinal)).Take(MostChoices);
        var choices = offered.Select(ratio => ApplicationCommandOptionChoice.Of(ratio, ratio));
        return rest.CreateInteractionResponseAsync(interaction, InteractionResponse.Autocomplete([.. choices]), cancel);
    }

    [LoggerMessage(LogLevel.Warning, "Interaction {Id} could not be answered: {Problem}")]
    private partial void LogRefused(Snowflake id, string problem);

    [LoggerMessage(LogLevel.Warning, "Interaction {Id} was given up: it took too long, or the bot stops.")]
    private partial void LogOverTime(Snowflake id);

    [LoggerMessage(LogLevel.Error, "Interaction {Id} broke.")]
    private partial void LogBroke(Exception e, Snowflake id);

    [LoggerMessage(LogLevel.Error, "The commands could not be registered: {Problem}")]
    private partial void LogNotRegistered(string problem);
}
