using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Faults;

/// <summary><c>POST /sandbox/faults</c>: makes Discord misbehave on purpose. Each field of the body is one fault.</summary>
internal sealed class FaultApi(House house, GatewayHub gateway, FaultBox faults, SandboxClock clock)
{
    private const long MostBytes = 1 << 20;
    private const int MostSeconds = 366 * 24 * 3600;

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            var body = (await RequestBody.ReadTextAsync(context, MostBytes)).Json as JsonObject
                ?? throw FormErrors.Of("", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
            TimeSpan skip;
            lock (house.Gate)
                skip = Apply(new Form(body, new FormErrors()));
            clock.Skip(skip);
            context.Response.StatusCode = 204;
        }
        catch (ApiError e)
        {
            context.Response.StatusCode = e.Status;
            await context.Response.WriteAsync(e.ToJson().ToJsonString(Wire.Json));
        }
    }

    /// <summary>Carries the faults out in the order of the body; returns how far the clock shall move.</summary>
    private TimeSpan Apply(Form form)
    {
        var todo = new List<Action>();
        var skip = TimeSpan.Zero;
        foreach (var (name, _) in form.Json)
        {
            Action? act = name switch
            {
                "drop" => Sockets(form.Bool(name), c => c.Drop()), // without a close frame
                "close" => form.Integer(name, 3000, 4999) is { } code ? Sockets(true, c => c.Refuse((int)code, "An injected fault.")) : null,
                "reconnect" => Sockets(form.Bool(name), c => c.Send("""{"t":null,"s":null,"op":7,"d":null}""")),
                "ask_heartbeat" => Sockets(form.Bool(name), c => c.Send("""{"t":null,"s":null,"op":1,"d":null}""")),
                "invalid_session" => form.Bool(name) is { } resumable ? Sockets(true, c => EndSession(c, resumable)) : null,
                "stop_acks" => form.Bool(name) is { } stop ? () => faults.StopAcks = stop : null,
                "unknown_fields" => form.Bool(name) is { } unknown ? () => faults.UnknownFields = unknown : null,
                "duplicate_events" => form.Integer(name, 0, 1000) is { } count ? () => faults.Duplicate((int)count) : null,
                "dispatch" => Dispatch(form.Object(name)),
                "rest" => form.Object(name) is { } rest && ReadRest(rest) is var fault ? () => faults.Add(fault) : null,
                "overwrite" => SetOverwrite(form.Object(name)),
                "skip_seconds" => form.Number(name, 0, MostSeconds) is { } seconds ? () => skip = TimeSpan.FromSeconds(seconds) : null,
                "clear" => faults.Clear,
                _ => throw FormErrors.Of(name, "FAULT_UNKNOWN", "There is no such fault. There are: drop, close, reconnect, ask_heartbeat, "
                    + "invalid_session, stop_acks, unknown_fields, duplicate_events, dispatch, rest, overwrite, skip_seconds, clear."),
            };
            if (act is not null)
                todo.Add(act);
        }
        form.Errors.ThrowIfAny();
        todo.ForEach(act => act());
        return skip;
    }

    private Action? Sockets(bool? wanted, Action<GatewayConnection> act) => wanted is not true ? null : () =>
    {
        foreach (var connection in gateway.Connections.ToArray())
            act(connection);
    };

    private void EndSession(GatewayConnection connection, bool resumable)
    {
        gateway.Detach(connection, keepSession: resumable);
        connection.Send($$"""{"t":null,"s":null,"op":9,"d":{{(resumable ? "true" : "false")}}}""");
    }

    private Action? Dispatch(Form? dispatch)
    {
        var type = dispatch?.Text("t", 1, 100, required: true);
        var data = dispatch?.Object("d", required: true)?.Json;
        return type is null || data is null ? null : () => gateway.Dispatch(type, Intents.None, true, _ => (JsonObject)data.DeepClone());
    }

    private static RestFault ReadRest(Form rest) => new(
        (int)(rest.Integer("status", 400, 599, required: true) ?? 500),
        rest.Text("scope", 1, 10) ?? "user",
        TimeSpan.FromSeconds(rest.Number("retry_after", 0, 3600) ?? 1),
        rest.Bool("html") ?? false,
        rest.Text("route", 1, 200),
        rest.Text("method", 1, 10),
        rest.Bool("after_handling") ?? false)
    {
        Left = (int)(rest.Integer("times", 1, 1000) ?? 1),
    };

    private Action? SetOverwrite(Form? overwrite)
    {
        var channel = overwrite?.Snowflake("channel", required: true) is { } id ? house.FindChannel(id) : null;
        var whose = overwrite?.Snowflake("id", required: true);
        var ofMember = overwrite?.Bool("member") ?? false;
        var allow = (Permission)(overwrite?.Snowflake("allow") ?? 0);
        var deny = (Permission)(overwrite?.Snowflake("deny") ?? 0);
        if (channel is null or { IsDm: true })
            overwrite?.Wrong("channel", "CHANNEL_UNKNOWN", "There is no such channel in the guild.");
        return channel is null || whose is null ? null : () =>
        {
            channel.Overwrites.RemoveAll(o => o.Id == whose && o.OfMember == ofMember);
            channel.Overwrites.Add(new Overwrite(whose.Value, ofMember, allow, deny));
            gateway.Dispatch("CHANNEL_UPDATE", Intents.Guilds, true, _ => channel.ToJson());
        };
    }
}
