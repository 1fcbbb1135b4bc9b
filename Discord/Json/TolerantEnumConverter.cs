using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChatVideoBot.Discord.Json;

/// <summary>Enums are numbers on the wire; a value Discord invented later keeps its number, and null is 0.</summary>
internal sealed class TolerantEnumConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsEnum && typeToConvert.GetCustomAttribute<JsonConverterAttribute>() is null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

    private sealed class Of<T> : TolerantConverter<T> where T : struct, Enum
    {
        protected override bool TryRead(ref Utf8JsonReader reader, out T value)
        {
            value = default;
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number))
                return false;
            value = (T)Enum.ToObject(typeof(T), number);
            return true;
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(Convert.ToInt64(value, null));
    }
}
