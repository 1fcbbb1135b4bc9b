using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>The GUILD_CREATE event, as full as libraries that keep a cache need it.</summary>
internal static class GuildCreate
{
    /// <param name="joined">A guild that is new to the bot says nothing of outages: by that discord.py knows it from one that is back.</param>
    public static JsonObject Write(Community guild, Identity to, bool joined = false)
    {
        var json = PlaceWriter.Guild(guild);
        // Without GUILD_PRESENCES a bot is told only of itself (docs: events/gateway-events, "Guild Create").
        var told = guild.Members.Where(m => m.User.Id == to.Bot.Id || to.Intents.HasFlag(Intents.GuildPresences));
        json["joined_at"] = Iso.Write(guild.FindMember(to.Bot.Id)!.JoinedAt);
        json["large"] = guild.Members.Count > to.LargeThreshold;
        if (!joined)
            json["unavailable"] = false;
        json["member_count"] = guild.Members.Count;
        json["members"] = new JsonArray([.. told.Select(m => m.ToJson(withUser: true))]);
        json["channels"] = new JsonArray([.. guild.Channels.Where(c => !c.IsThread).Select(c => c.ToJson())]);
        json["threads"] = new JsonArray([.. guild.Channels
            .Where(c => c.Thread is { Archived: false } && guild.PermissionsOf(to.Bot.Id, c).HasFlag(Permission.ViewChannel)).Select(c => c.ToJson())]);
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
