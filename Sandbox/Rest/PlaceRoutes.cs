using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>The gateway's address, the bot, its application, other users and direct messages.</summary>
internal sealed class PlaceRoutes(House house, GatewayHub gateway, GuildNews news)
{
    public void AddTo(ApiRouter router)
    {
        router.Add("GET", "/gateway", _ => Answer.Ok(new JsonObject { ["url"] = gateway.Url }), access: Access.Open);
        router.Add("GET", "/gateway/bot", GatewayForBot);
        router.Add("GET", "/users/@me", call => Answer.Ok(Me(call.Bot)));
        router.Add("PATCH", "/users/@me", Rename);
        router.Add("GET", "/users/@me/guilds", ListGuilds);
        router.Add("DELETE", "/users/@me/guilds/{guild}", call =>
        {
            news.Leave(Places.Guild(call), call.Bot);
            return Answer.NoContent;
        });
        router.Add("POST", "/users/@me/channels", OpenDm);
        router.Add("GET", "/users/{user}", call => Answer.Ok((house.FindUser(call.Id("user")) ?? throw ApiError.UnknownUser()).ToJson()));
        foreach (var path in (string[])["/applications/@me", "/oauth2/applications/@me", "/applications/{application}"])
            router.Add("GET", path, call => !call.Has("application") || call.Id("application") == call.Bot.Id
                ? Answer.Ok(PlaceWriter.Application(house, call.Bot)) : throw ApiError.MissingAccess());
        router.Add("PATCH", "/applications/@me", call => Answer.Ok(PlaceWriter.Application(house, call.Bot)));
    }

    private Answer GatewayForBot(ApiCall call)
    {
        var (remaining, resetAfter) = gateway.StartsOf(call.Bot).Left;
        return Answer.Ok(new JsonObject
        {
            ["url"] = gateway.Url,
            ["shards"] = gateway.ShardsFor(call.Bot),
            ["session_start_limit"] = new JsonObject
            {
                ["total"] = house.Options.SessionStarts,
                ["remaining"] = remaining,
                ["reset_after"] = (long)resetAfter.TotalMilliseconds,
                ["max_concurrency"] = house.Options.MaxConcurrency,
            },
        });
    }

    private static JsonObject Me(Application bot)
    {
        var json = bot.Bot.ToJson();
        (json["verified"], json["mfa_enabled"], json["locale"], json["email"]) = (true, true, "en-US", null);
        return json;
    }

    // The name; pictures are drawn from the id and stay as they are.
    private Answer Rename(ApiCall call)
    {
        var form = call.Form;
        var name = form.Text("username", 2, 32, trim: true);
        form.Errors.ThrowIfAny();
        if (name is not null)
        {
            call.Bot.Bot.Name = name;
            gateway.DispatchTo(call.Bot, "USER_UPDATE", Intents.None, null, _ => Me(call.Bot));
            news.TellPages();
        }
        return Answer.Ok(Me(call.Bot));
    }

    private static Answer ListGuilds(ApiCall call)
    {
        var (before, after, limit) = (call.QueryId("before") ?? ulong.MaxValue, call.QueryId("after") ?? 0, call.QueryNumber("limit", 1, 200, 200));
        var found = call.Bot.Guilds.Where(g => g.Id < before && g.Id > after).OrderBy(g => g.Id);
        return Answer.Ok(new JsonArray([.. (call.QueryId("before") is null ? found.Take(limit) : found.TakeLast(limit)).Select(guild =>
        {
            var json = new JsonObject
            {
                ["id"] = guild.Id.ToString(),
                ["name"] = guild.Name,
                ["icon"] = null,
                ["banner"] = null,
                ["owner"] = false,
                ["permissions"] = ((ulong)guild.PermissionsOf(call.Bot.Id, null)).ToString(),
                ["features"] = new JsonArray(),
            };
            if (call.QueryFlag("with_counts"))
                (json["approximate_member_count"], json["approximate_presence_count"]) = (guild.Members.Count, guild.Members.Count);
            return json;
        })]));
    }

    private Answer OpenDm(ApiCall call)
    {
        var form = call.Form;
        var id = form.Snowflake("recipient_id", required: true);
        form.Errors.ThrowIfAny();
        var user = house.FindUser(id!.Value) ?? throw ApiError.UnknownUser();
        if (user.IsBot)
            throw ApiError.CannotMessageUser();
        if (!call.Bot.Guilds.Exists(g => g.FindMember(user.Id) is not null))
            throw new ApiError(403, 50278, "Cannot send messages to this user due to having no mutual guilds");
        return Answer.Ok(house.DirectMessages.First(c => c.Application == call.Bot && c.Recipient == user).ToJson());
    }
}
