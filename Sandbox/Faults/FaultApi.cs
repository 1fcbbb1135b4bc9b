using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Gateway;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Faults;

/// <summary><c>POST /sandbox/faults</c>: makes Discord misbehave on purpose. Each field of the body is one fault; several may be sent at once.</summary>
internal sealed class FaultApi(House house, GatewayHub gateway, FaultBox faults, SandboxClock clock)
{
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = JsonNode.Parse(await reader.ReadToEndAsync(context.RequestAborted)) as JsonObject
                ?? throw new FormatException("The body must be an object.");
            Apply(body);
            context.Response.StatusCode = 204;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsJsonAsync(new { message = e.Message });
        }
    }

    private void Apply(JsonObject body)
    {
        TimeSpan? skip = null;
        lock (house.Gate)
        {
            foreach (var (name, value) in body)
            {
                switch (name)
                {
                    case "drop": // cuts the bot's sockets without a close frame
                        Each(_ => value!.GetValue<bool>(), c => c.Drop());
                        break;
                    case "close": // closes them with this code
                        Each(_ => true, c => c.Refuse(value!.GetValue<int>(), "An injected fault."));
                        break;
                    case "reconnect": // op 7
                        Each(_ => value!.GetValue<bool>(), c => c.Send("""{"t":null,"s":null,"op":7,"d":null}"""));
                        break;
                    case "invalid_session": // op 9; true may be resumed
                        var resumable = value!.GetValue<bool>();
                        Each(_ => true, c =>
                        {
                            gateway.Detach(c, keepSession: resumable);
                            c.Send($$"""{"t":null,"s":null,"op":9,"d":{{(resumable ? "true" : "false")}}}""");
                        });
                        break;
                    case "ask_heartbeat": // op 1
                        Each(_ => value!.GetValue<bool>(), c => c.Send("""{"t":null,"s":null,"op":1,"d":null}"""));
                        break;
                    case "stop_acks":
                        faults.StopAcks = value!.GetValue<bool>();
                        break;
                    case "unknown_fields":
                        faults.UnknownFields = value!.GetValue<bool>();
                        break;
                    case "duplicate_events": // the next N events come twice
                        faults.Duplicate(value!.GetValue<int>());
                        break;
                    case "dispatch": // any event: {"t", "d"}
                        gateway.Dispatch(value!["t"]!.GetValue<string>(), Intents.None, true, _ => (JsonObject)value["d"]!.DeepClone());
                        break;
                    case "rest": // {"status", "times"?, "route"?, "method"?, "scope"?, "retry_after"?, "html"?, "after_handling"?}
                        faults.Add(ReadRest((JsonObject)value!));
                        break;
                    case "skip_seconds": // moves the clock of interactions, limits and signatures on
                        skip = TimeSpan.FromSeconds(value!.GetValue<double>());
                        break;
                    case "overwrite": // {"channel", "id", "member"?, "allow"?, "deny"?}: a channel's permission overwrite
                        SetOverwrite((JsonObject)value!);
                        break;
                    case "clear":
                        faults.Clear();
                        break;
                    default:
                        throw new FormatException($"There is no fault named {name}. There are: drop, close, reconnect, invalid_session, ask_heartbeat, "
                            + "stop_acks, unknown_fields, duplicate_events, dispatch, rest, skip_seconds, overwrite, clear.");
                }
            }
        }
        if (skip is { } by)
            clock.Skip(by);
    }

    private void Each(Func<GatewayConnection, bool> which, Action<GatewayConnection> act)
    {
        foreach (var connection in gateway.Connections.Where(which).ToArray())
            act(connection);
    }

    private static RestFault ReadRest(JsonObject rest) => new(
        rest["status"]!.GetValue<int>(), rest["scope"]?.GetValue<string>() ?? "user", TimeSpan.FromSeconds(rest["retry_after"]?.GetValue<double>() ?? 1),
        rest["html"]?.GetValue<bool>() ?? false, rest["route"]?.GetValue<string>(), rest["method"]?.GetValue<string>(),
        rest["after_handling"]?.GetValue<bool>() ?? false)
    {
        Left = rest["times"]?.GetValue<int>() ?? 1,
    };

    private void SetOverwrite(JsonObject overwrite)
    {
        var channel = Snowflakes.TryParse(overwrite["channel"]?.ToString(), out var id) ? house.FindChannel(id) : null;
        if (channel is null || channel.IsDm || !Snowflakes.TryParse(overwrite["id"]?.ToString(), out var whose))
            throw new FormatException("overwrite needs channel and id.");
        ulong Bits(string name) => overwrite[name] is { } bits ? ulong.Parse(bits.ToString()) : 0;
        var ofMember = overwrite["member"]?.GetValue<bool>() ?? false;
        channel.Overwrites.RemoveAll(o => o.Id == whose && o.OfMember == ofMember);
        channel.Overwrites.Add(new Overwrite(whose, ofMember, (Permission)Bits("allow"), (Permission)Bits("deny")));
        gateway.Dispatch("CHANNEL_UPDATE", Intents.Guilds, true, _ => channel.ToJson());
    }
}
