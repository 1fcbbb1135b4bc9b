using System.Text.Json.Serialization;
using ChatVideoBot.Discord.Interactions.Components;
using ChatVideoBot.Discord.Resources;

namespace ChatVideoBot.Discord.Interactions;

/// <summary>The first answer to an interaction. It also decides, for good, whether the answer is ephemeral.</summary>
public sealed record InteractionResponse
{
    public InteractionCallbackType Type { get; init; }
    public InteractionCallbackData? Data { get; init; }

    /// <summary>Shows a message.</summary>
    public static InteractionResponse Message(InteractionCallbackData message) =>
        new() { Type = InteractionCallbackType.ChannelMessageWithSource, Data = message };

    /// <summary>Shows a line of text.</summary>
    public static InteractionResponse Message(string content, bool ephemeral = false) =>
        Message(new() { Content = content, Flags = ephemeral ? MessageFlags.Ephemeral : null });

    /// <summary>Shows "thinking…"; the answer follows as an edit of the original response.</summary>
    public static InteractionResponse DeferredMessage(bool ephemeral = false) =>
        new()
        {
            Type = InteractionCallbackType.DeferredChannelMessageWithSource,
            Data = ephemeral ? new() { AllowedMentions = null, Flags = MessageFlags.Ephemeral } : null,
        };

    /// <summary>Accepts a component without showing anything; an edit of the original response changes its message.</summary>
    public static InteractionResponse DeferredUpdate() => new() { Type = InteractionCallbackType.DeferredUpdateMessage };

    /// <summary>Changes the message the component sits on.</summary>
    public static InteractionResponse Update(InteractionCallbackData message) =>
        new() { Type = InteractionCallbackType.UpdateMessage, Data = message };

    /// <summary>Offers what an option may be: at most 25, or none.</summary>
    public static InteractionResponse Autocomplete(params IReadOnlyList<ApplicationCommandOptionChoice> choices) =>
        new() { Type = InteractionCallbackType.ApplicationCommandAutocompleteResult, Data = new() { AllowedMentions = null, Choices = choices } };

    /// <summary>Opens a form of 1 to 5 components, each a <see cref="Label"/> or a <see cref="TextDisplay"/>.</summary>
    /// <param name="customId">1 to 100 characters.</param>
    /// <param name="title">At most 45 characters.</param>
    /// <param name="components">Labels around the fields.</param>
    public static InteractionResponse Modal(string customId, string title, params IReadOnlyList<Component> components) =>
        new()
        {
            Type = InteractionCallbackType.Modal,
            Data = new() { AllowedMentions = null, CustomId = customId, Title = title, Components = components },
        };
}

public enum InteractionCallbackType
{
    Pong = 1,
    ChannelMessageWithSource = 4,
    DeferredChannelMessageWithSource = 5,
    DeferredUpdateMessage = 6,
    UpdateMessage = 7,
    ApplicationCommandAutocompleteResult = 8,
    Modal = 9,
}

/// <summary>What an answer holds: a message's fields, an autocomplete's choices, or a form's. Pings nobody unless told.</summary>
public sealed record InteractionCallbackData
{
    public string? Content { get; init; }
    public IReadOnlyList<Embed>? Embeds { get; init; }
    public AllowedMentions? AllowedMentions { get; init; } = AllowedMentions.None;
    public MessageFlags? Flags { get; init; }
    public IReadOnlyList<Component>? Components { get; init; }
    public IReadOnlyList<AttachmentRequest>? Attachments { get; init; }
    public IReadOnlyList<ApplicationCommandOptionChoice>? Choices { get; init; }
    public string? CustomId { get; init; }
    public string? Title { get; init; }

    [JsonIgnore]
    public IReadOnlyList<FileUpload> Files { get; init; } = [];
}
