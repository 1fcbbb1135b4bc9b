using System.Collections.Concurrent;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>What a shard is doing.</summary>
public enum ShardState
{
    /// <summary>Off Discord: it pauses after a failure, or waits for its turn to identify.</summary>
    Waiting,

    /// <summary>On its way to a new session.</summary>
    Connecting,

    /// <summary>On its way back to the session it had.</summary>
    Resuming,

    /// <summary>Its session stands.</summary>
    Connected,
}

/// <summary>How one shard fares.</summary>
/// <param name="Shard">Its number.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Latency">How long Discord took to answer the last heartbeat; null before the first answer on this connection.</param>
/// <param name="Since">When it came into this state.</param>
public sealed record ShardHealth(int Shard, ShardState State, TimeSpan? Latency, DateTimeOffset Since);

/// <summary>How the connection to Discord fares, to be read at any moment from anywhere.</summary>
public sealed class GatewayHealth(TimeProvider time)
{
    private readonly ConcurrentDictionary<int, ShardHealth> _shards = [];

    /// <summary>The shards this process runs, by number; empty before it is known which, and after the bot stopped.</summary>
    public IReadOnlyList<ShardHealth> Shards => [.. _shards.Values.OrderBy(shard => shard.Shard)];

    /// <summary>All shards of the bot, those of other processes too; 0 before it is known.</summary>
    public int Total { get; private set; }

    /// <summary>Whether every shard's session stands.</summary>
    public bool IsWhole => Shards is { Count: > 0 } shards && shards.All(shard => shard.State == ShardState.Connected);

    /// <summary>How many shards are in that state.</summary>
    public int Count(ShardState state) => _shards.Values.Count(shard => shard.State == state);

    /// <summary>Such as "14 of 16 shards connected, 1 resuming, 1 waiting".</summary>
    public override string ToString()
    {
        var shards = _shards.Values.ToArray();
        var text = $"{shards.Count(shard => shard.State == ShardState.Connected)} of {shards.Length} shards connected";
        foreach (var others in shards.Where(shard => shard.State != ShardState.Connected).GroupBy(shard => shard.State).OrderByDescending(state => state.Key))
            text += $", {others.Count()} {others.Key.ToString().ToLowerInvariant()}";
        return text;
    }

    internal void Enter(int shard, ShardState state) => _shards.AddOrUpdate(
        shard,
        _ => new(shard, state, null, time.GetUtcNow()),
        (_, before) => before.State == state
            ? before
            : new(shard, state, state == ShardState.Connected ? before.Latency : null, time.GetUtcNow()));

    internal void Measured(int shard, TimeSpan latency)
    {
        DiscordMeter.Beat(latency);
        if (_shards.TryGetValue(shard, out var before)) // lost to a change of state beside it: the next answer tells again
            _shards.TryUpdate(shard, before with { Latency = latency }, before);
    }

    internal void Begin(ShardRange range)
    {
        Clear();
        Total = range.Count;
    }

    internal void Clear()
    {
        _shards.Clear();
        Total = 0;
    }
}
