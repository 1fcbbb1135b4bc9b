using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Messages;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Channels themselves, and public threads.</summary>
internal sealed class ChannelRoutes(House house, ThreadDesk threads, Gateway.GuildNews news)
{
    public void AddTo(ApiRouter router)
    {
        router.Add("GET", "/channels/{channel}", call => Answer.Ok(Places.Channel(house, call, Permission.None).ToJson()));
        router.Add("PATCH", "/channels/{channel}", Change);
        router.Add("DELETE", "/channels/{channel}", Delete);
        router.Add("POST", "/channels/{channel}/threads", call => Open(call, null));
        router.Add("POST", "/channels/{channel}/messages/{message}/threads", call =>
            Open(call, Places.Channel(house, call, Permission.ReadMessageHistory).Find(call.Id("message")) ?? throw ApiError.UnknownMessage()));
        router.Add("GET", "/channels/{channel}/threads/archived/public", Archived);
        router.Add("GET", "/channels/{channel}/thread-members", call => Answer.Ok(new JsonArray(
            [.. ThreadOf(call).Thread!.Joined.Keys.Select(user => ThreadOf(call).Thread!.MemberToJson(ThreadOf(call), user))])));
        router.Add("PUT", "/channels/{channel}/thread-members/@me", call => Join(call, true));
        router.Add("DELETE", "/channels/{channel}/thread-members/@me", call => Join(call, false));
    }

    private ChatChannel ThreadOf(ApiCall call) =>
        Places.Channel(house, call, Permission.None) is { IsThread: true } thread ? thread : throw ApiError.UnknownChannel();

    private Answer Open(ApiCall call, Message? from)
    {
        var parent = Places.Channel(house, call, Permission.CreatePublicThreads);
        if (parent.Type != ChannelType.GuildText)
            throw new ApiError(400, 50024, "Cannot execute action on this channel type");
        var form = call.Form;
        var name = form.Text("name", 1, 100, required: true);
        var minutes = form.Integer("auto_archive_duration", 60, 10080);
        if (minutes is not (null or 60 or 1440 or 4320 or 10080))
            form.Wrong("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080).");
        if (from is null && form.Integer("type", 10, 12) is not (null or 11))
            form.Wrong("type", "BASE_TYPE_CHOICES", "The sandbox has public threads (11) only.");
        form.Errors.ThrowIfAny();
        return new Answer(201, threads.Open(parent, call.Bot.Bot, name!, (int?)minutes, from).ToJson());
    }

    private Answer Change(ApiCall call)
    {
        var channel = Places.Channel(house, call, Permission.None);
        if (channel.IsDm)
            throw new ApiError(400, 50003, "Cannot execute action on a DM channel");
        var form = call.Form;
        var name = form.Text("name", 1, 100);
        var topic = form.Text("topic", 0, 1024);
        var nsfw = form.Bool("nsfw");
        var (archived, locked) = (form.Bool("archived"), form.Bool("locked"));
        form.Errors.ThrowIfAny();
        var may = house.PermissionsOf(call.Bot.Id, channel);
        if (channel.Thread is { } thread)
        {
            if (!may.HasFlag(Permission.ManageThreads) && (thread.Owner.Id != call.Bot.Id || thread.Locked || locked is not null))
                throw ApiError.MissingPermissions();
            threads.Change(channel, name, archived, locked);
            return Answer.Ok(channel.ToJson());
        }
        if (!may.HasFlag(Permission.ManageChannels))
            throw ApiError.MissingPermissions();
        channel.Name = name ?? channel.Name;
        channel.Topic = form.Sent("topic") ? topic : channel.Topic;
        channel.Nsfw = nsfw ?? channel.Nsfw;
        news.ChannelChanged(channel);
        news.TellPages();
        return Answer.Ok(channel.ToJson());
    }

    // A direct message closes and stays; channels of the guild are not ours to lose.
    private Answer Delete(ApiCall call)
    {
        var channel = Places.Channel(house, call, Permission.None);
        if (channel.IsDm)
            return Answer.Ok(channel.ToJson());
        if (!channel.IsThread || !house.PermissionsOf(call.Bot.Id, channel).HasFlag(Permission.ManageThreads))
            throw ApiError.MissingPermissions();
        threads.Delete(channel);
        return Answer.Ok(channel.ToJson());
    }

    private Answer Archived(ApiCall call)
    {
        var parent = Places.Channel(house, call, Permission.ReadMessageHistory);
        var found = (parent.Guild?.Channels ?? []).Where(c => c.Parent == parent && c.Thread is { Archived: true })
            .OrderByDescending(c => c.Thread!.ChangedAt).Take(call.QueryNumber("limit", 2, 100, 50)).ToArray();
        return Answer.Ok(new JsonObject
        {
            ["threads"] = new JsonArray([.. found.Select(t => t.ToJson())]),
            ["members"] = new JsonArray([.. found.Where(t => t.Thread!.Joined.ContainsKey(call.Bot.Id)).Select(t => t.Thread!.MemberToJson(t, call.Bot.Id))]),
            ["has_more"] = false,
        });
    }

    private Answer Join(ApiCall call, bool joined)
    {
        threads.SetJoined(ThreadOf(call), call.Bot.Bot, joined);
        return Answer.NoContent;
    }
}
