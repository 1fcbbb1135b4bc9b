using System.Text.Json;

namespace ChatVideoBot.Discord.Json;

/// <summary>Looks into JSON of which nothing is certain: .NET parses strings with half a surrogate pair or bytes that are no UTF-8, and then throws when they are read.</summary>
internal static class Field
{
    /// <summary>An object's field; null when there is none, or no object.</summary>
    public static JsonElement? Of(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        try
        {
            return json.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException) // a name that is no text: looks at the others
        {
            return json.EnumerateObject().Where(field => Name(field) == name).Select(field => (JsonElement?)field.Value).LastOrDefault();
        }
    }

    /// <summary>A string's or number's text; null for anything else, and for a string that is no text.</summary>
    public static string? Text(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Number)
            return json.GetRawText();
        if (json.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Any value as it came; empty when it is no text.</summary>
    public static string Raw(JsonElement json)
    {
        try
        {
            return json.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>A field's name; empty when it is no text.</summary>
    public static string Name(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
