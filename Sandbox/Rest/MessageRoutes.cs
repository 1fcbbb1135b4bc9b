using System.Globalization;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Messages;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Messages, reactions, pins and typing, as a bot.</summary>
internal sealed class MessageRoutes(House house, MessageDesk desk, MessageWriter writer, Announcer announcer)
{
    private static readonly string[] OfTheAuthor = ["content", "embeds", "allowed_mentions", "components", "attachments"];

    public void AddTo(ApiRouter router)
    {
        router.Add("GET", "/channels/{channel}/messages", List);
        router.Add("POST", "/channels/{channel}/messages", Create, Limit.Messages);
        router.Add("POST", "/channels/{channel}/messages/bulk-delete", DeleteMany, Limit.Deletes);
        router.Add("GET", "/channels/{channel}/messages/pins", ListPins);
        router.Add("PUT", "/channels/{channel}/messages/pins/{message}", call => Pin(call, true));
        router.Add("DELETE", "/channels/{channel}/messages/pins/{message}", call => Pin(call, false));
        router.Add("GET", "/channels/{channel}/pins", call => Answer.Ok(new JsonArray([.. Pinned(call).Select(m => Json(call, m))])));
        router.Add("PUT", "/channels/{channel}/pins/{message}", call => Pin(call, true));
        router.Add("DELETE", "/channels/{channel}/pins/{message}", call => Pin(call, false));
        router.Add("GET", "/channels/{channel}/messages/{message}", call => Answer.Ok(Json(call, MessageOf(call, Permission.ReadMessageHistory))));
        router.Add("PATCH", "/channels/{channel}/messages/{message}", Edit, Limit.Messages);
        router.Add("DELETE", "/channels/{channel}/messages/{message}", Delete, Limit.Deletes);
        router.Add("PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", React, Limit.Reactions);
        router.Add("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", call => Unreact(call, call.Bot.Id), Limit.Reactions);
        router.Add("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/{user}", call => Unreact(call, call.Id("user")), Limit.Reactions);
        router.Add("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}", call => UnreactAll(call, EmojiOf(call)), Limit.Reactions);
        router.Add("DELETE", "/channels/{channel}/messages/{message}/reactions", call => UnreactAll(call, null), Limit.Reactions);
        router.Add("GET", "/channels/{channel}/messages/{message}/reactions/{emoji}", ListReactions);
        router.Add("POST", "/channels/{channel}/typing", Typing, Limit.Messages);
    }

    private JsonObject Json(ApiCall call, Message message) => writer.Write(message, call.Bot.Id);

    private Answer List(ApiCall call)
    {
        var channel = ChannelOf(call, Permission.None);
        var limit = call.QueryNumber("limit", 1, 100, 50);
        var all = HistoryOf(channel, call).Where(m => m.EphemeralFor is null);
        IEnumerable<Message> found; // newest first
        if (call.QueryId("around") is { } around)
            found = all.Where(m => m.Id >= around).Take((limit + 1) / 2)
                .Concat(all.Where(m => m.Id < around).TakeLast(limit / 2)).OrderByDescending(m => m.Id);
        else if (call.QueryId("before") is { } before)
            found = all.Where(m => m.Id < before).TakeLast(limit).Reverse();
        else if (call.QueryId("after") is { } after)
            found = all.Where(m => m.Id > after).Take(limit).Reverse();
        else
            found = all.TakeLast(limit).Reverse();
        return Answer.Ok(new JsonArray([.. found.Select(m => Json(call, m))]));
    }

    // Without READ_MESSAGE_HISTORY there is none, which is no error (docs: resources/message, "Get Channel Messages").
    private IEnumerable<Message> HistoryOf(ChatChannel channel, ApiCall call) =>
        house.PermissionsOf(call.Bot.Id, channel).HasFlag(Permission.ReadMessageHistory) ? channel.Messages : [];

    private Answer Create(ApiCall call)
    {
        var channel = ToSend(call);
        var may = house.PermissionsOf(call.Bot.Id, channel);
        var draft = MessageForm.Read(call.Form, call.Files, house.Options.AttachmentSizeLimitBytes, null);
        if ((draft.Files.Count > 0 && !may.HasFlag(Permission.AttachFiles))
            || (draft.Embeds is { Count: > 0 } && !may.HasFlag(Permission.EmbedLinks)))
            throw ApiError.MissingPermissions();
        if (draft.Reference is not null && !may.HasFlag(Permission.ReadMessageHistory))
            throw new ApiError(403, 160002, "Cannot reply without permission to read message history");
        var message = desk.Create(channel, call.Bot.Bot, draft);
        return Answer.Ok(MessageWriter.WithNonce(Json(call, message), message));
    }

    private Answer Edit(ApiCall call)
    {
        var message = MessageOf(call, Permission.None);
        if (message.Author.Id != call.Bot.Id)
        {
            // Of others' messages a moderator may change the flags, which hides their embeds; what no edit knows ("tts" of discord.py) is passed over.
            if (call.Json is not JsonObject sent || !sent.ContainsKey("flags") || call.Files.Count > 0 || Array.Exists(OfTheAuthor, sent.ContainsKey))
                throw ApiError.NotTheAuthor();
            if (!house.PermissionsOf(call.Bot.Id, message.Channel).HasFlag(Permission.ManageMessages))
                throw ApiError.MissingPermissions();
        }
        var draft = MessageForm.Read(call.Form, call.Files, house.Options.AttachmentSizeLimitBytes, message);
        if (draft.Files.Count > 0 && !house.PermissionsOf(call.Bot.Id, message.Channel).HasFlag(Permission.AttachFiles))
            throw ApiError.MissingPermissions();
        desk.Edit(message, draft);
        return Answer.Ok(Json(call, message));
    }

    private Answer Delete(ApiCall call)
    {
        var message = MessageOf(call, Permission.None);
        if (message.Author.Id != call.Bot.Id && !house.PermissionsOf(call.Bot.Id, message.Channel).HasFlag(Permission.ManageMessages))
            throw ApiError.MissingPermissions();
        desk.Delete(message);
        return Answer.NoContent;
    }

    private Answer DeleteMany(ApiCall call)
    {
        var channel = ChannelOf(call, Permission.ManageMessages);
        if (channel.IsDm)
            throw new ApiError(400, 50003, "Cannot execute action on a DM channel");
        var form = call.Form;
        var ids = form.List("messages", 2, 100, required: true);
        form.Errors.ThrowIfAny();
        var found = new List<Message>();
        foreach (var id in ids!.Select(i => i?.ToString()).Distinct())
        {
            if (!Snowflakes.TryParse(id, out var parsed))
                throw FormErrors.Of("messages", "NUMBER_TYPE_COERCE", $"Value \"{id}\" is not snowflake.");
            if (house.Time.GetUtcNow() - Snowflakes.TimeOf(parsed) > TimeSpan.FromDays(14))
                throw new ApiError(400, 50034, "You can only bulk delete messages that are under 14 days old.");
            if (channel.Find(parsed) is { EphemeralFor: null } message)
                found.Add(message);
        }
        desk.DeleteMany(channel, found);
        return Answer.NoContent;
    }

    // The latest pin first.
    private IEnumerable<Message> Pinned(ApiCall call) =>
        HistoryOf(ChannelOf(call, Permission.None), call).Where(m => m.Pinned).OrderByDescending(m => m.PinnedAt).ThenByDescending(m => m.Id);

    private Answer ListPins(ApiCall call)
    {
        var limit = call.QueryNumber("limit", 1, 50, 50);
        var until = DateTimeOffset.MaxValue;
        if (call.Query("before") is { Length: > 0 } text && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out until))
            throw FormErrors.Of("before", "DATETIME_TYPE_PARSE", $"Could not parse {text}. Should be ISO8601.");
        var found = Pinned(call).Where(m => m.PinnedAt < until).ToArray();
        return Answer.Ok(new JsonObject
        {
            ["items"] = new JsonArray([.. found.Take(limit).Select(m => new JsonObject
            {
                ["pinned_at"] = Iso.Write(m.PinnedAt!.Value), ["message"] = Json(call, m),
            })]),
            ["has_more"] = found.Length > limit,
        });
    }

    private Answer Pin(ApiCall call, bool pinned)
    {
        var message = MessageOf(call, Permission.PinMessages);
        if (pinned == message.Pinned)
            return Answer.NoContent;
        if (pinned && message.Channel.Messages.Count(m => m.Pinned) >= 250)
            throw new ApiError(400, 30003, "Maximum number of pins reached (250)");
        message.PinnedAt = pinned ? house.Time.GetUtcNow() : null;
        announcer.MessageUpdated(message);
        announcer.PinsChanged(message.Channel);
        return Answer.NoContent;
    }

    private Answer React(ApiCall call)
    {
        var message = MessageOf(call, Permission.ReadMessageHistory);
        var emoji = EmojiOf(call);
        if (!message.Reactions.Exists(r => r.Emoji == emoji) && !house.PermissionsOf(call.Bot.Id, message.Channel).HasFlag(Permission.AddReactions))
            throw ApiError.MissingPermissions();
        desk.React(message, call.Bot.Bot, emoji);
        return Answer.NoContent;
    }

    private Answer Unreact(ApiCall call, ulong userId)
    {
        var message = MessageOf(call, userId == call.Bot.Id ? Permission.None : Permission.ManageMessages);
        desk.Unreact(message, house.FindUser(userId) ?? throw ApiError.UnknownUser(), EmojiOf(call));
        return Answer.NoContent;
    }

    private Answer UnreactAll(ApiCall call, string? emoji)
    {
        desk.UnreactAll(MessageOf(call, Permission.ManageMessages), emoji);
        return Answer.NoContent;
    }

    private Answer ListReactions(ApiCall call)
    {
        var emoji = EmojiOf(call);
        var users = MessageOf(call, Permission.ReadMessageHistory).Reactions.Find(r => r.Emoji == emoji)?.Users ?? [];
        var (after, limit) = (call.QueryId("after") ?? 0, call.QueryNumber("limit", 1, 100, 25));
        return Answer.Ok(new JsonArray([.. users.Where(id => id > after).Order().Take(limit).Select(house.FindUser).OfType<User>().Select(user => user.ToJson())]));
    }

    private Answer Typing(ApiCall call)
    {
        announcer.Typing(ToSend(call), call.Bot.Bot);
        return Answer.NoContent;
    }

    // Unicode, or name:id. A custom emoji would have to be of the guild, which has none.
    private static string EmojiOf(ApiCall call)
    {
        var emoji = call.Text("emoji");
        return emoji.Length is > 0 and <= 32 && !emoji.All(char.IsAscii) ? emoji : throw ApiError.UnknownEmoji();
    }

    private ChatChannel ChannelOf(ApiCall call, Permission needed)
    {
        var channel = Places.Channel(house, call, needed);
        return channel.Type == ChannelType.GuildCategory ? throw new ApiError(400, 50024, "Cannot execute action on this channel type") : channel;
    }

    // A message takes its thread out of the archive, unless the thread is locked.
    private ChatChannel ToSend(ApiCall call)
    {
        var channel = ChannelOf(call, Permission.None);
        var may = house.PermissionsOf(call.Bot.Id, channel);
        if (!may.HasFlag(channel.SendPermission))
            throw ApiError.MissingPermissions();
        if (channel.Thread is { Archived: true, Locked: true } && !may.HasFlag(Permission.ManageThreads))
            throw new ApiError(400, 50083, "Thread is archived");
        return channel;
    }

    private Message MessageOf(ApiCall call, Permission needed) =>
        ChannelOf(call, needed).Find(call.Id("message")) is { EphemeralFor: null } message ? message : throw ApiError.UnknownMessage();
}
