using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Files;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Messages;

/// <summary>What an answer to an interaction has besides an ordinary message.</summary>
internal sealed record MessageOrigin(JsonObject Metadata, string? CommandName, ulong? EphemeralFor, bool Loading);

/// <summary>Creates, edits and deletes messages and tells everybody. Called under the house's lock.</summary>
internal sealed class MessageDesk(House house, AttachmentStore files, Announcer announcer, ThreadDesk threads)
{
    private static readonly TimeSpan NonceLifetime = TimeSpan.FromMinutes(5);
    private readonly Dictionary<(ulong Author, string Nonce), (Message Message, DateTimeOffset Until)> _nonces = [];

    /// <summary>A new message, or, where an enforced nonce was used already, the message that used it first.</summary>
    public Message Create(ChatChannel channel, User author, MessageDraft draft, int type = 0, MessageOrigin? origin = null)
    {
        var nonceKey = (author.Id, draft.Nonce?.ToString() ?? "");
        if (draft is { EnforceNonce: true, Nonce: not null })
        {
            var now = house.Time.GetUtcNow();
            foreach (var (old, _) in _nonces.Where(n => n.Value.Until <= now).ToArray())
                _nonces.Remove(old);
            if (_nonces.TryGetValue(nonceKey, out var first) && first.Message.Channel.Find(first.Message.Id) is not null)
                return first.Message;
        }
        CheckFiles(draft, null);
        if (origin is not { Loading: true } && IsEmpty(draft.Content, draft.Embeds, draft.Components, draft.Files.Count))
            throw ApiError.EmptyMessage();

        (ulong, ulong)? reference = draft.Reference is { } wanted ? (wanted.ChannelId ?? channel.Id, wanted.MessageId) : null;
        if (reference is { } target && (target.Item1 != channel.Id || channel.Find(target.Item2) is not { EphemeralFor: null }))
        {
            if (draft.Reference is { MustExist: true })
                throw FormErrors.Of("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
            reference = null;
        }

        var flags = draft.Flags.GetValueOrDefault() & MessageForm.Settable;
        if (origin?.EphemeralFor is not null)
            flags |= MessageFlags.Ephemeral;
        if (origin is { Loading: true })
            flags |= MessageFlags.Loading;
        var message = new Message
        {
            Id = house.Snowflakes.Next(),
            Channel = channel,
            Author = author,
            CreatedAt = house.Time.GetUtcNow(),
            Type = reference is not null && type == 0 ? 19 : type,
            Content = (draft.Content ?? "").Trim(),
            Embeds = draft.Embeds ?? [],
            Components = draft.Components ?? [],
            Flags = flags,
            Nonce = draft.Nonce,
            Tts = draft.Tts,
            Reference = reference,
            EphemeralFor = origin?.EphemeralFor,
            InteractionMetadata = origin?.Metadata,
            CommandName = origin?.CommandName,
        };
        message.Attachments = [.. draft.Files.Select(file => Store(channel, file, draft))];
        Mentions.Apply(house, message, draft.AllowedMentions ?? (origin is null ? AllowedMentions.Everything : AllowedMentions.UsersOnly),
            house.PermissionsOf(author.Id, channel).HasFlag(Permission.MentionEveryone));

        if (channel.IsThread && message.EphemeralFor is null)
            threads.Enliven(channel, author);
        channel.Messages.Add(message);
        if (channel.Messages.Count > ChatChannel.MostMessages)
            Forget(channel.Messages[0]);
        if (draft is { EnforceNonce: true, Nonce: not null })
            _nonces[nonceKey] = (message, house.Time.GetUtcNow() + NonceLifetime);
        announcer.MessageCreated(message);
        return message;
    }

    /// <summary>Changes what the draft names. The first edit of a deferred answer makes it the answer.</summary>
    public void Edit(Message message, MessageDraft draft)
    {
        if (message.Channel.Find(message.Id) is null)
            throw ApiError.UnknownMessage();
        CheckFiles(draft, message);
        // On version 10 the list is what to keep; without one the files stay and new ones are added.
        var kept = draft.Attachments is { } list
            ? message.Attachments.Where(a => list.Any(e => e.Id == a.Id)).Select(a => Describe(a, list.First(e => e.Id == a.Id))).ToList()
            : [.. message.Attachments];
        if (kept.Count + draft.Files.Count > MessageForm.MostFiles)
            throw new ApiError(400, 30015, $"Maximum number of attachments in a message reached ({MessageForm.MostFiles})");
        var left = kept.Count + draft.Files.Count;
        if (IsEmpty(draft.Content ?? message.Content, draft.Embeds ?? message.Embeds, draft.Components ?? message.Components, left))
            throw ApiError.EmptyMessage();

        foreach (var gone in message.Attachments.Where(a => kept.TrueForAll(k => k.Id != a.Id)).ToArray())
            files.Drop(gone.Id);
        kept.AddRange(draft.Files.Select(file => Store(message.Channel, file, draft)));
        message.Attachments = kept;
        message.Content = draft.Content?.Trim() ?? message.Content;
        message.Embeds = draft.Embeds ?? message.Embeds;
        message.Components = draft.Components ?? message.Components;
        if (draft.Flags is { } flags)
        {
            const MessageFlags editable = MessageFlags.SuppressEmbeds | MessageFlags.IsComponentsV2;
            message.Flags = (message.Flags & ~MessageFlags.SuppressEmbeds) | (flags & editable);
        }
        if (draft.Content is not null || draft.Components is not null || draft.AllowedMentions is not null)
            Mentions.Apply(house, message,
                draft.AllowedMentions ?? (message.InteractionMetadata is null ? AllowedMentions.Everything : AllowedMentions.UsersOnly),
                house.PermissionsOf(message.Author.Id, message.Channel).HasFlag(Permission.MentionEveryone));

        if (message.Flags.HasFlag(MessageFlags.Loading))
            message.Flags &= ~MessageFlags.Loading;
        else if (draft is not { Content: null, Embeds: null, Components: null, Attachments: null, Files.Count: 0 }) // hiding embeds is no edit
            message.EditedAt = house.Time.GetUtcNow();
        announcer.MessageUpdated(message);
    }

    public void Delete(Message message)
    {
        Forget(message);
        announcer.MessageDeleted(message);
    }

    /// <summary>Removes an ephemeral message from its only reader's sight; the bot is not told.</summary>
    public void Dismiss(Message message)
    {
        Forget(message);
        announcer.MessageDismissed(message);
    }

    public void DeleteMany(ChatChannel channel, IReadOnlyCollection<Message> messages)
    {
        foreach (var message in messages)
            Forget(message);
        announcer.MessagesDeleted(channel, messages);
    }

    public void React(Message message, User user, string emoji)
    {
        var reaction = message.Reactions.Find(r => r.Emoji == emoji);
        if (reaction is null)
        {
            if (message.Reactions.Count >= 20)
                throw new ApiError(400, 30010, "Maximum number of reactions reached (20)");
            message.Reactions.Add(reaction = new Reaction(emoji, []));
        }
        if (reaction.Users.Contains(user.Id))
            return;
        reaction.Users.Add(user.Id);
        announcer.Reacted(message, user, emoji, added: true);
    }

    public void Unreact(Message message, User user, string emoji)
    {
        var reaction = message.Reactions.Find(r => r.Emoji == emoji);
        if (reaction is null || !reaction.Users.Remove(user.Id))
            return;
        if (reaction.Users.Count == 0)
            message.Reactions.Remove(reaction);
        announcer.Reacted(message, user, emoji, added: false);
    }

    /// <summary>Removes all reactions, or all of one emoji.</summary>
    public void UnreactAll(Message message, string? emoji)
    {
        if (message.Reactions.RemoveAll(r => emoji is null || r.Emoji == emoji) > 0)
            announcer.ReactionsRemoved(message, emoji);
    }

    private void Forget(Message message)
    {
        message.Channel.Messages.Remove(message);
        foreach (var file in message.Attachments)
            files.Drop(file.Id);
    }

    private Attachment Store(ChatChannel channel, UploadedFile file, MessageDraft draft)
    {
        var entry = draft.Attachments?.FirstOrDefault(e => e.Id == (ulong)file.Number);
        var named = entry?.FileName is { } name ? file with { Name = name } : file;
        return Describe(files.Add(channel.Id, named, ephemeral: false), entry);
    }

    private static Attachment Describe(Attachment file, AttachmentEntry? entry) => file with
    {
        Title = entry?.Title ?? file.Title,
        Description = entry?.Description ?? file.Description,
        Spoiler = entry?.Spoiler ?? (file.Spoiler || file.FileName.StartsWith("SPOILER_", StringComparison.Ordinal)),
    };

    // A components v2 message can only show files that it has.
    private static void CheckFiles(MessageDraft draft, Message? edited)
    {
        var errors = new FormErrors();
        foreach (var (path, name) in draft.ShownFiles)
        {
            var safe = AttachmentStore.SafeName(name);
            var uploaded = draft.Files.Any(f => AttachmentStore.SafeName(
                draft.Attachments?.FirstOrDefault(e => e.Id == (ulong)f.Number)?.FileName ?? f.Name) == safe);
            var kept = edited?.Attachments.Exists(a => a.FileName == safe && draft.Attachments?.Any(e => e.Id == a.Id) is not false) is true;
            if (!uploaded && !kept)
                errors.Add(path, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", $"The referenced attachment \"{name}\" was not found");
        }
        errors.ThrowIfAny();
    }

    private static bool IsEmpty(string? content, JsonArray? embeds, JsonArray? components, int files) =>
        string.IsNullOrWhiteSpace(content) && embeds is not { Count: > 0 } && components is not { Count: > 0 } && files == 0;
}
