using System.Buffers;
using System.Text.Json;

namespace ChatVideoBot.Discord.Gateway;

/// <summary>Writes what we send.</summary>
internal static class GatewayPayload
{
    /// <summary>Above, Discord closes with 4002.</summary>
    public const int MostBytes = 4_096;

    /// <param name="op">What it is.</param>
    /// <param name="writeData">Writes the value of "d".</param>
    /// <exception cref="DiscordException">TooLarge: Discord would close the connection.</exception>
    public static ReadOnlyMemory<byte> Write(Opcode op, Action<Utf8JsonWriter> writeData)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("op", (int)op);
            json.WritePropertyName("d");
            writeData(json);
            json.WriteEndObject();
        }
        return buffer.WrittenCount <= MostBytes
            ? buffer.WrittenMemory
            : throw new DiscordException(
                DiscordFault.TooLarge, $"{op} is {buffer.WrittenCount:N0} bytes long: Discord's gateway takes at most {MostBytes:N0}. It was not sent.");
    }

    public static ReadOnlyMemory<byte> Heartbeat(long? sequence) => Write(Opcode.Heartbeat, json =>
    {
        if (sequence is { } number)
            json.WriteNumberValue(number);
        else
            json.WriteNullValue();
    });

    public static ReadOnlyMemory<byte> Resume(string token, GatewaySession session) => Write(Opcode.Resume, json =>
    {
        json.WriteStartObject();
        json.WriteString("token", token);
        json.WriteString("session_id", session.Id);
        json.WriteNumber("seq", session.Sequence);
        json.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Identify(string token, GatewayIntents intents, ShardId shard) => Write(Opcode.Identify, json =>
    {
        json.WriteStartObject();
        json.WriteString("token", token); // without "Bot ", unlike in REST
        json.WriteNumber("intents", (int)intents);
        json.WriteStartObject("properties");
        json.WriteString("os", OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : "linux");
        json.WriteString("browser", "ChatVideoBot");
        json.WriteString("device", "ChatVideoBot");
        json.WriteEndObject();
        json.WriteStartArray("shard");
        json.WriteNumberValue(shard.Index);
        json.WriteNumberValue(shard.Count);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
