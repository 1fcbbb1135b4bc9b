using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Queue.Pictures;

namespace ChatVideoBot.Bot.Commands;

/// <summary>The commands as Discord shows them.</summary>
/// <remarks>
/// Lengths have no bounds here, because they are a server's own and change while it runs; the bot answers in a sentence
/// that names the nearest legal value.
/// </remarks>
public static class CommandSet
{
    public const string Imagine = "imagine";
    public const string Queue = "queue";
    public const string Animate = "Animate this";

    public static IReadOnlyList<ApplicationCommand> All { get; } =
    [
        Everywhere(new()
        {
            Name = Imagine,
            Description = "Make a video clip from words, or from a picture",
            Options =
            [
                Option(ApplicationCommandOptionType.String, "prompt", "What the clip shows, e.g. a red ball bouncing in the desert")
                    with { Required = true },
                Option(ApplicationCommandOptionType.Attachment, "image", $"A picture to bring to life: {PictureLimits.Formats}"),
                Option(ApplicationCommandOptionType.String, "aspect", "Width to height, e.g. 16:9") with { Autocomplete = true },
                Option(ApplicationCommandOptionType.Number, "seconds", "How long the clip is"),
                Option(ApplicationCommandOptionType.Integer, "seed", "The same seed and words make the same clip"),
            ],
        }),
        Everywhere(new() { Name = Queue, Description = "Your clips in line, and how long the line is" }),
        Everywhere(new() { Type = ApplicationCommandType.Message, Name = Animate }),
    ];

    private static ApplicationCommandOption Option(ApplicationCommandOptionType type, string name, string description) =>
        new() { Type = type, Name = name, Description = description };

    private static ApplicationCommand Everywhere(ApplicationCommand command) => command with
    {
        IntegrationTypes = [ApplicationIntegrationType.GuildInstall],
        Contexts = [InteractionContextType.Guild, InteractionContextType.BotDm],
    };
}
