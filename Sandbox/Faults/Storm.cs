using System.Globalization;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Faults;

/// <summary>A random fault every few seconds, from a seed, with a record of what was done. Called under the house's lock.</summary>
/// <param name="apply">Carries a body of faults out.</param>
internal sealed class Storm(House house, GatewayHub gateway, Action<Form> apply) : IDisposable
{
    /// <summary>What it chooses from unless told otherwise: all that a sound bot survives.</summary>
    public static readonly string[] Names =
    [
        "drop", "close", "reconnect", "ask_heartbeat", "invalid_session", "identify", "stop_acks", "refuse_connections", "hang_hello", "duplicate_events", "reorder_events",
        "unknown_fields", "unknown_events", "unknown_values", "unknown_components", "rest",
    ];

    private const int MostKept = 10_000;
    private static readonly int[] Survivable = [4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009];
    private readonly List<JsonObject> _done = [];
    private ITimer? _timer;
    private Random _random = new(0);
    private string[] _names = Names;
    private int _seed;
    private double _everySeconds;

    /// <summary>The request for a storm, or with false for its end.</summary>
    public Action? Read(FaultRequest request)
    {
        if (request.Body.Json[request.Name]?.GetValueKind() == System.Text.Json.JsonValueKind.False)
            return End;
        if (request.Object() is not { } form)
            return null;
        var seed = (int)(form.Integer("seed", 0, int.MaxValue) ?? 0);
        var every = form.Number("every_seconds", 0.01, 3600) ?? 5;
        string[] names = form.List("faults", 1, 100) is { } list ? [.. list.Select(n => n?.ToString() ?? "")] : Names;
        if (names.FirstOrDefault(n => !Names.Contains(n)) is { } wrong)
            form.Wrong("faults", "BASE_TYPE_CHOICES", $"'{wrong}' is no fault of storms; there are: {string.Join(", ", Names)}.");
        return () => Begin(seed, every, names);
    }

    public void End()
    {
        _timer?.Dispose();
        _timer = null;
    }

    public JsonObject ToJson() => new()
    {
        ["running"] = _timer is not null,
        ["seed"] = _seed,
        ["every_seconds"] = _everySeconds,
        ["faults"] = new JsonArray([.. _names.Select(n => (JsonNode)n)]),
        ["done"] = new JsonArray([.. _done.Select(d => d.DeepClone())]),
    };

    public void Dispose() => End();

    private void Begin(int seed, double everySeconds, string[] names)
    {
        End();
        _done.Clear();
        (_seed, _everySeconds, _names, _random) = (seed, everySeconds, names, new Random(seed));
        var every = TimeSpan.FromSeconds(everySeconds);
        ITimer? timer = null;
        timer = _timer = house.Options.SocketTime.CreateTimer(_ =>
        {
            lock (house.Gate)
            {
                if (timer is not null && _timer == timer) // not one that was ended while it waited for the lock
                    Strike();
            }
        }, null, every, every);
    }

    private void Strike()
    {
        var body = Choose(_names[_random.Next(_names.Length)]);
        // One random socket; with none open the dice still fall, so that the storm stays the same.
        var at = _random.Next(1 << 16);
        if (gateway.Connections.Count > 0 && gateway.Connections[at % gateway.Connections.Count].Identity is { } who && !body.ContainsKey("rest"))
            (body["bot"], body["shard"]) = (who.Bot.Id.ToString(), who.Shard);
        _done.Add(new JsonObject { ["at"] = house.Options.SocketTime.GetUtcNow().ToString("O", CultureInfo.InvariantCulture), ["faults"] = body.DeepClone() });
        if (_done.Count > MostKept)
            _done.RemoveAt(0);
        apply(new Form(body, new FormErrors()));
    }

    private JsonObject Choose(string name) => name switch
    {
        "close" => new() { [name] = OneOf(Survivable) },
        "invalid_session" => new() { [name] = _random.Next(2) == 0 },
        "identify" => new() { [name] = _random.Next(2) == 0 ? new JsonObject() : new JsonObject { ["close"] = OneOf(Survivable) } },
        "stop_acks" => new() { [name] = true, ["times"] = 2 },
        "refuse_connections" or "duplicate_events" or "reorder_events" => new() { [name] = _random.Next(1, 4) },
        "hang_hello" => new() { [name] = 1 },
        "rest" => new() { [name] = Rest() },
        "drop" or "reconnect" or "ask_heartbeat" => new() { [name] = true },
        _ => new() { [name] = true, ["times"] = _random.Next(1, 6) },
    };

    private JsonObject Rest() => _random.Next(8) switch
    {
        0 => new() { ["status"] = 429, ["scope"] = "user", ["retry_after"] = Wait() },
        1 => new() { ["status"] = 429, ["scope"] = "shared", ["retry_after"] = Wait() },
        2 => new() { ["status"] = 429, ["scope"] = "global", ["retry_after"] = Wait() },
        3 => new() { ["status"] = 429, ["html"] = true },
        4 => new() { ["status"] = OneOf([500, 502, 503, 504]), ["times"] = _random.Next(1, 3), ["html"] = _random.Next(2) == 0 },
        5 => new() { ["status"] = OneOf([500, 502, 503, 504]), ["after_handling"] = true },
        6 => new() { ["delay"] = 0.1 * _random.Next(1, 45) },
        _ => new() { ["cut"] = new[] { "request", "answer", "body" }[_random.Next(3)] },
    };

    private double Wait() => 0.1 * _random.Next(1, 20);

    private int OneOf(int[] from) => from[_random.Next(from.Length)];
}
