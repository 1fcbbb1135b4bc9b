using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>What an identify asked for.</summary>
/// <param name="LargeThreshold">Guilds with more members are "large": their members who are offline are not sent.</param>
internal sealed record Identity(Application Bot, Intents Intents, int Shard, int Shards, int LargeThreshold)
{
    /// <summary>Whether this shard gets the guild's events (docs: events/gateway, "Sharding"); what has no guild goes to shard 0.</summary>
    public bool Gets(Community? guild) => guild is null ? Shard == 0 : Bot.Guilds.Contains(guild) && IsOf(guild);

    public bool IsOf(Community guild) => (guild.Id >> 22) % (ulong)Shards == (ulong)Shard;
}

/// <summary>A bot's session: it outlives its connection for some minutes and keeps what a resume has to replay.</summary>
internal sealed class GatewaySession(string id, Identity identity)
{
    /// <summary>Events kept for a resume; one that missed more has to identify anew.</summary>
    public const int MostReplayed = 1000;

    private readonly Queue<(long Sequence, string Payload)> _replay = new();
    private long _forgotten; // the last event that is kept no longer

    public string Id => id;
    public Identity Identity => identity;
    public Application Bot => identity.Bot;
    public Intents Intents => identity.Intents;
    public long Sequence { get; private set; }

    /// <summary>The connection that receives the events now; null while the bot is away.</summary>
    public GatewayConnection? Connection { get; set; }
    public DateTimeOffset DetachedAt { get; set; }

    /// <summary>An event that the next one shall overtake: a fault.</summary>
    public (string Type, JsonObject Data)? HeldBack { get; set; }

    /// <summary>When all members of a guild were last asked for, by guild.</summary>
    public Dictionary<ulong, DateTimeOffset> MemberRequests { get; } = [];

    public void Dispatch(string type, JsonObject data)
    {
        var payload = Number(type, data);
        _replay.Enqueue((Sequence, payload));
        if (_replay.Count > MostReplayed)
            _forgotten = _replay.Dequeue().Sequence;
        Connection?.Send(payload);
    }

    /// <summary>Ends a replay. RESUMED takes a number as any event does, and is none of those that a later resume replays.</summary>
    public void DispatchResumed() => Connection?.Send(Number("RESUMED", new JsonObject { ["_trace"] = new JsonArray("sandbox") }));

    public bool CanReplayAfter(long sequence) => sequence >= _forgotten;

    public IEnumerable<string> ReplayAfter(long sequence) => _replay.Where(e => e.Sequence > sequence).Select(e => e.Payload);

    private string Number(string type, JsonObject data) =>
        new JsonObject { ["t"] = type, ["s"] = ++Sequence, ["op"] = 0, ["d"] = data }.ToJsonString(Wire.Json);
}
