using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ChatVideoBot.Discord.Tests.Payloads;

/// <summary>Discord's OpenAPI document, and as much of JSON Schema as it uses. A field it does not name is a problem, too.</summary>
internal sealed class Specification
{
    private static readonly Lazy<Specification> Published = new(() => new(File.ReadAllBytes(
        Path.Combine(ChatVideoBot.Tests.Repository.Root, "tests", "Discord.Tests", "openapi", "discord-openapi.json"))));

    /// <summary>Where the documentation says more than the document, the former wins: so the document's own README has it.</summary>
    private static readonly (string Schema, string Field, string Says)[] Documentation =
    [
        ("ApplicationCommandUpdateRequest", "default_member_permissions", """{"type":["string","null"],"pattern":"^[0-9]+$"}"""),
        ("ApplicationCommandUpdateRequest", "nsfw", """{"type":["boolean","null"]}"""),
        ("ChannelPermissionOverwriteResponse", "allow", """{"type":"string","pattern":"^(0|[1-9][0-9]*)$"}"""),
        ("ChannelPermissionOverwriteResponse", "deny", """{"type":"string","pattern":"^(0|[1-9][0-9]*)$"}"""),
    ];

    private Specification(byte[] document)
    {
        var root = JsonNode.Parse(document)!;
        foreach (var (schema, field, says) in Documentation)
            root["components"]!["schemas"]![schema]!["properties"]![field] = JsonNode.Parse(says);
        Document = JsonSerializer.SerializeToElement(root);
    }

    /// <summary>The whole document. Safe for threads.</summary>
    public JsonElement Document { get; }

    /// <summary>The document as Discord published it, see openapi/SOURCE.txt.</summary>
    public static Specification Read() => Published.Value;

    public JsonElement Schema(string name) => Document.GetProperty("components").GetProperty("schemas").GetProperty(name);

    /// <summary>What is wrong with a body, one "path: problem" each.</summary>
    public IReadOnlyList<string> Problems(string schema, JsonNode body) => Problems(Schema(schema), JsonSerializer.SerializeToElement(body));

    /// <summary>The same for a schema written out.</summary>
    public IReadOnlyList<string> Problems(JsonElement schema, JsonElement body)
    {
        var problems = new List<string>();
        Check(schema, body, "$", problems);
        return problems;
    }

    /// <summary>The schema itself, or the one it refers to.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String)
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(Document, (node, step) => node.GetProperty(step));
        return schema;
    }

    /// <summary>All that may stand in an object of that schema: its own fields, and those of the parts it is made of.</summary>
    public IReadOnlyDictionary<string, JsonElement> Fields(JsonElement schema)
    {
        var fields = new Dictionary<string, JsonElement>();
        foreach (var part in Parts(schema))
        {
            foreach (var field in Sub(part, "properties")?.EnumerateObject() ?? default)
                fields[field.Name] = field.Value;
        }
        return fields;
    }

    /// <summary>A keyword's value; null when it is not there.</summary>
    public static JsonElement? Sub(JsonElement schema, string keyword) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out var value) ? value : null;

    public static IEnumerable<JsonElement> Choices(JsonElement schema, string keyword) =>
        Sub(schema, keyword) is { ValueKind: JsonValueKind.Array } choices ? choices.EnumerateArray() : [];

    private IEnumerable<JsonElement> Parts(JsonElement schema)
    {
        schema = Resolve(schema);
        return Choices(schema, "allOf").SelectMany(Parts).Append(schema);
    }

    private void Check(JsonElement schema, JsonElement value, string path, List<string> problems)
    {
        var parts = Parts(schema).ToList();
        foreach (var part in parts)
        {
            Choose(part, value, path, problems);
            if (Sub(part, "const") is { } constant && !JsonElement.DeepEquals(constant, value))
                problems.Add($"{path}: not {constant.GetRawText()}");
            if (Sub(part, "enum") is { ValueKind: JsonValueKind.Array } list && !list.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)))
                problems.Add($"{path}: {Shown(value)} is not in the list");
            if (Sub(part, "type") is { } type && !Types(type).Any(name => Is(name, value)))
            {
                problems.Add($"{path}: {Shown(value)} is no {type.GetRawText()}");
                return;
            }
            if (value.ValueKind == JsonValueKind.Array)
                CheckItems(part, value, path, problems);
            else if (value.ValueKind == JsonValueKind.String)
                CheckText(part, value.GetString()!, path, problems);
            else if (value.ValueKind == JsonValueKind.Number)
                CheckNumber(part, value.GetDouble(), path, problems);
        }
        if (value.ValueKind == JsonValueKind.Object)
            CheckFields(parts, value, path, problems);
    }

    private void Choose(JsonElement schema, JsonElement value, string path, List<string> problems)
    {
        foreach (var (keyword, exactlyOne) in new[] { ("oneOf", true), ("anyOf", false) })
        {
            var tried = Choices(schema, keyword).Select(choice => Problems(choice, value)).ToList();
            var fitting = tried.Count(found => found.Count == 0);
            if (tried.Count > 0 && fitting == 0)
                problems.Add($"{path}: none of {keyword} fits; the nearest: {string.Join(" | ", tried.MinBy(found => found.Count)!)}");
            if (exactlyOne && fitting > 1)
                problems.Add($"{path}: {fitting} of oneOf fit");
        }
    }

    private void CheckFields(List<JsonElement> parts, JsonElement value, string path, List<string> problems)
    {
        var known = new Dictionary<string, JsonElement>();
        var (isOpen, isObject) = (false, false);
        JsonElement? others = null;
        foreach (var part in parts)
        {
            foreach (var name in Choices(part, "required"))
            {
                if (!value.TryGetProperty(name.GetString()!, out _))
                    problems.Add($"{path}: {name} is missing");
            }
            var count = value.EnumerateObject().Count();
            if (Sub(part, "maxProperties") is { } most && count > most.GetInt32())
                problems.Add($"{path}: more than {most} fields");
            if (Sub(part, "minProperties") is { } least && count < least.GetInt32())
                problems.Add($"{path}: fewer than {least} fields");
            if (Sub(part, "properties") is { } own)
            {
                isObject = true;
                foreach (var field in own.EnumerateObject())
                    known[field.Name] = field.Value;
            }
            if (Sub(part, "additionalProperties") is { } additional)
                (isOpen, others) = additional.ValueKind == JsonValueKind.Object ? (true, additional) : (additional.ValueKind == JsonValueKind.True, others);
        }
        var seen = new HashSet<string>();
        foreach (var field in value.EnumerateObject())
        {
            if (!seen.Add(field.Name))
                problems.Add($"{path}: {field.Name} stands there twice");
            if (known.TryGetValue(field.Name, out var schema))
                Check(schema, field.Value, $"{path}.{field.Name}", problems);
            else if (others is { } rest)
                Check(rest, field.Value, $"{path}.{field.Name}", problems);
            else if (isObject && !isOpen)
                problems.Add($"{path}: {field.Name} is not named there");
        }
    }

    private void CheckItems(JsonElement schema, JsonElement value, string path, List<string> problems)
    {
        var items = value.EnumerateArray().ToList();
        if (Sub(schema, "maxItems") is { } most && items.Count > most.GetInt32())
            problems.Add($"{path}: more than {most}");
        if (Sub(schema, "minItems") is { } least && items.Count < least.GetInt32())
            problems.Add($"{path}: fewer than {least}");
        if (Sub(schema, "uniqueItems") is { ValueKind: JsonValueKind.True } && items.Select(item => item.GetRawText()).Distinct().Count() < items.Count)
            problems.Add($"{path}: something stands there twice");
        if (Sub(schema, "items") is not { ValueKind: JsonValueKind.Object } each)
            return;
        for (var i = 0; i < items.Count; i++)
            Check(each, items[i], $"{path}[{i}]", problems);
    }

    private static void CheckText(JsonElement schema, string text, string path, List<string> problems)
    {
        var length = text.EnumerateRunes().Count(); // JSON Schema counts characters, not UTF-16
        if (Sub(schema, "maxLength") is { } longest && length > longest.GetInt32())
            problems.Add($"{path}: longer than {longest}");
        if (Sub(schema, "minLength") is { } shortest && length < shortest.GetInt32())
            problems.Add($"{path}: shorter than {shortest}");
        if (Sub(schema, "pattern") is { ValueKind: JsonValueKind.String } pattern && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)))
            problems.Add($"{path}: \"{text}\" is not like {pattern}");
        var isFormat = Sub(schema, "format") is not { ValueKind: JsonValueKind.String } format || format.GetString() switch
        {
            "date-time" => DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
            "snowflake" => ulong.TryParse(text, out _),
            "nonce" => length <= 25,
            _ => true,
        };
        if (!isFormat)
            problems.Add($"{path}: \"{text}\" is no {Sub(schema, "format")}");
    }

    private static void CheckNumber(JsonElement schema, double number, string path, List<string> problems)
    {
        if (Sub(schema, "maximum") is { ValueKind: JsonValueKind.Number } most && number > most.GetDouble())
            problems.Add($"{path}: above {most}");
        if (Sub(schema, "minimum") is { ValueKind: JsonValueKind.Number } least && number < least.GetDouble())
            problems.Add($"{path}: below {least}");
        if (Sub(schema, "format") is { ValueKind: JsonValueKind.String } format && format.GetString() == "int32" && number is < int.MinValue or > int.MaxValue)
            problems.Add($"{path}: beyond 32 bits");
    }

    public static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static string Shown(JsonElement value) => value.GetRawText() is { Length: > 60 } text ? text[..60] + "…" : value.GetRawText();

    private static bool Is(string type, JsonElement value) => (type, value.ValueKind) switch
    {
        ("null", JsonValueKind.Null) => true,
        ("string", JsonValueKind.String) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger(value.GetDouble()),
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("object", JsonValueKind.Object) => true,
        ("array", JsonValueKind.Array) => true,
        _ => false,
    };
}
