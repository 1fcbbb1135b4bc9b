using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>The gateway's address, the bot, its application, the guild, its members and channels.</summary>
internal sealed class PlaceRoutes(House house, GatewayHub gateway)
{
    public void AddTo(ApiRouter router)
    {
        router.Add("GET", "/gateway", _ => Answer.Ok(new JsonObject { ["url"] = gateway.Url }), access: Access.Open);
        router.Add("GET", "/gateway/bot", _ => Answer.Ok(new JsonObject
        {
            ["url"] = gateway.Url,
            ["shards"] = 1,
            ["session_start_limit"] = new JsonObject
            {
                ["total"] = house.Options.SessionStarts,
                ["remaining"] = gateway.SessionStarts.Remaining,
                ["reset_after"] = (long)gateway.SessionStarts.ResetAfter.TotalMilliseconds,
                ["max_concurrency"] = 1,
            },
        }));
        router.Add("GET", "/users/@me", _ => Answer.Ok(Me()));
        router.Add("PATCH", "/users/@me", _ => Answer.Ok(Me()));
        router.Add("GET", "/users/@me/guilds", _ => Answer.Ok(new JsonArray(new JsonObject
        {
            ["id"] = WellKnown.Guild.ToString(),
            ["name"] = house.Options.GuildName,
            ["icon"] = null,
            ["banner"] = null,
            ["owner"] = false,
            ["permissions"] = ((ulong)house.PermissionsOf(house.Bot.Id, null)).ToString(),
            ["features"] = new JsonArray(),
        })));
        router.Add("POST", "/users/@me/channels", OpenDm);
        router.Add("GET", "/users/{user}", call => Answer.Ok((house.FindUser(call.Id("user")) ?? throw ApiError.UnknownUser()).ToJson()));
        router.Add("GET", "/applications/@me", _ => Answer.Ok(PlaceWriter.Application(house)));
        router.Add("GET", "/oauth2/applications/@me", _ => Answer.Ok(PlaceWriter.Application(house)));
        router.Add("GET", "/guilds/{guild}", call => Answer.Ok(GuildOf(call, json =>
        {
            if (call.QueryFlag("with_counts"))
                (json["approximate_member_count"], json["approximate_presence_count"]) = (house.Members.Count, house.Members.Count);
        })));
        router.Add("GET", "/guilds/{guild}/channels", call => Answer.Ok(Guild(call,
            () => new JsonArray([.. house.Channels.Where(c => !c.IsDm).Select(c => c.ToJson())]))));
        router.Add("GET", "/guilds/{guild}/roles", call => Answer.Ok(Guild(call, () => new JsonArray([.. house.Roles.Select(r => r.ToJson())]))));
        router.Add("GET", "/guilds/{guild}/roles/{role}", call => Answer.Ok(Guild(call,
            () => house.Roles.FirstOrDefault(r => r.Id == call.Id("role"))?.ToJson() ?? throw new ApiError(404, 10011, "Unknown Role"))));
        router.Add("GET", "/guilds/{guild}/members", ListMembers);
        router.Add("GET", "/guilds/{guild}/members/search", call => Answer.Ok(Guild(call, () => new JsonArray([.. house.Members
            .Where(m => m.User.Name.StartsWith(call.Query("query") ?? "", StringComparison.OrdinalIgnoreCase)).Select(m => m.ToJson(withUser: true))]))));
        router.Add("GET", "/guilds/{guild}/members/{user}", call => Answer.Ok(Guild(call,
            () => (house.FindMember(call.Id("user")) ?? throw ApiError.UnknownMember()).ToJson(withUser: true))));
        router.Add("GET", "/guilds/{guild}/threads/active",
            call => Answer.Ok(Guild(call, () => new JsonObject { ["threads"] = new JsonArray(), ["members"] = new JsonArray() })));
        router.Add("GET", "/guilds/{guild}/emojis", call => Answer.Ok(Guild(call, () => new JsonArray())));
        router.Add("GET", "/channels/{channel}", GetChannel);
    }

    private JsonObject Me()
    {
        var json = house.Bot.ToJson();
        (json["verified"], json["mfa_enabled"], json["locale"], json["email"]) = (true, true, "en-US", null);
        return json;
    }

    private Answer OpenDm(ApiCall call)
    {
        var form = call.Form;
        var user = form.Snowflake("recipient_id", required: true);
        form.Errors.ThrowIfAny();
        if (user == house.Bot.Id)
            throw ApiError.CannotMessageUser();
        return Answer.Ok((house.Channels.FirstOrDefault(c => c.Recipient?.Id == user) ?? throw ApiError.UnknownUser()).ToJson());
    }

    private Answer GetChannel(ApiCall call)
    {
        var channel = house.FindChannel(call.Id("channel")) ?? throw ApiError.UnknownChannel();
        return house.CanView(house.Bot.Id, channel) ? Answer.Ok(channel.ToJson()) : throw ApiError.MissingAccess();
    }

    private Answer ListMembers(ApiCall call)
    {
        if (!house.Options.AllowMembers)
            throw ApiError.MissingAccess(); // this list needs the privileged intent
        var after = call.QueryId("after") ?? 0;
        var limit = call.QueryNumber("limit", 1, 1000, 1);
        return Answer.Ok(Guild(call, () => new JsonArray([.. house.Members.Where(m => m.User.Id > after).OrderBy(m => m.User.Id).Take(limit)
            .Select(m => m.ToJson(withUser: true))])));
    }

    private JsonObject GuildOf(ApiCall call, Action<JsonObject> add)
    {
        var json = Guild(call, () => PlaceWriter.Guild(house));
        add(json);
        return json;
    }

    private static T Guild<T>(ApiCall call, Func<T> write) => call.Id("guild") == WellKnown.Guild ? write() : throw ApiError.UnknownGuild();
}
