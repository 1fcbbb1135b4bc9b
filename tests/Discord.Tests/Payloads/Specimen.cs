using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatVideoBot.Discord.Tests.Payloads;

/// <summary>How much of what a schema allows stands in a specimen.</summary>
public enum Fullness
{
    /// <summary>Every field that is specified.</summary>
    All,

    /// <summary>Only what must be there.</summary>
    Required,

    /// <summary>What must be there, and null for every other field.</summary>
    Nulls,
}

/// <summary>Makes payloads from the schemas of Discord's OpenAPI document.</summary>
internal static class Specimen
{
    private const int Deepest = 3; // beyond it, only what must be there: messages hold messages
    private const string Id = "175928847299117063";
    private static readonly Specification Document = Specification.Read();

    public static JsonObject Of(string schema, Fullness fullness) => Make(Document.Schema(schema), fullness, 0)!.AsObject();

    private static JsonNode? Make(JsonElement schema, Fullness fullness, int depth, string name = "")
    {
        if (Fixed(schema) is { } only)
            return only;
        var resolved = Document.Resolve(schema);
        if (Fixed(resolved) is { } constant)
            return constant;
        if (Options(resolved) is [var first, ..] && Specification.Sub(resolved, "properties") is null)
            return Make(first, fullness, depth, name);
        var fields = Document.Fields(resolved);
        var type = fields.Count > 0 ? "object"
            : Specification.Sub(resolved, "type") is { } types ? Specification.Types(types).FirstOrDefault(kind => kind != "null", "null")
            : Specification.Choices(resolved, "allOf").Any() ? "" : "string";
        return type switch
        {
            "object" => MakeObject(resolved, fields, fullness, depth),
            "array" => MakeArray(resolved, fullness, depth),
            "string" => JsonValue.Create(Text(resolved, name)),
            "null" => null,
            "boolean" => JsonValue.Create(true),
            "integer" or "number" => JsonValue.Create(Specification.Sub(resolved, "minimum") is { ValueKind: JsonValueKind.Number } least ? Math.Max(1, least.GetInt64()) : 1L),
            _ => Make(Specification.Choices(resolved, "allOf").First(), fullness, depth, name),
        };
    }

    private static JsonObject MakeObject(JsonElement schema, IReadOnlyDictionary<string, JsonElement> fields, Fullness fullness, int depth)
    {
        var required = Required(schema).ToHashSet();
        var made = new JsonObject();
        foreach (var (name, field) in fields)
        {
            if (required.Contains(name) || (fullness == Fullness.All && depth < Deepest))
                made[name] = Make(field, fullness, depth + 1, name);
            else if (fullness == Fullness.Nulls)
                made[name] = null;
        }
        if (fields.Count == 0 && Specification.Sub(schema, "additionalProperties") is { ValueKind: JsonValueKind.Object } each)
            made[Id] = Make(each, fullness, depth + 1);
        return made;
    }

    /// <summary>One of each kind that may stand in it.</summary>
    private static JsonArray MakeArray(JsonElement schema, Fullness fullness, int depth)
    {
        if (Specification.Sub(schema, "items") is not { ValueKind: JsonValueKind.Object } each || (depth > Deepest && Specification.Sub(schema, "minItems") is null))
            return [];
        var resolved = Document.Resolve(each);
        var kinds = Options(resolved);
        var most = Specification.Sub(schema, "maxItems")?.GetInt32() ?? int.MaxValue;
        return kinds.Count == 0 || Fixed(kinds[0]) is not null
            ? [Make(each, fullness, depth)]
            : [.. kinds.Take(most).Select(kind => Make(kind, fullness, depth))];
    }

    private static IEnumerable<string> Required(JsonElement schema) =>
        Specification.Choices(schema, "allOf").SelectMany(part => Required(Document.Resolve(part)))
            .Concat(Specification.Choices(schema, "required").Select(name => name.GetString()!));

    private static List<JsonElement> Options(JsonElement schema) =>
        [.. Specification.Choices(schema, "oneOf").Concat(Specification.Choices(schema, "anyOf"))
            .Where(option => Specification.Sub(Document.Resolve(option), "type") is not { ValueKind: JsonValueKind.String } type || type.GetString() != "null")];

    private static JsonNode? Fixed(JsonElement schema) =>
        Specification.Sub(schema, "const") is { } constant && constant.ValueKind != JsonValueKind.Null ? JsonNode.Parse(constant.GetRawText())
        : Specification.Choices(schema, "enum").Where(value => value.ValueKind != JsonValueKind.Null).Take(1).ToList() is [var first] ? JsonNode.Parse(first.GetRawText())
        : null;

    private static string Text(JsonElement schema, string name)
    {
        var format = Specification.Sub(schema, "format") is { ValueKind: JsonValueKind.String } said ? said.GetString() : "";
        var isId = Specification.Sub(schema, "pattern") is { ValueKind: JsonValueKind.String } pattern && pattern.GetString()!.StartsWith("^(0|", StringComparison.Ordinal);
        return format switch
        {
            "date-time" => "2026-01-02T03:04:05.678000+00:00",
            "uri" => "https://x.example/a",
            _ when isId => Id,
            _ when name.EndsWith("permissions", StringComparison.Ordinal) => "274878024704",
            _ => "text",
        };
    }
}
