using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>The READY event of a session (docs: events/gateway-events, "Ready").</summary>
internal static class Ready
{
    public static JsonObject Write(SandboxOptions options, GatewaySession session, int version, string resumeUrl)
    {
        var user = session.Bot.Bot.ToJson();
        (user["verified"], user["mfa_enabled"], user["email"]) = (true, true, null);
        return new JsonObject
        {
            ["v"] = version,
            ["user_settings"] = new JsonObject(),
            ["user"] = user,
            ["session_type"] = "normal",
            ["session_id"] = session.Id,
            ["resume_gateway_url"] = resumeUrl,
            ["relationships"] = new JsonArray(),
            ["private_channels"] = new JsonArray(),
            ["presences"] = new JsonArray(),
            ["guilds"] = new JsonArray([.. session.Bot.Guilds.Where(session.Identity.IsOf)
                .Select(guild => new JsonObject { ["id"] = guild.Id.ToString(), ["unavailable"] = true })]),
            ["guild_join_requests"] = new JsonArray(),
            ["geo_ordered_rtc_regions"] = new JsonArray(),
            ["shard"] = new JsonArray(session.Identity.Shard, session.Identity.Shards),
            ["application"] = new JsonObject { ["id"] = session.Bot.Id.ToString(), ["flags"] = PlaceWriter.ApplicationFlags(options) },
            ["_trace"] = new JsonArray("sandbox"),
        };
    }
}
