using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Messages;

/// <summary>Opens, changes and ends public threads (docs: topics/threads). Called under the house's lock.</summary>
internal sealed class ThreadDesk(House house, GatewayHub gateway, GuildNews news, Announcer announcer)
{
    private const int MostOpen = 1000;

    /// <param name="from">The message that it starts from, whose id it takes; null for none.</param>
    public ChatChannel Open(ChatChannel parent, User owner, string name, int? autoArchiveMinutes, Message? from, int? slowModeSeconds = null)
    {
        if (from is not null && house.FindChannel(from.Id) is not null)
            throw new ApiError(400, 160004, "A thread has already been created for this message");
        if (parent.Guild!.Channels.Count(c => c.Thread is { Archived: false }) >= MostOpen)
            throw new ApiError(400, 160006, "Maximum number of active threads reached");
        var now = house.Time.GetUtcNow();
        var thread = new ChatChannel
        {
            Id = from?.Id ?? house.Snowflakes.Next(),
            Guild = parent.Guild,
            Type = ChannelType.PublicThread,
            Parent = parent,
            Name = name,
            Nsfw = parent.Nsfw,
            SlowModeSeconds = slowModeSeconds ?? parent.ThreadSlowModeSeconds,
            Thread = new ThreadLife
            {
                Owner = owner,
                CreatedAt = now,
                ChangedAt = now,
                AutoArchiveMinutes = autoArchiveMinutes ?? parent.ThreadArchiveMinutes ?? 4320,
            },
        };
        thread.Thread.Joined[owner.Id] = now;
        house.Add(thread);
        parent.Guild.Channels.Add(thread);
        Tell("THREAD_CREATE", thread, session =>
        {
            var json = thread.ToJson();
            json["newly_created"] = true;
            if (session.Bot.Id == owner.Id)
                json["member"] = thread.Thread.MemberToJson(thread, owner.Id);
            return json;
        });
        if (from is not null)
        {
            from.Flags |= MessageFlags.HasThread;
            announcer.MessageUpdated(from);
        }
        news.TellPages();
        return thread;
    }

    public void Delete(ChatChannel channel)
    {
        house.Remove(channel);
        Tell("THREAD_DELETE", channel, _ => new JsonObject
        {
            ["id"] = channel.Id.ToString(),
            ["guild_id"] = channel.Guild!.Id.ToString(),
            ["parent_id"] = channel.Parent!.Id.ToString(),
            ["type"] = (int)channel.Type,
        });
        news.TellPages();
    }

    /// <summary>Somebody writes: it comes out of the archive, and the author joins.</summary>
    public void Enliven(ChatChannel channel, User author)
    {
        var thread = channel.Thread!;
        if (thread.Archived)
        {
            (thread.Archived, thread.ChangedAt) = (false, house.Time.GetUtcNow());
            news.ChannelChanged(channel);
            news.TellPages();
        }
        SetJoined(channel, author, joined: true);
    }

    public void SetJoined(ChatChannel channel, User user, bool joined)
    {
        var members = channel.Thread!.Joined;
        if (channel.Thread.Archived)
            throw ApiError.ThreadIsArchived();
        if (joined ? !members.TryAdd(user.Id, house.Time.GetUtcNow()) : !members.Remove(user.Id))
            return;
        // Without GUILD_MEMBERS a bot hears only of itself (docs: events/gateway-events, "Thread Members Update").
        Tell("THREAD_MEMBERS_UPDATE", channel, session => session.Bot.Id != user.Id && !session.Intents.HasFlag(Intents.GuildMembers) ? null : new JsonObject
        {
            ["id"] = channel.Id.ToString(),
            ["guild_id"] = channel.Guild!.Id.ToString(),
            ["member_count"] = Math.Min(50, members.Count),
            ["added_members"] = joined ? new JsonArray(Added()) : [],
            ["removed_member_ids"] = joined ? [] : new JsonArray((JsonNode)user.Id.ToString()),
        });

        JsonObject Added()
        {
            var json = channel.Thread.MemberToJson(channel, user.Id, withMember: true);
            json["presence"] = null;
            return json;
        }
    }

    private void Tell(string type, ChatChannel thread, Func<GatewaySession, JsonObject?> data) =>
        gateway.Dispatch(type, Intents.Guilds, thread.Guild, session => house.CanView(session.Bot.Id, thread) ? data(session) : null);
}
