using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox;

/// <summary>How JSON is read and written.</summary>
internal static class Wire
{
    /// <summary>Letters of all languages stand as they are, as Discord writes them.</summary>
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="JsonException">Not JSON; a name that stands twice; or half of a surrogate pair, which is no text.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8)
    {
        var node = JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        try
        {
            ReadTexts(node);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException(e.Message, e);
        }
        return node;
    }

    // System.Text.Json finds a lone surrogate only when the text is read: it is read here, before anybody relies on it.
    private static void ReadTexts(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (_, value) in json)
                    ReadTexts(value);
                break;
            case JsonArray list:
                foreach (var item in list)
                    ReadTexts(item);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                value.GetValue<string>();
                break;
        }
    }
}
