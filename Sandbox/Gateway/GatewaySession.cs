using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Gateway;

/// <summary>A bot's session: it outlives its connection for some minutes and keeps what a resume has to replay.</summary>
internal sealed class GatewaySession(string id, Intents intents, int shard, int shards)
{
    /// <summary>Events kept for a resume; one that missed more has to identify anew.</summary>
    public const int MostReplayed = 1000;

    private readonly Queue<(long Sequence, string Payload)> _replay = new();

    public string Id => id;
    public Intents Intents => intents;
    public int Shard => shard;
    public int Shards => shards;
    public long Sequence { get; private set; }

    /// <summary>The connection that receives the events now; null while the bot is away.</summary>
    public GatewayConnection? Connection { get; set; }
    public DateTimeOffset DetachedAt { get; set; }

    public void Dispatch(string type, JsonObject data)
    {
        var payload = new JsonObject { ["t"] = type, ["s"] = ++Sequence, ["op"] = 0, ["d"] = data }.ToJsonString(Wire.Json);
        _replay.Enqueue((Sequence, payload));
        if (_replay.Count > MostReplayed)
            _replay.Dequeue();
        Connection?.Send(payload);
    }

    public bool CanReplayAfter(long sequence) => sequence == Sequence || (_replay.TryPeek(out var first) && first.Sequence <= sequence + 1);

    public IEnumerable<string> ReplayAfter(long sequence) => _replay.Where(e => e.Sequence > sequence).Select(e => e.Payload);
}
