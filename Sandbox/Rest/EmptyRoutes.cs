using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>What the sandbox has none of, and yet libraries ask for: empty lists, with the permission each needs, and Discord's "unknown".</summary>
internal sealed class EmptyRoutes(House house)
{
    public void AddTo(ApiRouter router)
    {
        OfGuild("emojis", Permission.None);
        OfGuild("stickers", Permission.None);
        OfGuild("scheduled-events", Permission.None);
        OfGuild("regions", Permission.None);
        OfGuild("invites", Permission.ManageGuild);
        OfGuild("integrations", Permission.ManageGuild);
        OfGuild("templates", Permission.ManageGuild);
        OfGuild("webhooks", Permission.ManageWebhooks);
        router.Add("GET", "/guilds/{guild}/bans", call => InGuild(call, Permission.BanMembers, () =>
        {
            _ = (call.QueryNumber("limit", 1, 1000, 1000), call.QueryId("before"), call.QueryId("after"));
            return new JsonArray();
        }));
        router.Add("GET", "/guilds/{guild}/soundboard-sounds", call => InGuild(call, Permission.None, () => new JsonObject { ["items"] = new JsonArray() }));
        router.Add("GET", "/guilds/{guild}/audit-logs", call => InGuild(call, Permission.ViewAuditLog, AuditLog));
        Unknown(router, "/guilds/{guild}/emojis/{emoji}", 10014, "Unknown Emoji");
        Unknown(router, "/guilds/{guild}/stickers/{sticker}", 10060, "Unknown sticker");
        Unknown(router, "/guilds/{guild}/bans/{user}", 10026, "Unknown Ban");
        Unknown(router, "/guilds/{guild}/scheduled-events/{event}", 10070, "Unknown Guild Scheduled Event");
        Unknown(router, "/guilds/{guild}/voice-states/@me", 10065, "Unknown Voice State");
        Unknown(router, "/guilds/{guild}/voice-states/{user}", 10065, "Unknown Voice State");
        Unknown(router, "/guilds/{guild}/welcome-screen", 10069, "Unknown Guild Welcome Screen");

        router.Add("GET", "/channels/{channel}/webhooks", call => InChannel(call, Permission.ManageWebhooks));
        router.Add("GET", "/channels/{channel}/invites", call => InChannel(call, Permission.ManageChannels));
        router.Add("GET", "/webhooks/{webhook}", _ => throw ApiError.UnknownWebhook());
        router.Add("GET", "/invites/{code}", _ => throw new ApiError(404, 10006, "Unknown Invite"));
        router.Add("GET", "/stickers/{sticker}", _ => throw new ApiError(404, 10060, "Unknown sticker"));
        router.Add("GET", "/sticker-packs", _ => Answer.Ok(new JsonObject { ["sticker_packs"] = new JsonArray() }));
        router.Add("GET", "/soundboard-default-sounds", _ => Answer.Ok(new JsonArray()));
        router.Add("GET", "/voice/regions", _ => Answer.Ok(new JsonArray()));

        router.Add("GET", "/applications/{application}/emojis", call => Own(call, new JsonObject { ["items"] = new JsonArray() }));
        router.Add("GET", "/applications/{application}/emojis/{emoji}", _ => throw new ApiError(404, 10014, "Unknown Emoji"));
        foreach (var list in (string[])["entitlements", "skus", "role-connections/metadata"])
            router.Add("GET", $"/applications/{{application}}/{list}", call => Own(call, new JsonArray()));

        void OfGuild(string list, Permission needed) =>
            router.Add("GET", $"/guilds/{{guild}}/{list}", call => InGuild(call, needed, () => new JsonArray()));
    }

    private static Answer InGuild(ApiCall call, Permission needed, Func<JsonNode> write)
    {
        Places.Guild(call, needed);
        return Answer.Ok(write());
    }

    private Answer InChannel(ApiCall call, Permission needed)
    {
        Places.Channel(house, call, needed);
        return Answer.Ok(new JsonArray());
    }

    private static Answer Own(ApiCall call, JsonNode json) => call.Id("application") == call.Bot.Id ? Answer.Ok(json)
        : throw new ApiError(403, 20012, "You are not authorized to perform this action on this application");

    private static void Unknown(ApiRouter router, string path, int code, string message) => router.Add("GET", path, call =>
    {
        Places.Guild(call);
        throw new ApiError(404, code, message);
    });

    private static JsonObject AuditLog()
    {
        string[] lists = ["audit_log_entries", "users", "integrations", "webhooks", "guild_scheduled_events", "threads", "application_commands", "auto_moderation_rules"];
        return new JsonObject(lists.Select(l => KeyValuePair.Create(l, (JsonNode?)new JsonArray())));
    }
}
