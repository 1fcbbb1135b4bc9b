using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Faults;

/// <summary>All faults there are. What REST does wrong: FaultCatalog.Rest.cs.</summary>
internal sealed partial class FaultCatalog
{
    public const int MostSkippedSeconds = 366 * 24 * 3600;

    private readonly House _house;
    private readonly GatewayHub _gateway;
    private readonly GuildNews _news;
    private readonly FaultBox _faults;

    /// <param name="skip">Moves the clock on, once the lock is free.</param>
    public FaultCatalog(House house, GatewayHub gateway, GuildNews news, FaultBox faults, Action<TimeSpan> skip, Storm storm)
    {
        (_house, _gateway, _news, _faults) = (house, gateway, news, faults);
        All =
        [
            Socket("drop", "Cuts the sockets without a close frame, as a network failure does.", c => c.Drop()),
            new("close", "gateway", "integer", "Closes the sockets with this code: 1000, 1001, or 3000 to 4999.",
                r => CloseCode(r.Body, r.Name) is { } code ? Sockets(r, c => c.Refuse(code, "An injected fault.")) : null) { Min = 1000, Max = 4999, Aimed = true },
            Socket("reconnect", "Sends op 7; whoever stays is put out five seconds later.", c => c.AskToReconnect()),
            Socket("ask_heartbeat", "Sends op 1: a heartbeat is wanted at once.", c => c.Send("""{"t":null,"s":null,"op":1,"d":null}""")),
            new("invalid_session", "gateway", "boolean", "Sends op 9; true: the session may be resumed, false: it is gone.",
                r => r.Bool() is { } resumable ? Sockets(r, c => EndSession(c, resumable)) : null) { Aimed = true },
            new("identify", "gateway", "object", "What the next identifies and resumes get instead of a session.", ReadIdentify)
            {
                Aimed = true,
                Fields =
                [
                    new("close", "integer", "The close code; without it op 9 is sent.", 1000, 4999),
                    new("resumable", "boolean", "What op 9 says."),
                    new("times", "integer", "How many of them.", 1, 1000),
                ],
            },
            Lasting("stop_acks", "gateway", "Heartbeats are taken but not acknowledged.", SocketFault.StopAcks),
            Counted("refuse_connections", "gateway", "The next so many connections to the gateway break before they are open.", SocketFault.RefuseConnections) with { Aimed = false },
            Counted("hang_hello", "gateway", "The next so many connections open and are never told Hello.", SocketFault.HangHello) with { Aimed = false },
            Counted("duplicate_events", "events", "The next so many events come twice.", SocketFault.DuplicateEvents),
            Counted("reorder_events", "events", "The next so many events are overtaken by the one after them.", SocketFault.ReorderEvents),
            Lasting("unknown_fields", "events", "Events carry a field that no client knows.", SocketFault.UnknownFields),
            Lasting("unknown_events", "events", "An event of a type that no client knows comes before each event.", SocketFault.UnknownEvents),
            Lasting("unknown_values", "events", "Types, flags and contexts have values that no client knows.", SocketFault.UnknownValues),
            Lasting("unknown_components", "events", "Messages end with a component of a type that no client knows.", SocketFault.UnknownComponents),
            new("dispatch", "events", "object", "Sends any event to the bots' shards that have the first guild.", ReadDispatch)
            {
                Aimed = true,
                Fields = [new("t", "string", "The event's type."), new("d", "object", "Its data.")],
            },
            Rest(),
            new("outage", "place", "object", "A guild becomes unavailable to its bots, or comes back.", ReadOutage)
            {
                Fields = [new("guild", "snowflake", "Which; the first when left out."), new("unavailable", "boolean", "False ends it.")],
            },
            new("time_out", "place", "object", "A member may only look for a while, or with 0 seconds may do all again.", ReadTimeOut)
            {
                Fields =
                [
                    new("user", "snowflake", "Whom; a bot or a person.") { IsRequired = true }, new("seconds", "number", "How long.", 0, 28 * 24 * 3600),
                    new("guild", "snowflake", "Where; the first when left out."),
                ],
            },
            new("overwrite", "place", "object", "Sets a channel's permission overwrite.", ReadOverwrite)
            {
                Fields =
                [
                    new("channel", "snowflake", "Where.") { IsRequired = true }, new("id", "snowflake", "The role or the member.") { IsRequired = true }, new("member", "boolean", "Whether it is a member."),
                    new("allow", "snowflake", "The bits that are allowed."), new("deny", "snowflake", "The bits that are denied."),
                ],
            },
            new("skip_seconds", "place", "number", "Moves the clock of interactions, limits, nonces and signatures on; sockets do not notice.",
                r => r.Body.Number(r.Name, 0, MostSkippedSeconds) is { } seconds ? () => skip(TimeSpan.FromSeconds(seconds)) : null) { Min = 0, Max = MostSkippedSeconds },
            new("storm", "place", "object", "A random fault every few seconds until it is ended (false); what it did can be read.", r => storm.Read(r))
            {
                Fields =
                [
                    new("seed", "integer", "The same seed makes the same storm.", 0, int.MaxValue),
                    new("every_seconds", "number", "How often.", 0.01, 3600),
                    new("faults", "list", "The names to choose from; those that a bot must survive when left out.", null, null, [.. Storm.Names]),
                ],
            },
            new("clear", "place", "boolean", "Ends the storm, the lasting faults and those that have not come yet.", r => r.Bool() is true ? () =>
            {
                storm.End();
                faults.Clear();
            } : null),
        ];
    }

    public IReadOnlyList<FaultKind> All { get; }

    /// <summary>Carries the faults of a body out, in its order; nothing when one of them is wrong.</summary>
    /// <exception cref="ApiError">One is unknown or wrong.</exception>
    public void Apply(Form form)
    {
        var aim = new Aim(form.Snowflake("bot"), (int?)form.Integer("shard", 0, 100_000));
        var times = (int?)form.Integer("times", 1, 100_000);
        var todo = new List<Action>();
        foreach (var name in form.Json.Select(f => f.Key).Where(n => n is not ("bot" or "shard" or "times")))
        {
            var kind = All.FirstOrDefault(k => k.Name == name) ?? throw FormErrors.Of(name, "FAULT_UNKNOWN",
                $"There is no such fault. There are: {string.Join(", ", All.Select(k => k.Name))}; bot, shard and times aim them.");
            if (kind.Read(new FaultRequest(form, name, aim, times)) is { } act)
                todo.Add(act);
        }
        form.Errors.ThrowIfAny();
        todo.ForEach(act => act());
    }

    private FaultKind Socket(string name, string sentence, Action<GatewayConnection> act) =>
        new(name, "gateway", "boolean", sentence, r => r.Bool() is true ? Sockets(r, act) : null) { Aimed = true };

    private FaultKind Lasting(string name, string group, string sentence, SocketFault fault) => new(name, group, "boolean", sentence,
        r => r.Bool() is { } on ? () => _faults.Set(fault, r.Aim, on ? r.Times ?? FaultBox.Lasting : 0) : null)
    { Aimed = true };

    private FaultKind Counted(string name, string group, string sentence, SocketFault fault) => new(name, group, "integer", sentence,
        r => r.Integer(0, 1000) is { } count ? () => _faults.Set(fault, r.Aim, count) : null)
    { Min = 0, Max = 1000, Aimed = true };

    // To every socket that the aim hits, or to the first so many of them.
    private Action Sockets(FaultRequest request, Action<GatewayConnection> act) => () =>
    {
        foreach (var connection in _gateway.Connections.Where(c => request.Aim.Hits(c.Identity)).Take(request.Times ?? int.MaxValue).ToArray())
            act(connection);
    };

    private static int? CloseCode(Form form, string name)
    {
        var code = (int?)form.Integer(name, 1000, 4999);
        if (code is > 1001 and < 3000)
            form.Wrong(name, "BASE_TYPE_CHOICES", "Value must be 1000, 1001, or 3000 to 4999.");
        return code;
    }

    private void EndSession(GatewayConnection connection, bool resumable)
    {
        _gateway.Detach(connection, keepSession: resumable);
        connection.Send($$"""{"t":null,"s":null,"op":9,"d":{{(resumable ? "true" : "false")}}}""");
    }

    private Action? ReadIdentify(FaultRequest request)
    {
        if (request.Object() is not { } form)
            return null;
        var fault = new IdentifyFault(request.Aim, CloseCode(form, "close"), form.Bool("resumable") ?? false)
        {
            Left = (int)(form.Integer("times", 1, 1000) ?? request.Times ?? 1),
        };
        return () => _faults.Add(fault);
    }

    private Action? ReadDispatch(FaultRequest request)
    {
        var form = request.Object();
        var type = form?.Text("t", 1, 100, required: true);
        var data = form?.Object("d", required: true)?.Json;
        return type is null || data is null ? null : () => _gateway.Dispatch(type, Intents.None, _house.Guilds[0],
            session => request.Aim.Hits(session.Identity) ? (System.Text.Json.Nodes.JsonObject)data.DeepClone() : null);
    }

    private Community? GuildOf(Form form)
    {
        var guild = form.Snowflake("guild") is { } id ? _house.FindGuild(id) : _house.Guilds[0];
        if (guild is null)
            form.Wrong("guild", "GUILD_UNKNOWN", "There is no such guild.");
        return guild;
    }

    private Action? ReadOutage(FaultRequest request) =>
        request.Object() is { } form && GuildOf(form) is { } guild && (form.Bool("unavailable") ?? true) is var unavailable
            ? () => _news.SetUnavailable(guild, unavailable) : null;

    private Action? ReadTimeOut(FaultRequest request)
    {
        if (request.Object() is not { } form || GuildOf(form) is not { } guild)
            return null;
        var seconds = form.Number("seconds", 0, 28 * 24 * 3600) ?? 60;
        if (form.Snowflake("user", required: true) is not { } user)
            return null;
        if (guild.FindMember(user) is not { } member)
        {
            form.Wrong("user", "MEMBER_UNKNOWN", "There is no such member in the guild.");
            return null;
        }
        return () =>
        {
            member.TimedOutUntil = seconds > 0 ? _house.Time.GetUtcNow().AddSeconds(seconds) : null;
            _news.MemberChanged(guild, member);
        };
    }

    private Action? ReadOverwrite(FaultRequest request)
    {
        if (request.Object() is not { } form)
            return null;
        var channel = form.Snowflake("channel", required: true) is { } id ? _house.FindChannel(id) : null;
        var whose = form.Snowflake("id", required: true);
        var ofMember = form.Bool("member") ?? false;
        var (allow, deny) = ((Permission)(form.Snowflake("allow") ?? 0), (Permission)(form.Snowflake("deny") ?? 0));
        if (channel is null or { IsDm: true } or { IsThread: true })
        {
            form.Wrong("channel", "CHANNEL_UNKNOWN", "There is no such channel in a guild.");
            return null;
        }
        return whose is null ? null : () =>
        {
            channel.Overwrites.RemoveAll(o => o.Id == whose && o.OfMember == ofMember);
            channel.Overwrites.Add(new Overwrite(whose.Value, ofMember, allow, deny));
            _news.ChannelChanged(channel);
        };
    }
}
