using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Files;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Messages;

/// <summary>Writes messages as Discord's message objects, with addresses signed at that moment.</summary>
internal sealed class MessageWriter(House house, AttachmentStore files)
{
    /// <param name="viewer">A person or a bot: whose own reactions count as <c>me</c>, and who may read what it says.</param>
    /// <param name="hasIntent">Whether a bot has MESSAGE_CONTENT: a session by its intents; null for REST, where the application's setting counts.</param>
    /// <param name="withReference">Whether <c>referenced_message</c> is filled: one level deep only.</param>
    public JsonObject Write(Message message, ulong viewer, bool? hasIntent = null, bool withReference = true)
    {
        var shown = new HashSet<ulong>();
        var embeds = new JsonArray([.. message.Embeds.Select(e => ResolveEmbed((JsonObject)e!.DeepClone(), message, shown))]);
        var components = (JsonArray)message.Components.DeepClone();
        ResolveMedia(components, message);
        var json = new JsonObject
        {
            ["id"] = message.Id.ToString(),
            ["channel_id"] = message.Channel.Id.ToString(),
            ["type"] = message.Type,
            ["author"] = message.Author.ToJson(),
            ["content"] = message.Content,
            ["timestamp"] = Iso.Write(message.CreatedAt),
            ["edited_timestamp"] = message.EditedAt is { } edited ? Iso.Write(edited) : null,
            ["tts"] = message.Tts,
            ["mention_everyone"] = message.MentionsEveryone,
            ["mentions"] = new JsonArray([.. message.MentionedUsers.Select(house.FindUser).OfType<User>().Select(user => user.ToJson())]),
            ["mention_roles"] = new JsonArray([.. message.MentionedRoles.Select(id => (JsonNode)id.ToString())]),
            ["attachments"] = new JsonArray([.. message.Attachments.Where(a => !shown.Contains(a.Id)).Select(a => files.ToJson(a))]),
            ["embeds"] = embeds,
            ["components"] = components,
            ["pinned"] = message.Pinned,
            ["flags"] = (int)message.Flags,
        };
        if (message.Reactions.Count > 0 && withReference) // not of a message that another one quotes
            json["reactions"] = new JsonArray([.. message.Reactions.Select(r => WriteReaction(r, viewer))]);
        if (message.InteractionMetadata is { } origin)
        {
            json["application_id"] = message.Author.Id.ToString();
            json["webhook_id"] = message.Author.Id.ToString();
            json["interaction_metadata"] = origin.DeepClone();
            if (message.CommandName is { } name)
            {
                json["interaction"] = new JsonObject
                {
                    ["id"] = origin["id"]!.DeepClone(),
                    ["type"] = 2,
                    ["name"] = name,
                    ["user"] = origin["user"]!.DeepClone(),
                };
            }
        }
        if (message.Flags.HasFlag(MessageFlags.HasThread) && house.FindChannel(message.Id) is { } thread)
            json["thread"] = thread.ToJson();
        if (message.Reference is { } reference)
        {
            json["message_reference"] = new JsonObject
            {
                ["type"] = 0,
                ["channel_id"] = reference.ChannelId.ToString(),
                ["message_id"] = reference.MessageId.ToString(),
            };
            if (message.Channel.Guild is { } guild)
                json["message_reference"]!["guild_id"] = guild.Id.ToString();
            if (withReference)
            {
                var target = house.FindChannel(reference.ChannelId)?.Find(reference.MessageId);
                json["referenced_message"] = target is null ? null : Write(target, viewer, hasIntent, withReference: false);
            }
        }
        if (!MayRead(message, viewer, hasIntent ?? house.Options.AllowMessageContent))
            Blank(json);
        return json;
    }

    /// <summary>The nonce, which only the answer to a message's sending and its event carry.</summary>
    public static JsonObject WithNonce(JsonObject json, Message message)
    {
        if (message.Nonce is { } nonce)
            json["nonce"] = nonce.DeepClone();
        return json;
    }

    // Docs: events/gateway, "Message Content Intent".
    private bool MayRead(Message message, ulong viewer, bool hasIntent) =>
        hasIntent || message.Author.Id == viewer || message.Channel.IsDm || message.MentionedUsers.Contains(viewer) || house.FindPerson(viewer) is not null;

    private static void Blank(JsonObject json)
    {
        json["content"] = "";
        foreach (var list in (string[])["embeds", "attachments", "components"])
            json[list] = new JsonArray();
    }

    private static JsonObject WriteReaction(Reaction reaction, ulong viewer) => new()
    {
        ["emoji"] = Reaction.EmojiToJson(reaction.Emoji),
        ["count"] = reaction.Users.Count,
        ["count_details"] = new JsonObject { ["normal"] = reaction.Users.Count, ["burst"] = 0 },
        ["burst_colors"] = new JsonArray(),
        ["me"] = reaction.Users.Contains(viewer),
        ["me_burst"] = false,
    };

    // A picture that an embed shows is not listed among the attachments again.
    private JsonObject ResolveEmbed(JsonObject embed, Message message, HashSet<ulong> shown)
    {
        foreach (var place in (string[])["image", "thumbnail", "video"])
        {
            if (embed[place] is JsonObject media && FindFile(message, media["url"]) is { } file)
            {
                shown.Add(file.Id);
                Fill(media, file);
            }
        }
        foreach (var place in (string[])["author", "footer"])
        {
            if (embed[place] is JsonObject media && FindFile(message, media["icon_url"]) is { } file)
            {
                shown.Add(file.Id);
                media["icon_url"] = files.UrlOf(file);
                media["proxy_icon_url"] = files.UrlOf(file);
            }
        }
        return embed;
    }

    private void ResolveMedia(JsonNode? node, Message message)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                ResolveMedia(item, message);
        }
        else if (node is JsonObject component)
        {
            foreach (var place in (string[])["media", "file"])
            {
                if (component[place] is not JsonObject media)
                    continue;
                if (FindFile(message, media["url"]) is not { } file)
                {
                    // Somebody else's: Discord's proxy would hand it on.
                    (media["id"], media["proxy_url"]) = (message.Id.ToString(), media["url"]?.DeepClone());
                    continue;
                }
                Fill(media, file);
                media["id"] = file.Id.ToString();
                media["attachment_id"] = file.Id.ToString();
                media["content_type"] = file.ContentType;
                if (place == "file")
                {
                    component["name"] = file.FileName;
                    component["size"] = file.Bytes.Length;
                }
            }
            foreach (var place in (string[])["components", "items", "accessory", "component"])
                ResolveMedia(component[place], message);
        }
    }

    private void Fill(JsonObject media, Attachment file)
    {
        media["url"] = files.UrlOf(file);
        media["proxy_url"] = files.UrlOf(file);
        if (file.SizePixels is { } size)
            (media["width"], media["height"]) = (size.Width, size.Height);
    }

    // A file of the message by its name, or any file by its address, which is signed afresh as Discord does.
    private Attachment? FindFile(Message message, JsonNode? url)
    {
        if (url is not JsonValue value || !value.TryGetValue(out string? text))
            return null;
        return text.StartsWith("attachment://", StringComparison.Ordinal)
            ? message.Attachments.Find(a => a.FileName == AttachmentStore.SafeName(text["attachment://".Length..]))
            : files.FindByUrl(text);
    }
}
