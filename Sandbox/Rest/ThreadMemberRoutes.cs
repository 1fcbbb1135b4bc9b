using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Messages;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Who is in a thread (docs: resources/channel, "Join Thread" and what follows).</summary>
internal sealed class ThreadMemberRoutes(House house, ThreadDesk threads)
{
    private const int MostOnAPage = 100;

    public void AddTo(ApiRouter router)
    {
        const string all = "/channels/{channel}/thread-members";
        router.Add("GET", all, List);
        foreach (var path in (string[])[$"{all}/@me", $"{all}/{{user}}"])
        {
            router.Add("GET", path, Get);
            router.Add("PUT", path, Add);
            router.Add("POST", path, Add); // undocumented; discord.py joins so
            router.Add("DELETE", path, Remove);
        }
    }

    private ChatChannel ThreadOf(ApiCall call) =>
        Places.Channel(house, call, Permission.None) is { IsThread: true } thread ? thread : throw ApiError.UnknownChannel();

    private static ulong UserOf(ApiCall call) => call.Has("user") ? call.Id("user") : call.Bot.Id;

    // Pages begin with "with_member"; without it all come at once, as before API version 11.
    private Answer List(ApiCall call)
    {
        var (thread, withMember) = (ThreadOf(call), call.QueryFlag("with_member"));
        if (!house.Options.AllowMembers)
            throw ApiError.MissingAccess(); // this list needs the privileged intent
        var (after, limit) = (call.QueryId("after") ?? 0, call.QueryNumber("limit", 1, MostOnAPage, MostOnAPage));
        IEnumerable<ulong> users = thread.Thread!.Joined.Keys.Order();
        if (withMember)
            users = users.Where(user => user > after).Take(limit);
        return Answer.Ok(new JsonArray([.. users.Select(user => thread.Thread.MemberToJson(thread, user, withMember))]));
    }

    private Answer Get(ApiCall call)
    {
        var (thread, user) = (ThreadOf(call), UserOf(call));
        return thread.Thread!.Joined.ContainsKey(user)
            ? Answer.Ok(thread.Thread.MemberToJson(thread, user, call.QueryFlag("with_member"))) : throw ApiError.UnknownMember();
    }

    private Answer Add(ApiCall call)
    {
        var thread = ThreadOf(call);
        var member = Places.Member(thread.Guild!, UserOf(call));
        if (member.User != call.Bot.Bot && !house.PermissionsOf(call.Bot.Id, thread).HasFlag(thread.SendPermission))
            throw ApiError.MissingPermissions();
        if (!house.CanView(member.User.Id, thread))
            throw ApiError.MissingAccess();
        threads.SetJoined(thread, member.User, true);
        return Answer.NoContent;
    }

    private Answer Remove(ApiCall call)
    {
        var (thread, user) = (ThreadOf(call), UserOf(call));
        if (user != call.Bot.Id && !house.PermissionsOf(call.Bot.Id, thread).HasFlag(Permission.ManageThreads))
            throw ApiError.MissingPermissions();
        if (user != call.Bot.Id && !thread.Thread!.Joined.ContainsKey(user))
            throw ApiError.UnknownMember();
        threads.SetJoined(thread, house.FindUser(user)!, false);
        return Answer.NoContent;
    }
}
