using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Page;

namespace ChatVideoBot.Sandbox.Messages;

/// <summary>Tells the bots' gateway sessions and the people's pages what happened, each only what it may see.</summary>
internal sealed class Announcer(House house, MessageWriter writer, GatewayHub gateway, PageHub pages)
{
    public void MessageCreated(Message message) => Announce("MESSAGE_CREATE", message);

    public void MessageUpdated(Message message) => Announce("MESSAGE_UPDATE", message);

    private void Announce(string type, Message message)
    {
        pages.Send(type, user => Sees(user, message) ? ForPage(message, user) : null);
        gateway.Dispatch(type, IntentOf(message), GuildOf(message), session => Reaches(session.Bot, message) ? ForBot(message, session, type) : null);
    }

    public void MessageDeleted(Message message)
    {
        MessageDismissed(message);
        gateway.Dispatch("MESSAGE_DELETE", IntentOf(message), GuildOf(message), session => !Reaches(session.Bot, message) ? null : WithGuild(message, new JsonObject
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
        gateway.Dispatch("MESSAGE_DELETE_BULK", Intents.GuildMessages, channel.Guild, session => !house.CanView(session.Bot.Id, channel) ? null : new JsonObject
        {
            ["ids"] = new JsonArray([.. messages.Select(m => (JsonNode)m.Id.ToString())]),
            ["channel_id"] = channel.Id.ToString(),
            ["guild_id"] = channel.Guild!.Id.ToString(),
        });
    }

    public void Reacted(Message message, User user, string emoji, bool added)
    {
        pages.Send("MESSAGE_UPDATE", viewer => Sees(viewer, message) ? ForPage(message, viewer) : null);
        var intent = message.Channel.IsDm ? Intents.DirectMessageReactions : Intents.GuildMessageReactions;
        gateway.Dispatch(added ? "MESSAGE_REACTION_ADD" : "MESSAGE_REACTION_REMOVE", intent, GuildOf(message), session =>
        {
            if (!Reaches(session.Bot, message))
                return null;
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
                if (message.Channel.Guild?.FindMember(user.Id) is { } member)
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
        gateway.Dispatch("TYPING_START", channel.IsDm ? Intents.DirectMessageTyping : Intents.GuildMessageTyping, channel.Guild, session =>
        {
            if (session.Bot.Id == user.Id || !house.CanView(session.Bot.Id, channel))
                return null;
            var json = new JsonObject
            {
                ["channel_id"] = channel.Id.ToString(),
                ["user_id"] = user.Id.ToString(),
                ["timestamp"] = house.Time.GetUtcNow().ToUnixTimeSeconds(),
            };
            if (channel.Guild is { } guild)
            {
                json["guild_id"] = guild.Id.ToString();
                json["member"] = guild.FindMember(user.Id)!.ToJson(withUser: true);
            }
            return json;
        });
    }

    /// <param name="emoji">Null for all.</param>
    public void ReactionsRemoved(Message message, string? emoji)
    {
        pages.Send("MESSAGE_UPDATE", viewer => Sees(viewer, message) ? ForPage(message, viewer) : null);
        var intent = message.Channel.IsDm ? Intents.DirectMessageReactions : Intents.GuildMessageReactions;
        gateway.Dispatch(emoji is null ? "MESSAGE_REACTION_REMOVE_ALL" : "MESSAGE_REACTION_REMOVE_EMOJI", intent, GuildOf(message), session =>
        {
            if (!Reaches(session.Bot, message))
                return null;
            var json = WithGuild(message, new JsonObject { ["channel_id"] = message.Channel.Id.ToString(), ["message_id"] = message.Id.ToString() });
            if (emoji is not null)
                json["emoji"] = Reaction.EmojiToJson(emoji);
            return json;
        });
    }

    public void PinsChanged(ChatChannel channel) =>
        gateway.Dispatch("CHANNEL_PINS_UPDATE", channel.IsDm ? Intents.DirectMessages : Intents.Guilds, channel.Guild, session =>
        {
            if (!house.CanView(session.Bot.Id, channel))
                return null;
            var last = channel.Messages.Max(m => m.PinnedAt);
            var json = new JsonObject { ["channel_id"] = channel.Id.ToString(), ["last_pin_timestamp"] = last is { } pinned ? Iso.Write(pinned) : null };
            if (channel.Guild is { } guild)
                json["guild_id"] = guild.Id.ToString();
            return json;
        });

    /// <summary>The message as the page's person sees it.</summary>
    public JsonObject ForPage(Message message, ulong user)
    {
        var json = MessageWriter.WithNonce(writer.Write(message, user), message);
        if (message.EphemeralFor is { } only)
            json["ephemeral_for"] = only.ToString();
        if (message.CommandName is { } name && json["interaction_metadata"] is JsonObject origin)
            origin["name"] = name;
        return json;
    }

    public bool Sees(ulong user, Message message) =>
        (message.EphemeralFor is null || message.EphemeralFor == user) && house.CanView(user, message.Channel);

    private JsonObject ForBot(Message message, GatewaySession session, string type)
    {
        var json = writer.Write(message, session.Bot.Id, session.Intents.HasFlag(Intents.MessageContent));
        if (type == "MESSAGE_CREATE")
            MessageWriter.WithNonce(json, message);
        // An ephemeral answer comes without guild and member, though its channel is a guild's.
        if (GuildOf(message) is { } guild)
        {
            json["guild_id"] = guild.Id.ToString();
            if (guild.FindMember(message.Author.Id) is { } author) // who has left has none
                json["member"] = author.ToJson(withUser: false);
            foreach (var mentioned in json["mentions"]!.AsArray().OfType<JsonObject>())
            {
                if (Snowflakes.TryParse(mentioned["id"]?.ToString(), out var id) && guild.FindMember(id) is { } member)
                    mentioned["member"] = member.ToJson(withUser: false);
            }
        }
        return json;
    }

    private bool Reaches(Application bot, Message message) =>
        message.EphemeralFor is not null ? message.Author.Id == bot.Id : house.CanView(bot.Id, message.Channel);

    private static Intents IntentOf(Message message) =>
        message.Channel.IsDm || message.EphemeralFor is not null ? Intents.DirectMessages : Intents.GuildMessages;

    private static Community? GuildOf(Message message) => message.EphemeralFor is null ? message.Channel.Guild : null;

    private static JsonObject WithGuild(Message message, JsonObject json)
    {
        if (GuildOf(message) is { } guild)
            json["guild_id"] = guild.Id.ToString();
        return json;
    }
}
