using ChatVideoBot.Discord.Interactions;

namespace ChatVideoBot.Bot.Commands;

/// <summary>A command of the bot. Its words come from the keys "command.NAME.…", see <see cref="CommandSet"/>.</summary>
internal interface ICommand
{
    /// <summary>As Discord is told of it, without descriptions and translations.</summary>
    ApplicationCommand Definition { get; }

    /// <summary>Gives the first answer within three seconds, then does what was asked.</summary>
    Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel);

    /// <summary>What the option that is being typed can be: at most 25.</summary>
    Task<IReadOnlyList<ApplicationCommandOptionChoice>> OfferAsync(
        Interaction interaction, InteractionData data, InteractionDataOption typed, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<ApplicationCommandOptionChoice>>([]);
}

/// <summary>A kind of button or select on the bot's messages. It carries an id and no state, so that it works after any restart.</summary>
internal interface IPress
{
    /// <summary>Before the first colon of its custom id.</summary>
    string Prefix { get; }

    /// <param name="rest">What follows the colon.</param>
    Task PressAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel);
}

/// <summary>A kind of form.</summary>
internal interface IForm
{
    /// <inheritdoc cref="IPress.Prefix"/>
    string Prefix { get; }

    /// <inheritdoc cref="IPress.PressAsync"/>
    Task SubmitAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel);
}
