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

/// <summary>One message of the gateway, checked to be JSON but not taken apart.</summary>
/// <param name="Op">What it is; unknown numbers are kept.</param>
/// <param name="Data">The text of its "d", "null" when it has none; a part of the message.</param>
/// <param name="Sequence">Its "s", of dispatches.</param>
/// <param name="Name">Its "t", of dispatches.</param>
internal readonly record struct GatewayFrame(Opcode Op, ReadOnlyMemory<byte> Data, long? Sequence, string? Name)
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 128 };
    private static readonly ReadOnlyMemory<byte> Null = "null"u8.ToArray();

    /// <exception cref="JsonException">It is no frame.</exception>
    public static GatewayFrame Read(ReadOnlyMemory<byte> message, NameTable names)
    {
        try
        {
            return Cut(message, names);
        }
        catch (InvalidOperationException e) // how the reader calls half a surrogate, and bytes that are no UTF-8
        {
            throw new JsonException("A frame with text that is none.", e);
        }
    }

    private static GatewayFrame Cut(ReadOnlyMemory<byte> message, NameTable names)
    {
        var reader = new Utf8JsonReader(message.Span, Deep);
        int? op = null;
        long? sequence = null;
        string? name = null;
        var data = Null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A frame that is no object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.ValueTextEquals("op"u8) ? 'o' : reader.ValueTextEquals("s"u8) ? 's'
                : reader.ValueTextEquals("t"u8) ? 't' : reader.ValueTextEquals("d"u8) ? 'd' : '?';
            reader.Read();
            switch (key)
            {
                case 'o' when reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number):
                    op = number;
                    break;
                case 's' when reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number):
                    sequence = number;
                    break;
                case 't' when reader.TokenType == JsonTokenType.String:
                    name = names.Read(ref reader);
                    break;
                case 'd':
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    data = message[start..(int)reader.BytesConsumed];
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        reader.Read(); // fails when something follows
        return new((Opcode)(op ?? throw new JsonException("A frame without an opcode.")), data, sequence, name);
    }
}
