using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;

namespace ChatVideoBot.Sandbox.Faults;

/// <summary>The last step of an event to a session, where faults make it come twice, too late, or with what no client knows.</summary>
internal sealed class Distortion(FaultBox faults, Alarms alarms, TimeProvider time)
{
    /// <summary>An event that is held back for the next one to overtake comes by itself after this.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);

    public void Send(GatewaySession session, string type, JsonObject data)
    {
        var who = session.Identity;
        if (faults.Take(SocketFault.UnknownEvents, who))
            session.Dispatch("EVENT_OF_TOMORROW", new JsonObject { ["id"] = "1", ["nested"] = new JsonArray(1, "two", null) });
        if (faults.Take(SocketFault.UnknownFields, who))
            data["a_field_of_tomorrow"] = new JsonObject { ["nested"] = new JsonArray(1, "two", null) };
        if (faults.Take(SocketFault.UnknownValues, who))
            PutUnknownValues(type, data);
        foreach (var components in new[] { data["components"], data["message"]?["components"] }.OfType<JsonArray>())
        {
            if (faults.Take(SocketFault.UnknownComponents, who))
                components.Add((JsonNode)new JsonObject { ["type"] = 99, ["id"] = 9999, ["novelty"] = true });
        }
        if (session.HeldBack is null && faults.Take(SocketFault.ReorderEvents, who))
        {
            session.HeldBack = (type, data);
            alarms.At(time.GetUtcNow() + LongestHold, () => LetGo(session));
            return;
        }
        session.Dispatch(type, data);
        if (faults.Take(SocketFault.DuplicateEvents, who))
            session.Dispatch(type, (JsonObject)data.DeepClone());
        LetGo(session);
    }

    private static void LetGo(GatewaySession session)
    {
        if (session.HeldBack is not { } held)
            return;
        session.HeldBack = null;
        session.Dispatch(held.Type, held.Data);
    }

    // Enumerations and flags of which Discord adds values now and then. An interaction's own type stays: it would be another interaction.
    private static void PutUnknownValues(string type, JsonObject data)
    {
        switch (type)
        {
            case "MESSAGE_CREATE" or "MESSAGE_UPDATE":
                data["type"] = 9999;
                data["flags"] = (data["flags"]?.GetValue<int>() ?? 0) | 1 << 29;
                break;
            case "INTERACTION_CREATE":
                data["context"] = 9;
                data["channel"]!["type"] = 77;
                data["authorizing_integration_owners"]!["7"] = "1";
                break;
            case "GUILD_CREATE":
                data["features"] = new JsonArray("FEATURE_OF_TOMORROW");
                (data["verification_level"], data["premium_tier"], data["nsfw_level"]) = (99, 99, 99);
                break;
        }
        if (data["author"] is JsonObject author)
            author["public_flags"] = 1 << 30;
    }
}
