using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatVideoBot.Discord.Json;

/// <summary>
/// Reads a string or a number, writes a string. Anything that is no id reads as 0: a field we do not need must not lose us the message.
/// </summary>
internal sealed class SnowflakeConverter : JsonConverter<Snowflake>
{
    public override bool HandleNull => true;

    public override Snowflake Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when Snowflake.TryParse(reader.TextOrNull(), out var id):
                return id;
            case JsonTokenType.Number when reader.TryGetUInt64(out var number):
                return new(number);
            default:
                reader.Skip();
                return default;
        }
    }

    public override void Write(Utf8JsonWriter writer, Snowflake value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    public override Snowflake ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Snowflake.TryParse(reader.TextOrNull(), out var id) ? id : default;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, Snowflake value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());
}
