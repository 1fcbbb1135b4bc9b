using System.Text.Json;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>What kind of frame it is.</summary>
internal enum Opcode
{
    Dispatch = 0,
    Heartbeat = 1,
    Identify = 2,
    Resume = 6,
    Reconnect = 7,
    InvalidSession = 9,
    Hello = 10,
    HeartbeatAck = 11,
}

/// <summary>One message of the gateway.</summary>
/// <param name="Op">What it is; unknown numbers are kept.</param>
/// <param name="Data">Its "d"; stays valid.</param>
/// <param name="Sequence">Its "s", of dispatches.</param>
/// <param name="Name">Its "t", of dispatches.</param>
internal readonly record struct GatewayFrame(Opcode Op, JsonElement Data, long? Sequence, string? Name)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    /// <exception cref="JsonException">It is no frame.</exception>
    public static GatewayFrame Read(ReadOnlyMemory<byte> message)
    {
        var root = JsonDocument.Parse(message.ToArray(), Deep).RootElement; // a copy of its own: the receive buffer is used again
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("op", out var op)
            || op.ValueKind != JsonValueKind.Number || !op.TryGetInt32(out var number))
            throw new JsonException("A frame without an opcode.");
        return new(
            (Opcode)number,
            root.TryGetProperty("d", out var data) ? data : default,
            root.TryGetProperty("s", out var s) && s.ValueKind == JsonValueKind.Number && s.TryGetInt64(out var sequence) ? sequence : null,
            root.TryGetProperty("t", out var t) && t.ValueKind == JsonValueKind.String ? t.GetString() : null);
    }
}
