using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;

namespace ChatVideoBot.Bot.Commands;

/// <summary>The commands as Discord shows them, in all languages.</summary>
/// <remarks>
/// Words come from the keys "command.NAME.description", "command.NAME.OPTION" (its description), and, where the language has its own,
/// "command.NAME.name" and "command.NAME.OPTION.name"; of choices, "command.NAME.OPTION.choice.VALUE". A message command's key is its English name.
/// Numbers have no bounds here, because they are a server's own and change while it runs; the bot answers in a sentence that names the
/// nearest legal value.
/// </remarks>
internal static class CommandSet
{
    public static IReadOnlyList<ApplicationCommand> Of(IEnumerable<ICommand> commands) => [.. commands.Select(command => Worded(command.Definition))];

    public static ApplicationCommandOption Option(ApplicationCommandOptionType type, string name) => new() { Type = type, Name = name };

    /// <summary>In servers and in the bot's direct messages.</summary>
    public static ApplicationCommand Everywhere(ApplicationCommand command) => command with
    {
        IntegrationTypes = [ApplicationIntegrationType.GuildInstall],
        Contexts = [InteractionContextType.Guild, InteractionContextType.BotDm],
    };

    private static ApplicationCommand Worded(ApplicationCommand command)
    {
        var key = $"command.{command.Name}";
        var isSlash = command.Type == ApplicationCommandType.ChatInput;
        return command with
        {
            Description = isSlash ? Tongues.English.Say($"{key}.description") : null,
            DescriptionLocalizations = isSlash ? Translations($"{key}.description") : null,
            NameLocalizations = Translations($"{key}.name"),
            Options = command.Options is { } options ? [.. options.Select(option => Worded(option, $"{key}.{option.Name}"))] : null,
        };
    }

    private static ApplicationCommandOption Worded(ApplicationCommandOption option, string key) => option with
    {
        Description = Tongues.English.Say(key),
        DescriptionLocalizations = Translations(key),
        NameLocalizations = Translations($"{key}.name"),
        Choices = option.Choices is { } choices
            ? [.. choices.Select(choice => choice with { NameLocalizations = Translations($"{key}.choice.{choice.Value}") ?? choice.NameLocalizations })]
            : null,
        Options = option.Options is { } inner ? [.. inner.Select(one => Worded(one, $"{key}.{one.Name}"))] : null,
    };

    internal static Dictionary<string, string>? Translations(string key)
    {
        var found = Tongues.All.Skip(1).Select(tongue => (tongue.Locale, Words: tongue.Own(key))).Where(one => one.Words is not null)
            .ToDictionary(one => one.Locale, one => one.Words!);
        if (found.TryGetValue("es-ES", out var spanish)) found["es-419"] = spanish;
        return found.Count > 0 ? found : null;
    }
}
