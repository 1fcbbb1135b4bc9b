using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>
/// Reads one JSON object of a request by Discord's rules: null is as good as absent, and a wrong type or length becomes an
/// error at its path. A number or boolean that Discord takes in another type stands in its own from then on.
/// </summary>
internal sealed class Form(JsonObject json, FormErrors errors, string path = "")
{
    public JsonObject Json => json;
    public FormErrors Errors => errors;
    public string Path => path;

    public bool Has(string name) => json[name] is not null;

    /// <summary>Whether the field was sent at all: null counts.</summary>
    public bool Sent(string name) => json.ContainsKey(name);

    public string At(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public void Wrong(string name, string code, string message) => errors.Add(At(name), code, message);

    public void Required(string name) => Wrong(name, "BASE_TYPE_REQUIRED", "This field is required");

    /// <summary>A string of min to max characters (Unicode code points); null when absent or wrong.</summary>
    public string? Text(string name, int min, int max, bool required = false, bool trim = false)
    {
        if (!Present(name, required, out var node))
            return null;
        if (node is not JsonValue value || !value.TryGetValue(out string? text))
        {
            if (node is JsonValue number && number.GetValueKind() == JsonValueKind.Number && number.ToJsonString() is var digits && IsWhole(digits))
                json[name] = text = digits; // Discord turns whole numbers into strings
            else
            {
                Wrong(name, "STRING_TYPE_CONVERT", "Could not interpret value as string.");
                return null;
            }
        }
        if (trim)
            text = text.Trim();
        var length = text.EnumerateRunes().Count();
        if (length >= min && length <= max)
            return text;
        if (length == 0 && min > 0 && required)
            Required(name);
        else if (min > 0)
            Wrong(name, "BASE_TYPE_BAD_LENGTH", $"Must be between {min} and {max} in length.");
        else
            Wrong(name, "BASE_TYPE_MAX_LENGTH", $"Must be {max} or fewer in length.");
        return null;
    }

    public long? Integer(string name, long min, long max, bool required = false)
    {
        if (!Present(name, required, out var node))
            return null;
        if (WholeOf(node) is not { } number)
        {
            Wrong(name, "NUMBER_TYPE_COERCE", $"Value \"{node}\" is not int.");
            return null;
        }
        if (number < min)
            Wrong(name, "NUMBER_TYPE_MIN", $"int value should be greater than or equal to {min}.");
        else if (number > max)
            Wrong(name, "NUMBER_TYPE_MAX", $"int value should be less than or equal to {max}.");
        else
        {
            if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number || !IsWhole(value.ToJsonString()))
                json[name] = number;
            return number;
        }
        return null;
    }

    // As Python's int() takes it: the digits of a string, blanks around them, and a number without a fraction.
    private static long? WholeOf(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() is var kind && kind is not (JsonValueKind.String or JsonValueKind.Number))
            return null;
        if (long.TryParse(value.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole))
            return whole;
        return kind == JsonValueKind.Number && double.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var number)
            && double.IsInteger(number) && Math.Abs(number) < 1e18 ? (long)number : null;
    }

    private static bool IsWhole(string json) => json.AsSpan().TrimStart('-').IndexOfAnyExceptInRange('0', '9') < 0;

    public double? Number(string name, double min, double max)
    {
        if (!Present(name, false, out var node))
            return null;
        if (node is JsonValue value && value.TryGetValue(out double number) && number >= min && number <= max)
            return number;
        Wrong(name, "NUMBER_TYPE_COERCE", $"Value \"{node}\" is not a number from {min} to {max}.");
        return null;
    }

    public bool? Bool(string name)
    {
        if (!Present(name, false, out var node))
            return null;
        if (node is JsonValue value && value.TryGetValue(out bool flag))
            return flag;
        // The same words as in a query (docs: reference, "Boolean Query Strings").
        var read = node is not JsonValue ? null : node.ToString() switch
        {
            "true" or "True" or "1" => true,
            "false" or "False" or "0" => (bool?)false,
            _ => null,
        };
        if (read is null)
            Wrong(name, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
        else
            json[name] = read;
        return read;
    }

    public ulong? Snowflake(string name, bool required = false)
    {
        if (!Present(name, required, out var node))
            return null;
        if (Snowflakes.TryParse(node!.ToString(), out var id))
            return id;
        Wrong(name, "NUMBER_TYPE_COERCE", $"Value \"{node}\" is not snowflake.");
        return null;
    }

    /// <summary>An array; null when absent or wrong.</summary>
    public JsonArray? List(string name, int min, int max, bool required = false)
    {
        if (!Present(name, required, out var node))
            return null;
        if (node is not JsonArray list)
            Wrong(name, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        else if (list.Count < min || list.Count > max)
            Wrong(name, "BASE_TYPE_BAD_LENGTH", min == 0 ? $"Must be {max} or fewer in length." : $"Must be between {min} and {max} in length.");
        else
            return list;
        return null;
    }

    /// <summary>The objects of an array; one that is no object becomes an error and is left out.</summary>
    public IReadOnlyList<Form> Objects(string name, int min, int max, bool required = false)
    {
        var found = new List<Form>();
        foreach (var (i, item) in (List(name, min, max, required) ?? []).Index())
        {
            if (item is JsonObject one)
                found.Add(new Form(one, errors, $"{At(name)}.{i}"));
            else
                errors.Add($"{At(name)}.{i}", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        }
        return found;
    }

    public Form? Object(string name, bool required = false)
    {
        if (!Present(name, required, out var node))
            return null;
        if (node is JsonObject one)
            return new Form(one, errors, At(name));
        Wrong(name, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType");
        return null;
    }

    /// <summary>An http, https or (where allowed) attachment address.</summary>
    public string? Url(string name, bool attachments, bool required = false)
    {
        var text = Text(name, 1, 2048, required);
        if (text is null)
            return null;
        if (attachments && text.StartsWith("attachment://", StringComparison.Ordinal)) // a file's name, which need not be a legal address
            return text;
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            return text;
        Wrong(name, "URL_TYPE_INVALID_SCHEME", attachments
            ? $"Scheme \"{uri?.Scheme}\" is not supported. Scheme must be one of ('attachment', 'http', 'https')."
            : $"Scheme \"{uri?.Scheme}\" is not supported. Scheme must be one of ('http', 'https').");
        return null;
    }

    private bool Present(string name, bool required, out JsonNode? node)
    {
        node = json[name];
        if (node is null && required)
            Required(name);
        return node is not null;
    }
}
