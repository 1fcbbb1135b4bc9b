using System.Text;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>Op 8: a guild's members by name or by id, in chunks (docs: events/gateway-events, "Request Guild Members").</summary>
internal static class MemberRequest
{
    private const int MostInAChunk = 1000;
    private const int MostFound = 100;
    private const int LongestNonceBytes = 32;
    private static readonly TimeSpan AllEvery = TimeSpan.FromSeconds(30);

    public static void Answer(House house, GatewaySession session, JsonObject request)
    {
        if (!Snowflakes.TryParse(request["guild_id"]?.ToString(), out var id) || house.FindGuild(id) is not { } guild || !session.Identity.Gets(guild))
            return;
        var query = request["query"]?.ToString() ?? "";
        var ids = request["user_ids"] switch
        {
            JsonArray many => many.Select(i => i?.ToString()).ToHashSet(),
            { } one => [one.ToString()],
            _ => null,
        };
        var limit = request["limit"] is JsonValue number && number.TryGetValue(out int most) ? most : 0;
        if (ids is null && query.Length == 0 && !session.Intents.HasFlag(Intents.GuildMembers))
            return; // whoever comes without a name is told only to those who have the privileged intent
        var nonce = request["nonce"] is { } said && Encoding.UTF8.GetByteCount(said.ToString()) <= LongestNonceBytes ? said : null;
        if (ids is null && query.Length == 0 && limit == 0)
        {
            var now = house.Time.GetUtcNow();
            if (session.MemberRequests.TryGetValue(id, out var last) && now - last < AllEvery)
            {
                session.Dispatch("RATE_LIMITED", new JsonObject
                {
                    ["opcode"] = 8,
                    ["retry_after"] = (AllEvery - (now - last)).TotalSeconds,
                    ["meta"] = new JsonObject { ["guild_id"] = id.ToString(), ["nonce"] = nonce?.DeepClone() },
                });
                return;
            }
            session.MemberRequests[id] = now;
        }
        var found = guild.Members.Where(m => ids is not null ? ids.Contains(m.User.Id.ToString())
            : m.User.Name.StartsWith(query, StringComparison.OrdinalIgnoreCase) || m.Nick?.StartsWith(query, StringComparison.OrdinalIgnoreCase) is true);
        if (ids is not null || query.Length > 0 || limit > 0)
            found = found.Take(ids is null && limit is > 0 and < MostFound ? limit : MostFound);
        var chunks = found.Chunk(MostInAChunk).DefaultIfEmpty([]).ToArray();
        var missing = (ids ?? []).Where(i => !guild.Members.Exists(m => m.User.Id.ToString() == i)).ToArray();
        foreach (var (index, chunk) in chunks.Index())
        {
            var json = new JsonObject
            {
                ["guild_id"] = id.ToString(),
                ["members"] = new JsonArray([.. chunk.Select(m => m.ToJson(withUser: true))]),
                ["chunk_index"] = index,
                ["chunk_count"] = chunks.Length,
                ["not_found"] = new JsonArray([.. missing.Select(i => (JsonNode?)i)]),
            };
            if (request["presences"]?.ToString() is "true" && session.Intents.HasFlag(Intents.GuildPresences))
                json["presences"] = new JsonArray();
            if (nonce is not null)
                json["nonce"] = nonce.DeepClone();
            session.Dispatch("GUILD_MEMBERS_CHUNK", json);
        }
    }
}
