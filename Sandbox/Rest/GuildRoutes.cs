using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Guilds, their channels, threads, roles and AutoMod rules.</summary>
internal sealed class GuildRoutes(House house)
{
    public void AddTo(ApiRouter router)
    {
        router.Add("GET", "/guilds/{guild}", GetGuild);
        router.Add("GET", "/guilds/{guild}/preview", Preview);
        router.Add("GET", "/guilds/{guild}/channels", call => Answer.Ok(new JsonArray(
            [.. Places.Guild(call).Channels.Where(c => !c.IsThread).Select(c => c.ToJson())])));
        router.Add("GET", "/guilds/{guild}/threads/active", ActiveThreads);
        router.Add("GET", "/guilds/{guild}/roles", call => Answer.Ok(new JsonArray([.. Places.Guild(call).Roles.Select(r => r.ToJson())])));
        router.Add("GET", "/guilds/{guild}/roles/{role}", call => Answer.Ok(Places.Role(Places.Guild(call), call.Id("role")).ToJson()));
        router.Add("GET", "/guilds/{guild}/auto-moderation/rules", call => Answer.Ok(new JsonArray(
            [.. Places.Guild(call, Permission.ManageGuild).AutoModRules.Select(rule => rule.DeepClone())])));
        router.Add("GET", "/guilds/{guild}/auto-moderation/rules/{rule}", AutoModRule);
    }

    private static Answer GetGuild(ApiCall call)
    {
        var guild = Places.Guild(call);
        var json = PlaceWriter.Guild(guild);
        if (call.QueryFlag("with_counts"))
            (json["approximate_member_count"], json["approximate_presence_count"]) = (guild.Members.Count, guild.Members.Count);
        return Answer.Ok(json);
    }

    private static Answer Preview(ApiCall call)
    {
        var guild = Places.Guild(call);
        return Answer.Ok(new JsonObject
        {
            ["id"] = guild.Id.ToString(),
            ["name"] = guild.Name,
            ["icon"] = null,
            ["description"] = null,
            ["home_header"] = null,
            ["splash"] = null,
            ["discovery_splash"] = null,
            ["features"] = new JsonArray(),
            ["approximate_member_count"] = guild.Members.Count,
            ["approximate_presence_count"] = guild.Members.Count,
            ["emojis"] = new JsonArray(),
            ["stickers"] = new JsonArray(),
        });
    }

    private Answer ActiveThreads(ApiCall call)
    {
        var threads = Places.Guild(call).Channels.Where(c => c.Thread is { Archived: false } && house.CanView(call.Bot.Id, c)).ToArray();
        return Answer.Ok(new JsonObject
        {
            ["threads"] = new JsonArray([.. threads.Select(t => t.ToJson())]),
            ["members"] = new JsonArray([.. threads.Where(t => t.Thread!.Joined.ContainsKey(call.Bot.Id)).Select(t => t.Thread!.MemberToJson(t, call.Bot.Id))]),
            ["has_more"] = false,
        });
    }

    // One that is not there is just not found: Discord has no code of its own for it.
    private static Answer AutoModRule(ApiCall call)
    {
        var (guild, id) = (Places.Guild(call, Permission.ManageGuild), call.Id("rule").ToString());
        return Answer.Ok(guild.AutoModRules.Find(rule => rule["id"]!.ToString() == id)?.DeepClone() ?? throw ApiError.NotFound());
    }
}
