using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Faults;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Page;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>All sessions of all bots and all their connections. Called under the house's lock.</summary>
internal sealed class GatewayHub(House house, PageHub pages, FaultBox faults, Distortion distortion, Func<Uri> origin)
{
    private readonly Dictionary<string, GatewaySession> _sessions = [];
    private readonly List<GatewayConnection> _connections = [];
    private readonly Dictionary<ulong, SessionStarts> _starts = [];
    private readonly HashSet<ulong> _online = [];

    public string Url => $"ws://{origin().Authority}/gateway";
    public IReadOnlyList<GatewayConnection> Connections => _connections;

    public bool IsOnline(Application bot) => _online.Contains(bot.Id);

    public SessionStarts StartsOf(Application bot) =>
        _starts.TryGetValue(bot.Id, out var starts) ? starts : _starts[bot.Id] = new SessionStarts(house.Options, house.Time);

    /// <summary>How many shards a bot is told to use: the setting, or one for each thousand guilds begun.</summary>
    public int ShardsFor(Application bot) =>
        house.Options.RecommendedShards > 0 ? house.Options.RecommendedShards : Math.Max(1, (bot.Guilds.Count + 999) / 1000);

    /// <summary>Sends an event to each session that has one of the intents (or to all for <see cref="Intents.None"/>) and the guild.</summary>
    /// <param name="guild">Null for what has none: shard 0 gets it.</param>
    /// <param name="dataFor">The event for one session; null when it is not for it.</param>
    public void Dispatch(string type, Intents intent, Community? guild, Func<GatewaySession, JsonObject?> dataFor)
    {
        if (guild is { Unavailable: true })
            return;
        foreach (var session in _sessions.Values)
        {
            if ((intent == Intents.None || (session.Intents & intent) != 0) && session.Identity.Gets(guild) && dataFor(session) is { } data)
                distortion.Send(session, type, data);
        }
    }

    /// <summary>Sends an event to one bot's sessions.</summary>
    public void DispatchTo(Application bot, string type, Intents intent, Community? guild, Func<GatewaySession, JsonObject> dataFor) =>
        Dispatch(type, intent, guild, session => session.Bot == bot ? dataFor(session) : null);

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
    public GatewaySession? Identify(GatewayConnection connection, Identity identity)
    {
        if (!StartsOf(identity.Bot).Take(identity.Shard))
            return null;
        Sweep();
        var session = new GatewaySession(RandomNumberGenerator.GetHexString(32, lowercase: true), identity) { Connection = connection };
        _sessions[session.Id] = session;
        connection.Session = session;
        session.Dispatch("READY", Ready.Write(house.Options, session, connection.Version, Url));
        if (identity.Intents.HasFlag(Intents.Guilds))
        {
            foreach (var guild in identity.Bot.Guilds.Where(g => !g.Unavailable && identity.IsOf(g)))
                distortion.Send(session, "GUILD_CREATE", GuildCreate.Write(guild, identity));
        }
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
        session.DispatchResumed();
        TellStatus();
    }

    public void Forget(GatewaySession session) => _sessions.Remove(session.Id);

    /// <summary>Whether the fault is switched on for this session; one of those that come a number of times is used up.</summary>
    public bool TakeFault(SocketFault fault, GatewayConnection connection) => faults.Take(fault, connection.Identity);

    public IdentifyFault? TakeFailedIdentify(GatewayConnection connection) => faults.TakeIdentify(connection.Identity!);

    private void Sweep()
    {
        var now = house.Options.SocketTime.GetUtcNow();
        foreach (var old in _sessions.Values.Where(s => s.Connection is null && now - s.DetachedAt > house.Options.SessionLifetime).ToArray())
            _sessions.Remove(old.Id);
    }

    private void TellStatus()
    {
        foreach (var bot in house.Applications)
        {
            var online = _sessions.Values.Any(s => s.Bot == bot && s.Connection is not null);
            if (online ? _online.Add(bot.Id) : _online.Remove(bot.Id))
                pages.Send("BOT_STATUS", _ => new JsonObject { ["online"] = online, ["application_id"] = bot.Id.ToString() });
        }
    }
}
