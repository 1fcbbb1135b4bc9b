using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Page;

namespace ChatVideoBot.Sandbox.Messages;

/// <summary>Tells the bot's gateway sessions and the people's pages what happened, each only what it may see.</summary>
internal sealed class Announcer(House house, MessageWriter writer, GatewayHub gateway, PageHub pages)
{
    public void MessageCreated(Message message) => Announce("MESSAGE_CREATE", message);

    public void MessageUpdated(Message message) => Announce("MESSAGE_UPDATE", message);

    private void Announce(string type, Message message)
    {
        pages.Send(type, user => Sees(user, message) ? ForPage(message, user) : null);
        if (!ReachesBot(message))
            return;
        gateway.Dispatch(type, IntentOf(message), IsGuildEvent(message), session => ForBot(message, session.Intents, type));
    }

    public void MessageDeleted(Message message)
    {
        MessageDismissed(message);
        if (ReachesBot(message))
            gateway.Dispatch("MESSAGE_DELETE", IntentOf(message), IsGuildEvent(message), _ => WithGuild(message, new JsonObject
            {
                ["id"] = message.Id.ToString(),
                ["channel_id"] = message.Channel.Id.ToString(),
            }));
    }

    public void MessageDismissed(Message message) => pages.Send("MESSAGE_DELETE", user => Sees(user, message)
        ? new JsonObject { ["id"] = message.Id.ToString(), ["channel_id"] = message.Channel.Id.ToString() }
        : null);

    public void MessagesDeleted(ChatChannel channel, IReadOnlyCollection<Message> messages)
    {
        foreach (var message in messages)
            MessageDismissed(message);
        gateway.Dispatch("MESSAGE_DELETE_BULK", Intents.GuildMessages, true, _ => new JsonObject
        {
            ["ids"] = new JsonArray([.. messages.Select(m => (JsonNode)m.Id.ToString())]),
            ["channel_id"] = channel.Id.ToString(),
            ["guild_id"] = WellKnown.Guild.ToString(),
        });
    }

    public void Reacted(Message message, User user, string emoji, bool added)
    {
        pages.Send("MESSAGE_UPDATE", viewer => Sees(viewer, message) ? ForPage(message, viewer) : null);
        if (!ReachesBot(message))
            return;
        var intent = message.Channel.IsDm ? Intents.DirectMessageReactions : Intents.GuildMessageReactions;
        gateway.Dispatch(added ? "MESSAGE_REACTION_ADD" : "MESSAGE_REACTION_REMOVE", intent, IsGuildEvent(message), _ =>
        {
            var json = WithGuild(message, new JsonObject
            {
                ["user_id"] = user.Id.ToString(),
                ["channel_id"] = message.Channel.Id.ToString(),
                ["message_id"] = message.Id.ToString(),
                ["emoji"] = Reaction.EmojiToJson(emoji),
                ["burst"] = false,
                ["type"] = 0,
            });
            if (added)
            {
                json["message_author_id"] = message.Author.Id.ToString();
                if (!message.Channel.IsDm && house.FindMember(user.Id) is { } member)
                    json["member"] = member.ToJson(withUser: true);
            }
            return json;
        });
    }

    public void Typing(ChatChannel channel, User user)
    {
        pages.Send("TYPING_START", viewer => house.CanView(viewer, channel)
            ? new JsonObject { ["channel_id"] = channel.Id.ToString(), ["user_id"] = user.Id.ToString() }
            : null);
        if (user.IsBot || !house.CanView(house.Bot.Id, channel))
            return;
        gateway.Dispatch("TYPING_START", channel.IsDm ? Intents.DirectMessageTyping : Intents.GuildMessageTyping, !channel.IsDm, _ =>
        {
            var json = new JsonObject
            {
                ["channel_id"] = channel.Id.ToString(),
                ["user_id"] = user.Id.ToString(),
                ["timestamp"] = house.Time.GetUtcNow().ToUnixTimeSeconds(),
            };
            if (!channel.IsDm)
            {
                json["guild_id"] = WellKnown.Guild.ToString();
                json["member"] = house.FindMember(user.Id)!.ToJson(withUser: true);
            }
            return json;
        });
    }

    /// <summary>The message as the page's person sees it.</summary>
    public JsonObject ForPage(Message message, ulong user)
    {
        var json = writer.Write(message, user);
        if (message.EphemeralFor is { } only)
            json["ephemeral_for"] = only.ToString();
        return json;
    }

    public bool Sees(ulong user, Message message) =>
        (message.EphemeralFor is null || message.EphemeralFor == user) && house.CanView(user, message.Channel);

    private JsonObject ForBot(Message message, Intents intents, string type)
    {
        var json = writer.Write(message, house.Bot.Id);
        if (message.Nonce is not null && type != "MESSAGE_CREATE")
            json.Remove("nonce");
        // An ephemeral answer comes without guild and member, though its channel is a guild's.
        if (!message.Channel.IsDm && message.EphemeralFor is null)
        {
            json["guild_id"] = WellKnown.Guild.ToString();
            json["member"] = house.FindMember(message.Author.Id)?.ToJson(withUser: false);
            foreach (var mentioned in json["mentions"]!.AsArray().OfType<JsonObject>())
            {
                if (Snowflakes.TryParse(mentioned["id"]?.ToString(), out var id))
                    mentioned["member"] = house.FindMember(id)?.ToJson(withUser: false);
            }
        }
        if (!MaySeeContent(message, intents))
            Blank(json);
        if (json["referenced_message"] is JsonObject inner && message.Reference is { } reference
            && house.FindChannel(reference.ChannelId)?.Find(reference.MessageId) is { } target && !MaySeeContent(target, intents))
            Blank(inner);
        return json;
    }

    // Docs: events/gateway, "Message Content Intent".
    private bool MaySeeContent(Message message, Intents intents) =>
        intents.HasFlag(Intents.MessageContent) || message.Author.Id == house.Bot.Id || message.Channel.IsDm
        || message.MentionedUsers.Contains(house.Bot.Id);

    private static void Blank(JsonObject json)
    {
        json["content"] = "";
        json["embeds"] = new JsonArray();
        json["attachments"] = new JsonArray();
        json["components"] = new JsonArray();
        json.Remove("poll");
    }

    private bool ReachesBot(Message message) =>
        message.EphemeralFor is not null ? message.Author.Id == house.Bot.Id : house.CanView(house.Bot.Id, message.Channel);

    private static Intents IntentOf(Message message) =>
        message.Channel.IsDm || message.EphemeralFor is not null ? Intents.DirectMessages : Intents.GuildMessages;

    private static bool IsGuildEvent(Message message) => !message.Channel.IsDm && message.EphemeralFor is null;

    private static JsonObject WithGuild(Message message, JsonObject json)
    {
        if (IsGuildEvent(message))
            json["guild_id"] = WellKnown.Guild.ToString();
        return json;
    }
}
