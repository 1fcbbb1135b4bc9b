using System.Reflection;
using ChatVideoBot.Bot.Wording;
using ChatVideoBot.Discord.Interactions;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Rest;
using static ChatVideoBot.Bot.Commands.CommandSet;

namespace ChatVideoBot.Bot.Commands;

/// <summary>/help: what the bot does, shown by three clips of its own, and details by topic.</summary>
internal sealed class HelpCommand(Answers answers, DiscordRest discord) : ICommand, IPress
{
    private const string Name = "help";

    /// <summary>In the order in which one meets them.</summary>
    internal static readonly string[] Topics = ["making", "pictures", "changing", "storyboards", "queue", "privacy"];

    /// <summary>Files of this program, made with the shipped model; each has a text "help.clip.NAME".</summary>
    internal static readonly string[] Clips = ["prompt", "picture", "longer"];

    public ApplicationCommand Definition { get; } = Everywhere(new()
    {
        Name = Name,
        Options =
        [
            Option(ApplicationCommandOptionType.String, "topic") with
            {
                Choices = [.. Topics.Select(topic => ApplicationCommandOptionChoice.Of(Tongues.English.Say($"help.{topic}.name"), topic))],
            },
        ],
    });

    public string Prefix => Name;

    public async Task AnswerAsync(Interaction interaction, InteractionData data, CancellationToken cancel)
    {
        var tongue = Tongues.Of(interaction.Locale);
        if (data.Option("topic")?.AsString() is { } topic)
        {
            await ShowAsync(interaction, topic, tongue, isNew: true, cancel);
            return;
        }
        await answers.GiveAsync(interaction, InteractionResponse.DeferredMessage(ephemeral: true), cancel); // files take longer than the first answer may
        await discord.EditOriginalInteractionResponseAsync(interaction, new()
        {
            Content = tongue.Say("help.text"),
            Components = [Select(null, tongue)],
            Files =
            [
                .. Clips.Select(clip => new Discord.Resources.FileUpload($"{clip}.mp4", Read(clip)) { ContentType = "video/mp4", Description = tongue.Say($"help.clip.{clip}") }),
            ],
        }, cancel);
    }

    public Task PressAsync(Interaction interaction, InteractionData data, string rest, CancellationToken cancel) =>
        ShowAsync(interaction, data.Values.FirstOrDefault() ?? "", Tongues.Of(interaction.Locale), isNew: false, cancel);

    internal static ReadOnlyMemory<byte> Read(string clip)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"help.{clip}.mp4")
            ?? throw new InvalidOperationException($"The clip '{clip}' is not in the program.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private Task ShowAsync(Interaction interaction, string topic, Tongue tongue, bool isNew, CancellationToken cancel)
    {
        if (!Topics.Contains(topic))
            return answers.RefuseAsync(interaction, tongue.Say("help.unknown", ("topics", string.Join(", ", Topics))), cancel);
        var message = new InteractionCallbackData
        {
            Content = tongue.Say($"help.{topic}"),
            Components = [Select(topic, tongue)],
            Attachments = isNew ? null : [], // the text stands above the clips, far from the list that asked for it
            Flags = isNew ? Discord.Resources.MessageFlags.Ephemeral : null,
        };
        return answers.GiveAsync(interaction, isNew ? InteractionResponse.Message(message) : InteractionResponse.Update(message), cancel);
    }

    private static ActionRow Select(string? shown, Tongue tongue) => ActionRow.Of(new StringSelect
    {
        CustomId = $"{Name}:topic",
        Placeholder = tongue.Say("help.select"),
        Options = [.. Topics.Select(topic => new SelectOption { Label = tongue.Say($"help.{topic}.name"), Value = topic, Default = topic == shown ? true : null })],
    });
}
