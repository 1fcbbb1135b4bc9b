using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Files;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Messages;
using ChatVideoBot.Sandbox.Page;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Interactions;

/// <summary>
/// Carries out the bot's answers to interactions: the first one, its edits and the follow-ups. Called under the house's lock.
/// </summary>
internal sealed class AnswerDesk(House house, InteractionDesk desk, MessageDesk messages, PageHub pages)
{
    /// <summary>The first answer. Returns the message it made or changed, if any.</summary>
    public Message? Answer(Interaction interaction, Form form, IReadOnlyList<UploadedFile> files)
    {
        var type = (AnswerType)(form.Integer("type", 0, int.MaxValue, required: true) ?? 0);
        var legal = LegalFor(interaction);
        if (!legal.Contains(type))
            throw FormErrors.Of("type", "BASE_TYPE_CHOICES", $"Value must be one of {{{string.Join(", ", legal.Select(t => (int)t))}}}.");
        var data = form.Object("data", required: type is AnswerType.Message or AnswerType.Update or AnswerType.Autocomplete or AnswerType.Modal);
        form.Errors.ThrowIfAny();

        switch (type)
        {
            case AnswerType.Message:
                var draft = Read(data!, files, null);
                interaction.Original = Post(interaction, draft, draft.Flags.GetValueOrDefault().HasFlag(MessageFlags.Ephemeral), loading: false);
                break;
            case AnswerType.DeferredMessage:
                var ephemeral = ((data?.Integer("flags", 0, int.MaxValue) ?? 0) & (int)MessageFlags.Ephemeral) != 0;
                form.Errors.ThrowIfAny();
                interaction.Original = Post(interaction, new MessageDraft(), ephemeral, loading: true);
                break;
            case AnswerType.DeferredUpdate:
                interaction.Original = interaction.Source;
                break;
            case AnswerType.Update:
                messages.Edit(interaction.Source!, Read(data!, files, interaction.Source));
                interaction.Original = interaction.Source;
                break;
            case AnswerType.Autocomplete:
                interaction.Choices?.TrySetResult(ReadChoices(data!));
                break;
            case AnswerType.Modal:
                interaction.Modal = ReadModal(data!, interaction);
                pages.SendTo(interaction.User.Id, "INTERACTION_MODAL", interaction.Modal);
                break;
        }
        interaction.Answer = type;
        desk.Succeeded(interaction);
        return interaction.Original;
    }

    public Message EditOriginal(Interaction interaction, Form form, IReadOnlyList<UploadedFile> files) =>
        Edit(Find(interaction, null), form, files);

    public Message Edit(Message message, Form form, IReadOnlyList<UploadedFile> files)
    {
        messages.Edit(message, Read(form, files, message));
        return message;
    }

    /// <summary>A further message. Straight after a deferral it becomes the answer, as on Discord (deprecated there).</summary>
    public Message FollowUp(Interaction interaction, Form form, IReadOnlyList<UploadedFile> files)
    {
        if (interaction.Original is { } original && original.Flags.HasFlag(MessageFlags.Loading))
            return Edit(original, form, files);
        var draft = Read(form, files, null);
        if (interaction.Original is { } first && first.Channel.Find(first.Id) is not null)
            draft = draft with { Reference = (first.Channel.Id, first.Id, false) };
        var message = Post(interaction, draft, draft.Flags.GetValueOrDefault().HasFlag(MessageFlags.Ephemeral), loading: false);
        interaction.FollowUps.Add(message);
        return message;
    }

    /// <summary>The message that the token reaches; <c>@original</c> for null.</summary>
    public static Message Find(Interaction interaction, ulong? id)
    {
        var message = id is null || interaction.Original?.Id == id ? interaction.Original : interaction.FollowUps.Find(m => m.Id == id);
        return message?.Channel.Find(message.Id) ?? throw ApiError.UnknownMessage();
    }

    private Message Post(Interaction interaction, MessageDraft draft, bool ephemeral, bool loading)
    {
        var type = interaction.Type == InteractionType.Command && interaction.Original is null ? interaction.CommandType == 1 ? 20 : 23 : 0;
        // The first answer quotes the message that was used, by its component or by a message command.
        var used = type == 0 ? interaction.Source?.Id : interaction.CommandType == 3 ? interaction.TargetId : null;
        if (interaction.Original is null && used is { } message && draft.Reference is null)
            draft = draft with { Reference = (interaction.Channel.Id, message, false) };
        return messages.Create(interaction.Channel, interaction.Bot.Bot, draft, type,
            new MessageOrigin(interaction.Metadata(followUp: interaction.Original is not null), interaction.Type == InteractionType.Command ? interaction.CommandName : null,
                ephemeral ? interaction.User.Id : null, loading));
    }

    private MessageDraft Read(Form form, IReadOnlyList<UploadedFile> files, Message? edited) =>
        MessageForm.Read(form, files, house.Options.AttachmentSizeLimitBytes, edited);

    private static AnswerType[] LegalFor(Interaction interaction) => interaction.Type switch
    {
        InteractionType.Command => [AnswerType.Message, AnswerType.DeferredMessage, AnswerType.Modal],
        InteractionType.Component =>
            [AnswerType.Message, AnswerType.DeferredMessage, AnswerType.DeferredUpdate, AnswerType.Update, AnswerType.Modal],
        InteractionType.Autocomplete => [AnswerType.Autocomplete],
        InteractionType.ModalSubmit when interaction.Source is not null =>
            [AnswerType.Message, AnswerType.DeferredMessage, AnswerType.DeferredUpdate, AnswerType.Update],
        InteractionType.ModalSubmit => [AnswerType.Message, AnswerType.DeferredMessage],
        _ => [AnswerType.Pong],
    };

    private static JsonArray ReadChoices(Form data)
    {
        var choices = new JsonArray();
        foreach (var choice in data.Objects("choices", 0, 25, required: true))
        {
            choice.Text("name", 1, 100, required: true);
            if (!choice.Has("value"))
                choice.Required("value");
            else if (choice.Json["value"]!.GetValueKind() == System.Text.Json.JsonValueKind.String)
                choice.Text("value", 0, 100);
            choices.Add(choice.Json.DeepClone());
        }
        data.Errors.ThrowIfAny();
        return choices;
    }

    private static JsonObject ReadModal(Form data, Interaction interaction)
    {
        var modal = new JsonObject
        {
            ["id"] = interaction.Id.ToString(),
            ["channel_id"] = interaction.Channel.Id.ToString(),
            ["application_id"] = interaction.Bot.Id.ToString(),
            ["custom_id"] = data.Text("custom_id", 1, 100, required: true),
            ["title"] = data.Text("title", 1, 45, required: true),
            ["components"] = ComponentRules.Read(data, ComponentPlace.Modal, out _),
        };
        data.Errors.ThrowIfAny();
        return modal;
    }
}
