using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Faults;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>Does what one payload of a bot asks for. Called under the house's lock.</summary>
internal readonly ref struct GatewayOrders(House house, GatewayHub hub, GatewayConnection connection)
{
    public void Handle(ReadOnlySpan<byte> payload)
    {
        JsonObject? frame;
        int op;
        try
        {
            frame = Wire.Parse(payload) as JsonObject;
            op = frame?["op"]?.GetValue<int>() ?? throw new FormatException("no op");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            connection.Refuse(4002, "Error while decoding payload.");
            return;
        }
        var data = frame["d"];
        switch (op)
        {
            case 1:
                connection.Heartbeat();
                if (!hub.TakeFault(SocketFault.StopAcks, connection))
                    connection.Send("""{"t":null,"s":null,"op":11,"d":null}""");
                break;
            case 2 when connection.Session is not null:
                connection.Refuse(4005, "Already authenticated.");
                break;
            case 2 when data is JsonObject identify:
                Identify(identify);
                break;
            case 6 when connection.Session is not null:
                connection.Refuse(4005, "Already authenticated.");
                break;
            case 6 when data is JsonObject resume:
                Resume(resume);
                break;
            case 3 or 4 or 8 or 31 or 43 when connection.Session is null:
                connection.Refuse(4003, "Not authenticated.");
                break;
            case 2 or 3 or 4 or 6 or 8 or 31 or 43 when data is not JsonObject:
                connection.Refuse(4002, "Error while decoding payload.");
                break;
            case 8:
                MemberRequest.Answer(house, connection.Session!, (JsonObject)data!);
                break;
            case 31:
                TellSounds(connection.Session!, (JsonObject)data!);
                break;
            case 43:
                TellChannels(connection.Session!, (JsonObject)data!);
                break;
            case 3 or 4: // nobody sees a presence or speaks here
                break;
            default:
                connection.Refuse(4001, "Unknown opcode.");
                break;
        }
    }

    private void Identify(JsonObject identify)
    {
        if (BotOf(identify["token"]) is not { } bot)
        {
            connection.Refuse(4004, "Authentication failed.");
            return;
        }
        if (identify["intents"] is not JsonValue number || !number.TryGetValue(out int bits) || ((Intents)bits & ~Intents.Known) != 0)
        {
            connection.Refuse(4013, "Invalid intent(s).");
            return;
        }
        var intents = (Intents)bits;
        if ((intents.HasFlag(Intents.GuildPresences) && !house.Options.AllowPresences)
            || (intents.HasFlag(Intents.GuildMembers) && !house.Options.AllowMembers)
            || (intents.HasFlag(Intents.MessageContent) && !house.Options.AllowMessageContent))
        {
            connection.Refuse(4014, "Disallowed intent(s).");
            return;
        }
        int shard = 0, shards = 1;
        if (identify["shard"] is { } wanted && (wanted is not JsonArray { Count: 2 } pair || !int.TryParse(pair[0]?.ToString(), out shard)
            || !int.TryParse(pair[1]?.ToString(), out shards) || shards < 1 || shard < 0 || shard >= shards))
        {
            connection.Refuse(4010, "Invalid shard.");
            return;
        }
        if (identify["properties"] is not JsonObject)
        {
            connection.Refuse(4002, "Error while decoding payload.");
            return;
        }
        var threshold = identify["large_threshold"] is JsonValue large && large.TryGetValue(out int members) ? Math.Clamp(members, 50, 250) : 50;
        var identity = new Identity(bot, intents, shard, shards, threshold);
        if (bot.Guilds.Count(identity.IsOf) > house.Options.GuildsPerShard)
        {
            connection.Refuse(4011, "Sharding required.");
            return;
        }
        connection.Identity = identity;
        if (hub.TakeFailedIdentify(connection) is { } failure)
            failure.ApplyTo(connection);
        else if (hub.Identify(connection, identity) is null)
            InvalidSession(resumable: false);
    }

    private void Resume(JsonObject resume)
    {
        if (BotOf(resume["token"]) is not { } bot)
            connection.Refuse(4004, "Authentication failed.");
        else if (hub.Find(resume["session_id"]?.ToString()) is not { } session || session.Bot != bot)
            InvalidSession(resumable: false);
        else if (!long.TryParse(resume["seq"]?.ToString(), out var sequence) || sequence > session.Sequence || sequence < 0)
        {
            hub.Forget(session);
            connection.Refuse(4007, "Invalid seq.");
        }
        else if (!session.CanReplayAfter(sequence))
        {
            hub.Forget(session);
            InvalidSession(resumable: false);
        }
        else
        {
            connection.Identity = session.Identity;
            if (hub.TakeFailedIdentify(connection) is { } failure)
                failure.ApplyTo(connection);
            else
                hub.Resume(connection, session, sequence);
        }
    }

    // Soundboards are empty.
    private void TellSounds(GatewaySession session, JsonObject request)
    {
        foreach (var id in request["guild_ids"] as JsonArray ?? [])
        {
            if (GuildOf(session, id) is { } guild)
                session.Dispatch("SOUNDBOARD_SOUNDS", new JsonObject { ["guild_id"] = guild.Id.ToString(), ["soundboard_sounds"] = new JsonArray() });
        }
    }

    // What is asked for belongs to voice channels, and there are none.
    private void TellChannels(GatewaySession session, JsonObject request)
    {
        if (GuildOf(session, request["guild_id"]) is { } guild)
            session.Dispatch("CHANNEL_INFO", new JsonObject { ["guild_id"] = guild.Id.ToString(), ["channels"] = new JsonArray() });
    }

    private Community? GuildOf(GatewaySession session, JsonNode? id) =>
        Snowflakes.TryParse(id?.ToString(), out var number) && house.FindGuild(number) is { } guild && session.Identity.Gets(guild) ? guild : null;

    private void InvalidSession(bool resumable) => connection.Send($$"""{"t":null,"s":null,"op":9,"d":{{(resumable ? "true" : "false")}}}""");

    // The token comes bare here; libraries that say "Bot …" are served by Discord too.
    private Application? BotOf(JsonNode? token) =>
        token?.ToString() is { } text ? house.FindByToken(text.StartsWith("Bot ", StringComparison.Ordinal) ? text[4..] : text) : null;
}
