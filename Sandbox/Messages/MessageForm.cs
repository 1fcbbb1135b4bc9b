using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Files;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Messages;

/// <summary>Reads the body of a message or of an edit and checks every documented limit.</summary>
internal static class MessageForm
{
    public const int MostFiles = 10;

    /// <summary>The flags that a bot may set, without ephemeral, which only interactions know.</summary>
    public const MessageFlags Settable =
        MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsVoiceMessage | MessageFlags.IsComponentsV2;

    /// <param name="edited">The message that is edited; null for a new one.</param>
    /// <exception cref="ApiError">The form breaks a rule.</exception>
    public static MessageDraft Read(Form form, IReadOnlyList<UploadedFile> files, long mostFileBytes, Message? edited)
    {
        if (files.Count > MostFiles)
            throw new ApiError(400, 30015, $"Maximum number of attachments in a message reached ({MostFiles})");
        if (files.Any(f => f.Bytes.Length > mostFileBytes))
            throw ApiError.TooLarge();

        var flags = form.Integer("flags", 0, int.MaxValue) is { } bits
            ? (MessageFlags)bits & (Settable | MessageFlags.Ephemeral)
            : (MessageFlags?)null;
        var v2 = ((flags ?? 0) | (edited?.Flags ?? 0)).HasFlag(MessageFlags.IsComponentsV2);
        var isV2 = edited?.Flags.HasFlag(MessageFlags.IsComponentsV2) is true;
        if (isV2 && flags is { } given && !given.HasFlag(MessageFlags.IsComponentsV2))
            form.Wrong("flags", "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "The IS_COMPONENTS_V2 flag cannot be removed");
        if (v2)
            RefuseLegacyFields(form, edited);

        var draft = new MessageDraft
        {
            Content = form.Sent("content") ? form.Text("content", 0, 2000) ?? "" : null,
            Embeds = form.Sent("embeds") ? EmbedRules.Read(form) : null,
            Flags = flags,
            AllowedMentions = ReadAllowedMentions(form),
            Attachments = ReadAttachments(form, files, edited),
            Files = files,
            Nonce = ReadNonce(form),
            EnforceNonce = form.Bool("enforce_nonce") ?? false,
            Tts = form.Bool("tts") ?? false,
            Reference = ReadReference(form),
        };
        if (form.Has("poll"))
            form.Wrong("poll", "POLL_UNSUPPORTED", "The sandbox has no polls.");
        if (form.List("sticker_ids", 0, 3) is { Count: > 0 })
            form.Wrong("sticker_ids", "STICKER_UNSUPPORTED", "The sandbox's guild has no stickers.");
        if (form.Sent("components"))
        {
            var components = ComponentRules.Read(form, v2 ? ComponentPlace.V2 : ComponentPlace.Legacy, out var rules);
            draft = draft with { Components = components, ShownFiles = rules.ShownFiles };
        }
        form.Errors.ThrowIfAny();
        return draft;
    }

    private static void RefuseLegacyFields(Form form, Message? edited)
    {
        foreach (var field in (string[])["content", "embeds", "poll", "sticker_ids"])
        {
            var filled = form.Json[field] switch
            {
                null => false,
                JsonArray list => list.Count > 0,
                JsonValue value when value.TryGetValue(out string? text) => text.Length > 0,
                _ => true,
            };
            if (filled)
                form.Wrong(field, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    $"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
        }
        if (edited is null || edited.Flags.HasFlag(MessageFlags.IsComponentsV2))
            return;
        if (edited.Content.Length > 0 && !form.Sent("content"))
            form.Wrong("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
        if (edited.Embeds.Count > 0 && !form.Sent("embeds"))
            form.Wrong("embeds", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                "The 'embeds' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
    }

    private static JsonNode? ReadNonce(Form form)
    {
        if (form.Json["nonce"] is not { } nonce)
            return null;
        if (nonce.GetValueKind() == JsonValueKind.Number)
            return nonce.DeepClone();
        return form.Text("nonce", 0, 25) is { Length: > 0 } text ? (JsonNode)text : null;
    }

    private static AllowedMentions? ReadAllowedMentions(Form form)
    {
        if (form.Object("allowed_mentions") is not { } mentions)
            return null;
        var parse = new HashSet<string>();
        foreach (var (i, kind) in (mentions.List("parse", 0, 1000) ?? []).Index())
        {
            if (kind?.ToString() is "users" or "roles" or "everyone")
                parse.Add(kind.ToString());
            else
                mentions.Errors.Add($"{mentions.At("parse")}.{i}", "BASE_TYPE_CHOICES", "Value must be one of ('users', 'roles', 'everyone').");
        }
        var users = Ids("users");
        var roles = Ids("roles");
        return new AllowedMentions(parse, users, roles, mentions.Bool("replied_user") ?? false);

        HashSet<ulong> Ids(string kind)
        {
            var ids = new HashSet<ulong>();
            foreach (var (i, id) in (mentions.List(kind, 0, 100) ?? []).Index())
            {
                if (Guild.Snowflakes.TryParse(id?.ToString(), out var parsed))
                    ids.Add(parsed);
                else
                    mentions.Errors.Add($"{mentions.At(kind)}.{i}", "NUMBER_TYPE_COERCE", $"Value \"{id}\" is not snowflake.");
            }
            if (ids.Count > 0 && parse.Contains(kind))
                form.Wrong("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                    $"parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            return ids;
        }
    }

    private static List<AttachmentEntry>? ReadAttachments(Form form, IReadOnlyList<UploadedFile> files, Message? edited)
    {
        if (!form.Has("attachments"))
            return null;
        var entries = new List<AttachmentEntry>();
        foreach (var entry in form.Objects("attachments", 0, MostFiles))
        {
            if (entry.Snowflake("id", required: true) is not { } id)
                continue;
            if (files.All(f => (ulong)f.Number != id) && edited?.Attachments.Exists(a => a.Id == id) is not true)
                entry.Wrong("id", "ATTACHMENT_NOT_FOUND", $"Attachment {id} is neither an uploaded file nor one of this message.");
            entries.Add(new AttachmentEntry(entry.Path, id, entry.Text("filename", 1, 1024), entry.Text("title", 0, 1024),
                entry.Text("description", 0, 1024), entry.Bool("is_spoiler")));
        }
        return entries;
    }

    private static (ulong?, ulong, bool)? ReadReference(Form form)
    {
        if (form.Object("message_reference") is not { } reference)
            return null;
        if (reference.Integer("type", 0, 1) is 1)
            reference.Wrong("type", "MESSAGE_REFERENCE_TYPE_UNSUPPORTED", "The sandbox does not forward messages.");
        var channel = reference.Snowflake("channel_id");
        return reference.Snowflake("message_id", required: true) is { } message
            ? (channel, message, reference.Bool("fail_if_not_exists") ?? true)
            : null;
    }
}
