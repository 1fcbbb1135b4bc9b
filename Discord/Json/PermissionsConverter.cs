using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatVideoBot.Discord.Json;

/// <summary>A bit set as a decimal string, because it passes 2^53. Reads a number too; what is neither reads as none.</summary>
internal sealed class PermissionsConverter : JsonConverter<Permissions>
{
    public override bool HandleNull => true;

    public override Permissions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when ulong.TryParse(reader.TextOrNull(), NumberStyles.None, CultureInfo.InvariantCulture, out var bits):
                return (Permissions)bits;
            case JsonTokenType.Number when reader.TryGetUInt64(out var number):
                return (Permissions)number;
            default:
                reader.Skip();
                return Permissions.None;
        }
    }

    public override void Write(Utf8JsonWriter writer, Permissions value, JsonSerializerOptions options) =>
        writer.WriteStringValue(((ulong)value).ToString(CultureInfo.InvariantCulture));
}
