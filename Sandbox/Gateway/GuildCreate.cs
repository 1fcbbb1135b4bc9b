using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>The GUILD_CREATE event, as full as libraries that keep a cache need it.</summary>
internal static class GuildCreate
{
    public static JsonObject Write(House house, Intents intents)
    {
        var json = PlaceWriter.Guild(house);
        // Without GUILD_PRESENCES a bot is told only of itself (docs: events/gateway-events, "Guild Create").
        var told = house.Members.Where(m => m.User.Id == house.Bot.Id || intents.HasFlag(Intents.GuildPresences));
        json["joined_at"] = Iso.Write(house.FindMember(house.Bot.Id)!.JoinedAt);
        json["large"] = false;
        json["unavailable"] = false;
        json["member_count"] = house.Members.Count;
        json["members"] = new JsonArray([.. told.Select(m => m.ToJson(withUser: true))]);
        json["channels"] = new JsonArray([.. house.Channels.Where(c => !c.IsDm).Select(c => c.ToJson())]);
        json["threads"] = new JsonArray();
        json["presences"] = new JsonArray();
        json["voice_states"] = new JsonArray();
        json["stage_instances"] = new JsonArray();
        json["guild_scheduled_events"] = new JsonArray();
        json["soundboard_sounds"] = new JsonArray();
        json["embedded_activities"] = new JsonArray();
        json["application_command_counts"] = new JsonObject();
        json["version"] = 1;
        return json;
    }
}
