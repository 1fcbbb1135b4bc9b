using System.Globalization;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Messages;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Channels themselves, and public threads.</summary>
internal sealed class ChannelRoutes(House house, ThreadDesk threads, ChannelEdits edits)
{
    public void AddTo(ApiRouter router)
    {
        router.Add("GET", "/channels/{channel}", call => Answer.Ok(Places.Channel(house, call, Permission.None).ToJson()));
        router.Add("PATCH", "/channels/{channel}", Change);
        router.Add("DELETE", "/channels/{channel}", Delete);
        router.Add("PUT", "/channels/{channel}/permissions/{overwrite}", call => SetOverwrite(call, removed: false));
        router.Add("DELETE", "/channels/{channel}/permissions/{overwrite}", call => SetOverwrite(call, removed: true));
        router.Add("PATCH", "/guilds/{guild}/channels", call =>
        {
            edits.Arrange(call, Places.Guild(call, Permission.ManageChannels));
            return Answer.NoContent;
        });
        router.Add("POST", "/channels/{channel}/threads", call => Open(call, null));
        router.Add("POST", "/channels/{channel}/messages/{message}/threads", call =>
            Open(call, Places.Channel(house, call, Permission.ReadMessageHistory).Find(call.Id("message")) ?? throw ApiError.UnknownMessage()));
        router.Add("GET", "/channels/{channel}/threads/archived/public", Archived);
        router.Add("GET", "/channels/{channel}/threads/archived/private", call => Private(call, Permission.ReadMessageHistory | Permission.ManageThreads));
        router.Add("GET", "/channels/{channel}/users/@me/threads/archived/private", call => Private(call, Permission.ReadMessageHistory));
    }

    private Answer Open(ApiCall call, Message? from)
    {
        var parent = Places.Channel(house, call, Permission.CreatePublicThreads);
        if (parent.Type != ChannelType.GuildText)
            throw new ApiError(400, 50024, "Cannot execute action on this channel type");
        var form = call.Form;
        var name = form.Text("name", 1, 100, required: true);
        var minutes = ChannelEdits.ReadArchiveMinutes(form, "auto_archive_duration");
        var slowMode = ChannelEdits.ReadSlowMode(form);
        if (from is null && form.Integer("type", 10, 12) is not (null or 11))
            form.Wrong("type", "BASE_TYPE_CHOICES", "The sandbox has public threads (11) only.");
        form.Errors.ThrowIfAny();
        return new Answer(201, threads.Open(parent, call.Bot.Bot, name!, minutes, from, slowMode).ToJson());
    }

    private Answer Change(ApiCall call)
    {
        var channel = Places.Channel(house, call, Permission.None);
        if (channel.IsDm)
            throw new ApiError(400, 50003, "Cannot execute action on a DM channel");
        if (channel.IsThread)
            edits.ChangeThread(call, channel);
        else
            edits.Change(call, channel);
        return Answer.Ok(channel.ToJson());
    }

    private Answer SetOverwrite(ApiCall call, bool removed)
    {
        var channel = Places.Channel(house, call, Permission.ManageRoles);
        if (channel.IsDm || channel.IsThread)
            throw new ApiError(400, 50024, "Cannot execute action on this channel type");
        var (form, of) = (call.Form, call.Id("overwrite"));
        var overwrite = removed ? null : OverwriteForm.Read(form, of);
        form.Errors.ThrowIfAny();
        edits.SetOverwrite(call, channel, overwrite, of);
        return Answer.NoContent;
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
        var limit = call.QueryNumber("limit", 2, 100, 50);
        var before = DateTimeOffset.MaxValue;
        if (call.Query("before") is { Length: > 0 } said && !DateTimeOffset.TryParse(said, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out before))
            throw FormErrors.Of("before", "DATETIME_TYPE_PARSE", $"Could not parse {said}. Should be ISO8601.");
        var found = (parent.Guild?.Channels ?? []).Where(c => c.Parent == parent && c.Thread is { Archived: true } thread && thread.ChangedAt < before)
            .OrderByDescending(c => c.Thread!.ChangedAt).ToArray();
        return Threads(call, found.Take(limit), hasMore: found.Length > limit);
    }

    // There are none.
    private Answer Private(ApiCall call, Permission needed)
    {
        Places.Channel(house, call, needed);
        return Threads(call, [], hasMore: false);
    }

    private static Answer Threads(ApiCall call, IEnumerable<ChatChannel> found, bool hasMore) => Answer.Ok(new JsonObject
    {
        ["threads"] = new JsonArray([.. found.Select(t => t.ToJson())]),
        ["members"] = new JsonArray([.. found.Where(t => t.Thread!.Joined.ContainsKey(call.Bot.Id)).Select(t => t.Thread!.MemberToJson(t, call.Bot.Id))]),
        ["has_more"] = hasMore,
    });
}
