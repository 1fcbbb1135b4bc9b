using ChatVideoBot.Sandbox.Gateway;

namespace ChatVideoBot.Sandbox.Faults;

/// <summary>Whom a fault hits: one bot, one shard, or with nulls everybody.</summary>
internal readonly record struct Aim(ulong? Bot, int? Shard)
{
    public bool Hits(Identity? who) => (Bot is null || who?.Bot.Id == Bot) && (Shard is null || who?.Shard == Shard);
}

/// <summary>What may be wrong with sockets and their events.</summary>
internal enum SocketFault
{
    StopAcks, UnknownFields, UnknownEvents, UnknownValues, UnknownComponents, DuplicateEvents, ReorderEvents, RefuseConnections, HangHello,
}

/// <summary>What an identify or a resume gets instead of a session: a close code, or op 9.</summary>
internal sealed record IdentifyFault(Aim Aim, int? Close, bool Resumable)
{
    public int Left { get; set; } = 1;

    public void ApplyTo(GatewayConnection connection)
    {
        if (Close is { } code)
            connection.Refuse(code, "An injected fault.");
        else
            connection.Send($$"""{"t":null,"s":null,"op":9,"d":{{(Resumable ? "true" : "false")}}}""");
    }
}

/// <summary>The faults that are switched on. Called under the house's lock.</summary>
internal sealed class FaultBox
{
    public const int Lasting = int.MaxValue;

    private readonly List<RestFault> _rest = [];
    private readonly List<IdentifyFault> _identify = [];
    private readonly List<(SocketFault Kind, Aim Aim, int Left)> _socket = [];

    public void Add(RestFault fault) => _rest.Add(fault);

    public void Add(IdentifyFault fault) => _identify.Add(fault);

    /// <param name="times">How often; <see cref="Lasting"/> until it is switched off, 0 to switch it off.</param>
    public void Set(SocketFault kind, Aim aim, int times)
    {
        _socket.RemoveAll(f => f.Kind == kind && (f.Aim == aim || aim == default));
        if (times > 0)
            _socket.Add((kind, aim, times));
    }

    /// <summary>Whether the fault hits now; one of those that come a number of times is used up.</summary>
    public bool Take(SocketFault kind, Identity? who)
    {
        var at = _socket.FindIndex(f => f.Kind == kind && f.Aim.Hits(who));
        if (at < 0)
            return false;
        var (_, aim, left) = _socket[at];
        if (left == 1)
            _socket.RemoveAt(at);
        else if (left != Lasting)
            _socket[at] = (kind, aim, left - 1);
        return true;
    }

    public IdentifyFault? TakeIdentify(Identity who)
    {
        var fault = _identify.Find(f => f.Aim.Hits(who));
        if (fault is not null && --fault.Left <= 0)
            _identify.Remove(fault);
        return fault;
    }

    public RestFault? Take(string method, string path, ulong? bot)
    {
        var fault = _rest.Find(f => (f.Method is null || f.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            && (f.Route is null || path.Contains(f.Route, StringComparison.Ordinal)) && (f.Bot is null || f.Bot == bot));
        if (fault is not null && --fault.Left <= 0)
            _rest.Remove(fault);
        return fault;
    }

    /// <summary>What is switched on now, a line each.</summary>
    public IEnumerable<string> Active() =>
    [
        .. _socket.Select(f => $"{f.Kind}{Where(f.Aim)}, {(f.Left == Lasting ? "until switched off" : $"{f.Left} more")}"),
        .. _identify.Select(f => $"Identify{Where(f.Aim)}: {(f.Close is { } code ? $"close {code}" : "op 9")}, {f.Left} more"),
        .. _rest.Select(f => $"Rest {f.Method ?? "*"} {f.Route ?? "*"}: {f.Status?.ToString() ?? (f.Cut == Cut.None ? "slow" : "cut")}, {f.Left} more"),
    ];

    public void Clear()
    {
        _rest.Clear();
        _identify.Clear();
        _socket.Clear();
    }

    private static string Where(Aim aim) =>
        (aim.Bot is { } bot ? $" of bot {bot}" : "") + (aim.Shard is { } shard ? $" of shard {shard}" : "");
}
