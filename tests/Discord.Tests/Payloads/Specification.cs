using System.Text.Json.Nodes;

namespace ChatVideoBot.Discord.Tests.Payloads;

/// <summary>Discord's OpenAPI document, and as much of JSON Schema as it uses. A field it does not name is a problem, too.</summary>
internal sealed class Specification(JsonNode document)
{
    /// <summary>The document as Discord published it, see openapi/SOURCE.txt.</summary>
    public static Specification Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ChatVideoBot.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return new(JsonNode.Parse(File.ReadAllText(Path.Combine(folder.FullName, "tests", "Discord.Tests", "openapi", "discord-openapi.json")))!);
    }

    /// <summary>What is wrong with a body, one "path: problem" each.</summary>
    public IReadOnlyList<string> Problems(string schema, JsonNode body) => [.. Check(document["components"]!["schemas"]![schema]!, body, "$")];

    private IEnumerable<string> Check(JsonNode schema, JsonNode? value, string path)
    {
        if (schema["$ref"] is { } reference)
        {
            schema = document;
            foreach (var step in reference.GetValue<string>().Split('/').Skip(1))
                schema = schema[step]!;
        }
        foreach (var key in new[] { "oneOf", "anyOf" })
        {
            if (schema[key] is not JsonArray choices)
                continue;
            var tried = choices.Select(choice => Check(choice!, value, path).ToArray()).ToArray();
            if (tried.All(problems => problems.Length > 0))
                yield return $"{path}: none of {key} fits; the nearest: {string.Join(" | ", tried.MinBy(problems => problems.Length)!)}";
        }
        foreach (var part in schema["allOf"] as JsonArray ?? [])
        {
            foreach (var problem in Check(part!, value, path))
                yield return problem;
        }
        if (schema["const"] is { } constant && !JsonNode.DeepEquals(constant, value))
            yield return $"{path}: not {constant.ToJsonString()}";
        if (schema["enum"] is JsonArray values && !values.Any(allowed => JsonNode.DeepEquals(allowed, value)))
            yield return $"{path}: {value?.ToJsonString() ?? "null"} is not in the list";
        if (schema["type"] is { } type && !(type is JsonArray types ? types.Select(name => name!.GetValue<string>()) : [type.GetValue<string>()]).Any(name => Is(name, value)))
        {
            yield return $"{path}: {value?.ToJsonString() ?? "null"} is no {type.ToJsonString()}";
            yield break;
        }
        foreach (var problem in value switch
        {
            JsonObject fields => CheckFields(schema, fields, path),
            JsonArray items => CheckItems(schema, items, path),
            JsonValue simple => CheckSimple(schema, simple, path),
            _ => [],
        })
            yield return problem;
    }

    private IEnumerable<string> CheckFields(JsonNode schema, JsonObject fields, string path)
    {
        foreach (var name in schema["required"] as JsonArray ?? [])
        {
            if (!fields.ContainsKey(name!.GetValue<string>()))
                yield return $"{path}: {name} is missing";
        }
        if (schema["properties"] is not JsonObject properties)
            yield break;
        foreach (var (name, value) in fields)
        {
            if (properties[name] is not { } property)
            {
                if (schema["additionalProperties"] is null)
                    yield return $"{path}: {name} is not named there";
                continue;
            }
            foreach (var problem in Check(property, value, $"{path}.{name}"))
                yield return problem;
        }
    }

    private IEnumerable<string> CheckItems(JsonNode schema, JsonArray items, string path)
    {
        if (schema["maxItems"] is { } most && items.Count > most.GetValue<int>())
            yield return $"{path}: more than {most}";
        if (schema["minItems"] is { } least && items.Count < least.GetValue<int>())
            yield return $"{path}: fewer than {least}";
        if (schema["items"] is not { } each)
            yield break;
        for (var i = 0; i < items.Count; i++)
        {
            foreach (var problem in Check(each, items[i], $"{path}[{i}]"))
                yield return problem;
        }
    }

    private static IEnumerable<string> CheckSimple(JsonNode schema, JsonValue value, string path)
    {
        if (Is("string", value))
        {
            var text = value.GetValue<string>();
            if (schema["maxLength"] is { } longest && text.Length > longest.GetValue<int>())
                yield return $"{path}: longer than {longest}";
            if (schema["minLength"] is { } shortest && text.Length < shortest.GetValue<int>())
                yield return $"{path}: shorter than {shortest}";
        }
        else if (Is("number", value))
        {
            var number = Number(value);
            if (schema["maximum"] is { } most && number > Number(most))
                yield return $"{path}: above {most}";
            if (schema["minimum"] is { } least && number < Number(least))
                yield return $"{path}: below {least}";
        }
    }

    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("null", null) => true,
        ("string", System.Text.Json.JsonValueKind.String) => true,
        ("number", System.Text.Json.JsonValueKind.Number) => true,
        ("integer", System.Text.Json.JsonValueKind.Number) => double.IsInteger(Number(value!)),
        ("boolean", System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) => true,
        ("object", System.Text.Json.JsonValueKind.Object) => true,
        ("array", System.Text.Json.JsonValueKind.Array) => true,
        _ => false,
    };
}
