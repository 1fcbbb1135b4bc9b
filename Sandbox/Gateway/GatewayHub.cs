using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Faults;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Page;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>All sessions of the bot and all its connections. Called under the house's lock.</summary>
internal sealed class GatewayHub(House house, PageHub pages, FaultBox faults, Func<Uri> origin)
{
    private readonly Dictionary<string, GatewaySession> _sessions = [];
    private readonly List<GatewayConnection> _connections = [];
    private readonly Queue<DateTimeOffset> _identifies = new();
    private bool _online;

    public bool Online => _online;
    public string Url => $"ws://{origin().Authority}/gateway";
    public IReadOnlyList<GatewayConnection> Connections => _connections;

    /// <summary>Identifies left in these 24 hours, and when the first of them is forgotten.</summary>
    public (int Remaining, TimeSpan ResetAfter) SessionStarts
    {
        get
        {
            var now = house.Time.GetUtcNow();
            while (_identifies.TryPeek(out var first) && now - first >= TimeSpan.FromHours(24))
                _identifies.Dequeue();
            return (Math.Max(0, house.Options.SessionStarts - _identifies.Count),
                _identifies.TryPeek(out var oldest) ? TimeSpan.FromHours(24) - (now - oldest) : TimeSpan.Zero);
        }
    }

    /// <summary>Sends an event to every session that has one of the intents, or to all for <see cref="Intents.None"/>.</summary>
    /// <param name="dataFor">The event for one session; null when it is not for it.</param>
    public void Dispatch(string type, Intents intent, bool ofGuild, Func<GatewaySession, JsonObject?> dataFor)
    {
        foreach (var session in _sessions.Values)
        {
            if ((intent != Intents.None && (session.Intents & intent) == 0) || session.Shard != ShardOf(ofGuild, session.Shards))
                continue;
            if (dataFor(session) is not { } data)
                continue;
            if (faults.UnknownFields)
                data["a_field_of_tomorrow"] = new JsonObject { ["nested"] = new JsonArray(1, "two", null) };
            session.Dispatch(type, data);
            if (faults.TakeDuplicate())
                session.Dispatch(type, (JsonObject)data.DeepClone());
        }
    }

    private static int ShardOf(bool ofGuild, int shards) => ofGuild ? (int)((WellKnown.Guild >> 22) % (ulong)shards) : 0;

    public void Opened(GatewayConnection connection) => _connections.Add(connection);

    /// <param name="keepSession">False after a close with 1000 or 1001, which ends the session.</param>
    public void Closed(GatewayConnection connection, bool keepSession)
    {
        _connections.Remove(connection);
        Detach(connection, keepSession);
        TellStatus();
    }

    public void Detach(GatewayConnection connection, bool keepSession)
    {
        if (connection.Session is not { } session || session.Connection != connection)
            return;
        session.Connection = null;
        session.DetachedAt = house.Options.SocketTime.GetUtcNow();
        connection.Session = null;
        if (!keepSession)
            _sessions.Remove(session.Id);
    }

    /// <summary>A new session; null when the bot has no session start left or comes too soon after the last.</summary>
    public GatewaySession? Identify(GatewayConnection connection, Intents intents, int shard, int shards)
    {
        var now = house.Time.GetUtcNow();
        if (SessionStarts.Remaining == 0 || (_identifies.Count > 0 && now - _identifies.Last() < house.Options.IdentifyInterval))
            return null;
        _identifies.Enqueue(now);
        Sweep();
        var session = new GatewaySession(RandomNumberGenerator.GetHexString(32, lowercase: true), intents, shard, shards) { Connection = connection };
        _sessions[session.Id] = session;
        connection.Session = session;
        session.Dispatch("READY", Ready(session));
        if (intents.HasFlag(Intents.Guilds) && session.Shard == ShardOf(true, shards))
            session.Dispatch("GUILD_CREATE", GuildCreate.Write(house, intents));
        TellStatus();
        return session;
    }

    public GatewaySession? Find(string? id)
    {
        Sweep();
        return id is null ? null : _sessions.GetValueOrDefault(id);
    }

    public void Resume(GatewayConnection connection, GatewaySession session, long sequence)
    {
        if (session.Connection is { } old)
        {
            old.Session = null;
            old.Close(4000, "The session was resumed elsewhere.");
        }
        session.Connection = connection;
        connection.Session = session;
        foreach (var payload in session.ReplayAfter(sequence).ToArray())
            connection.Send(payload);
        session.Dispatch("RESUMED", new JsonObject { ["_trace"] = new JsonArray("sandbox") });
        TellStatus();
    }

    public void Forget(GatewaySession session) => _sessions.Remove(session.Id);

    private void Sweep()
    {
        var now = house.Options.SocketTime.GetUtcNow();
        foreach (var old in _sessions.Values.Where(s => s.Connection is null && now - s.DetachedAt > house.Options.SessionLifetime).ToArray())
            _sessions.Remove(old.Id);
    }

    private JsonObject Ready(GatewaySession session)
    {
        var user = house.Bot.ToJson();
        user["verified"] = true;
        user["mfa_enabled"] = true;
        user["email"] = null;
        return new JsonObject
        {
            ["v"] = 10,
            ["user_settings"] = new JsonObject(),
            ["user"] = user,
            ["session_type"] = "normal",
            ["session_id"] = session.Id,
            ["resume_gateway_url"] = Url,
            ["relationships"] = new JsonArray(),
            ["private_channels"] = new JsonArray(),
            ["presences"] = new JsonArray(),
            ["guilds"] = session.Shard == ShardOf(true, session.Shards)
                ? new JsonArray(new JsonObject { ["id"] = WellKnown.Guild.ToString(), ["unavailable"] = true })
                : new JsonArray(),
            ["guild_join_requests"] = new JsonArray(),
            ["geo_ordered_rtc_regions"] = new JsonArray(),
            ["shard"] = new JsonArray(session.Shard, session.Shards),
            ["application"] = new JsonObject { ["id"] = WellKnown.Application.ToString(), ["flags"] = PlaceWriter.ApplicationFlags(house.Options) },
            ["_trace"] = new JsonArray("sandbox"),
        };
    }

    private void TellStatus()
    {
        var online = _sessions.Values.Any(s => s.Connection is not null);
        if (online == _online)
            return;
        _online = online;
        pages.Send("BOT_STATUS", _ => new JsonObject { ["online"] = online });
    }
}
