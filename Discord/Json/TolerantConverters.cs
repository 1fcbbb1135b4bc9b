using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatVideoBot.Discord.Json;

/// <summary>Reads a value of the wrong kind (null, say) as the default: one odd field must not lose us a whole message.</summary>
internal abstract class TolerantConverter<T> : JsonConverter<T> where T : struct
{
    public override bool HandleNull => true;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (TryRead(ref reader, out var value))
            return value;
        reader.Skip();
        return default;
    }

    protected abstract bool TryRead(ref Utf8JsonReader reader, out T value);
}

internal sealed class TolerantInt32Converter : TolerantConverter<int>
{
    protected override bool TryRead(ref Utf8JsonReader reader, out int value)
    {
        value = 0;
        return reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetInt32(out value),
            JsonTokenType.String => int.TryParse(reader.TextOrNull(), CultureInfo.InvariantCulture, out value),
            _ => false,
        };
    }

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

internal sealed class TolerantInt64Converter : TolerantConverter<long>
{
    protected override bool TryRead(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetInt64(out value),
            JsonTokenType.String => long.TryParse(reader.TextOrNull(), CultureInfo.InvariantCulture, out value),
            _ => false,
        };
    }

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

internal sealed class TolerantDoubleConverter : TolerantConverter<double>
{
    protected override bool TryRead(ref Utf8JsonReader reader, out double value)
    {
        value = 0;
        return reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetDouble(out value),
            JsonTokenType.String => double.TryParse(reader.TextOrNull(), CultureInfo.InvariantCulture, out value),
            _ => false,
        } && double.IsFinite(value);
    }

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

internal sealed class TolerantBooleanConverter : TolerantConverter<bool>
{
    protected override bool TryRead(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return reader.TokenType is JsonTokenType.True or JsonTokenType.False;
    }

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}

internal sealed class TolerantDateConverter : TolerantConverter<DateTimeOffset>
{
    protected override bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.String && reader.TextOrNull() is not null && reader.TryGetDateTimeOffset(out value);
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
