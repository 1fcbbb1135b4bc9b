using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord;
using ChatVideoBot.Discord.Gateway;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Rest;
using Microsoft.Extensions.Logging;

namespace ChatVideoBot.Bot.Commands;

/// <summary>Leads each interaction to what answers it, and registers the commands when the bot comes online.</summary>
internal sealed partial class InteractionRouter(
    IEnumerable<ICommand> commands, IEnumerable<IPress> presses, IEnumerable<IForm> forms, Answers answers, DiscordRest rest,
    CommandRegistration registration, TimeProvider time, ILogger<InteractionRouter> logger) : IGatewayEventHandler
{
    private const int MostChoices = 25; // Discord docs, receiving-and-responding.mdx, "Autocomplete"
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(2), LastRetry = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, ICommand> _commands = commands.ToDictionary(command => command.Definition.Name);
    private readonly Dictionary<string, IPress> _presses = presses.ToDictionary(press => press.Prefix);
    private readonly Dictionary<string, IForm> _forms = forms.ToDictionary(form => form.Prefix);

    public bool Wants(string name) => name is "READY" or "INTERACTION_CREATE";

    public async Task HandleAsync(GatewayEvent e, CancellationToken cancel)
    {
        switch (e)
        {
            case ReadyEvent { Shard: 0, Ready.Application: { } application }: // once, however many there are
                await RegisterAsync(application.Id, cancel);
                break;
            case InteractionCreateEvent { Interaction: { Data: { } data, Invoker: not null } interaction }:
                await AnswerAsync(interaction with { Received = e.Received }, data, cancel);
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
                await registration.SyncAsync(application, null, CommandSet.Of(_commands.Values), cancel);
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
        using var span = BotTrace.Arrive("interaction", interaction.Received is { } received ? time.GetElapsedTime(received) : TimeSpan.Zero);
        span?.SetTag("chatvideobot.interaction.type", interaction.Type.ToString()).SetTag("chatvideobot.interaction.id", interaction.Id.ToString());
        if (data.Name is { } name && _commands.ContainsKey(name)) span?.SetTag("chatvideobot.command", name);
        string sentence;
        try
        {
            if (await answers.InTimeAsync(interaction, limit => RouteAsync(interaction, data, limit), cancel)) return;
            LogLate(interaction.Id);
            sentence = "wrong.time";
        }
        catch (DiscordException e) when (e.Code is DiscordErrorCode.UnknownInteraction or DiscordErrorCode.AlreadyAcknowledged)
        {
            LogRefused(interaction.Id, e.Message); // too late, or another process of this bot has answered
            return;
        }
        catch (DiscordException e)
        {
            span.Fail(e);
            LogRefused(interaction.Id, e.Message);
            sentence = "wrong.discord";
        }
        catch (Queue.Redis.RedisException e)
        {
            span.Fail(e);
            LogRefused(interaction.Id, e.Message);
            sentence = "wrong.queue";
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            LogOverTime(interaction.Id);
            sentence = "wrong.time";
        }
        catch (Exception e)
        {
            span.Fail(e);
            LogBroke(e, interaction.Id);
            sentence = "wrong.ours";
        }
        if (interaction.Type != InteractionType.ApplicationCommandAutocomplete)
            await answers.ApologiseAsync(interaction, Tongues.Of(interaction.Locale).Say(sentence));
    }

    private Task RouteAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var (prefix, rest) = data.CustomId?.Split(':', 2) is [var before, var after] ? (before, after) : (data.CustomId ?? "", "");
        var tongue = Tongues.Of(interaction.Locale);
        return interaction.Type switch
        {
            InteractionType.ApplicationCommand => _commands.TryGetValue(data.Name ?? "", out var command)
                ? command.AnswerAsync(interaction, data, cancel)
                : answers.RefuseAsync(interaction, tongue.Say("unknown.command"), cancel),
            InteractionType.ApplicationCommandAutocomplete => OfferAsync(interaction, data, cancel),
            InteractionType.MessageComponent => _presses.TryGetValue(prefix, out var press)
                ? press.PressAsync(interaction, data, rest, cancel)
                : answers.RefuseAsync(interaction, tongue.Say("unknown.button"), cancel),
            InteractionType.ModalSubmit => _forms.TryGetValue(prefix, out var form)
                ? form.SubmitAsync(interaction, data, rest, cancel)
                : answers.RefuseAsync(interaction, tongue.Say("unknown.form"), cancel),
            _ => Task.CompletedTask,
        };
    }

    private async Task OfferAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var offered = data.FocusedOption is { } typed && _commands.TryGetValue(data.Name ?? "", out var command)
            ? await command.OfferAsync(interaction, data, typed, cancel)
            : [];
        await rest.CreateInteractionResponseAsync(interaction, InteractionResponse.Autocomplete([.. offered.Take(MostChoices)]), cancel);
    }

    [LoggerMessage(LogLevel.Warning, "Interaction {Id} could not be answered: {Problem}")]
    private partial void LogRefused(Snowflake id, string problem);

    [LoggerMessage(LogLevel.Warning, "Interaction {Id} was given up: it took too long, or the bot stops.")]
    private partial void LogOverTime(Snowflake id);

    [LoggerMessage(LogLevel.Warning, "Interaction {Id} was given up: what had to be looked up before its first answer took too long.")]
    private partial void LogLate(Snowflake id);

    [LoggerMessage(LogLevel.Error, "Interaction {Id} broke.")]
    private partial void LogBroke(Exception e, Snowflake id);

    [LoggerMessage(LogLevel.Error, "The commands could not be registered: {Problem}")]
    private partial void LogNotRegistered(string problem);
}
