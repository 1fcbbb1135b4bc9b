using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ChatVideoBot.Discord.Tests.Payloads;

namespace ChatVideoBot.Sandbox.Tests;

/// <summary>Holds every answer of the sandbox, and every body that it took, against Discord's OpenAPI document.</summary>
internal sealed partial class Agreement
{
    private static readonly Lazy<Document> Shared = new(() => new Document());
    private readonly List<string> _problems = [];

    /// <summary>What did not agree, a line each.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_problems)
                return [.. _problems.Distinct()];
        }
    }

    /// <summary>Whether bodies that were taken must agree, too: not where a test sends what Discord only tolerates.</summary>
    public bool ChecksBodies { get; set; } = true;

    public void Hear(AnsweredRequest request)
    {
        var found = Shared.Value.Problems(request, ChecksBodies);
        lock (_problems)
            _problems.AddRange(found);
    }

    // Each operation's bodies and answers, by "method path status" and "method path body".
    private sealed partial class Document
    {
        private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];
        private static readonly int[] OtherAnswers = [5, 6, 8, 9];
        private readonly Specification _specification = Specification.Read();
        private readonly List<(string[] Segments, string Path, JsonElement Operations)> _paths = [];
        private readonly Dictionary<string, JsonElement> _schemas = [];

        public Document()
        {
            foreach (var path in _specification.Document.GetProperty("paths").EnumerateObject())
            {
                _paths.Add((path.Name.Split('/', StringSplitOptions.RemoveEmptyEntries), path.Name, path.Value));
                foreach (var operation in path.Value.EnumerateObject().Where(o => Methods.Contains(o.Name)))
                {
                    if (operation.Value.TryGetProperty("requestBody", out var body) && SchemaOf(body) is { } sent)
                        _schemas[$"{operation.Name} {path.Name} body"] = sent;
                    foreach (var answer in operation.Value.GetProperty("responses").EnumerateObject())
                    {
                        if (SchemaOf(_specification.Resolve(answer.Value)) is { } schema)
                            _schemas[$"{operation.Name} {path.Name} {answer.Name}"] = schema;
                    }
                }
            }

            static JsonElement? SchemaOf(JsonElement message) => message.TryGetProperty("content", out var content)
                && content.TryGetProperty("application/json", out var json) && json.TryGetProperty("schema", out var schema) ? schema : null;
        }

        public IEnumerable<string> Problems(AnsweredRequest request, bool body)
        {
            var method = request.Method.ToLowerInvariant();
            var at = $"{request.Method} {request.Path} {request.Status}";
            if (request.Status >= 500)
                return [$"{at}: the sandbox fell over"];
            if (Find(request.Path, method) is not { } path)
                return [];
            if (!path.Operations.TryGetProperty(method, out var operation))
                return request.Status < 400 ? [$"{at}: Discord has no such operation"] : [];
            var found = new List<string>();
            var statuses = operation.GetProperty("responses").EnumerateObject().Select(r => r.Name).ToArray();
            var status = statuses.Contains($"{request.Status}") ? $"{request.Status}" : $"{request.Status / 100}XX";
            if (!statuses.Contains(status))
                return [$"{at}: Discord answers with {string.Join(", ", statuses)} only"];
            var (answer, sent) = ($"{method} {path.Path} {status}", $"{method} {path.Path} body");
            var hasBody = _schemas.TryGetValue(answer, out var schema);
            if (hasBody != request.Answer is not null)
                found.Add($"{at}: the answer has {(hasBody ? "no" : "a")} body");
            else if (hasBody)
            {
                found.AddRange(Check(schema, request.Answer!).Where(p => !IsKnown(answer, p)).Select(p => $"{answer}: {p}"));
                if ((request.Answer as JsonObject)?["errors"] is { } tree && !IsErrorTree(tree))
                    found.Add($"{answer}: $.errors is no tree of errors: {tree.ToJsonString()}");
            }
            if (body && request.Status < 300 && request.Body is not null && _schemas.TryGetValue(sent, out schema))
                found.AddRange(Check(schema, WithoutExtras(request.Body, path.Path)).Where(p => !IsOnlyUnknown(p)).Select(p => $"{sent}: {p}"));
            return found;
        }

        private IReadOnlyList<string> Check(JsonElement schema, JsonNode body) => _specification.Problems(schema, JsonSerializer.SerializeToElement(body));

        // Discord takes fields it does not know. Where none of several shapes fits, the nearest one's problems are listed.
        private static bool IsOnlyUnknown(string problem) =>
            problem.Contains("default_member_permissions: \"", StringComparison.Ordinal) // a string in the docs
            || problem.Split(" | ").All(part => part.EndsWith("is not named there", StringComparison.Ordinal) || PermissionsAsText().IsMatch(part));

        // Of overwrites, too: strings in the docs.
        [GeneratedRegex("""\.(allow|deny): "\d+" is no """)]
        private static partial Regex PermissionsAsText();

        // The document's errors have numbers for codes; the docs' (and Discord's) have words, at any depth.
        private static bool IsErrorTree(JsonNode? tree) => tree is JsonObject { Count: > 0 } node && node.All(field => field.Key == "_errors"
            ? field.Value is JsonArray { Count: > 0 } list && list.All(e => e is JsonObject { Count: 2 } error
                && error["code"]?.GetValueKind() == JsonValueKind.String && error["message"]?.GetValueKind() == JsonValueKind.String)
            : IsErrorTree(field.Value));

        // What discord.js sends beyond the document, and Discord passes over: nonces and speech in answers to interactions, "animated" of emoji.
        private static JsonNode WithoutExtras(JsonNode body, string path)
        {
            var copy = body.DeepClone();
            if (!path.StartsWith("/channels", StringComparison.Ordinal))
            {
                foreach (var one in new[] { copy, (copy as JsonObject)?["data"] }.OfType<JsonObject>())
                {
                    foreach (var name in (string[])["nonce", "enforce_nonce", "tts"])
                        one.Remove(name);
                }
            }
            RemoveAnimated(copy);
            return copy;

            static void RemoveAnimated(JsonNode? node)
            {
                if (node is JsonArray list)
                {
                    foreach (var item in list)
                        RemoveAnimated(item);
                }
                else if (node is JsonObject json)
                {
                    (json["emoji"] as JsonObject)?.Remove("animated");
                    foreach (var (_, value) in json)
                        RemoveAnimated(value);
                }
            }
        }

        // Where the docs and the document differ, the docs win: words for codes of errors; "code" stands in some 429s only, and callbacks of every type have a resource.
        private static bool IsKnown(string schema, string problem) =>
            (schema.EndsWith(" 4XX", StringComparison.Ordinal) && problem.StartsWith("$.errors: none of", StringComparison.Ordinal))
            || (schema.EndsWith(" 429", StringComparison.Ordinal) && problem == "$: code is missing")
            || (schema.EndsWith("/callback 200", StringComparison.Ordinal) && problem.StartsWith("$.resource: none of oneOf", StringComparison.Ordinal)
                && OtherAnswers.Any(type => problem.Contains($"type: {type} is", StringComparison.Ordinal)));

        // Of several that fit, the one with the most literal segments among those that know the method: GET …/@me is GET …/{user_id}.
        private (string[] Segments, string Path, JsonElement Operations)? Find(string path, string method)
        {
            var asked = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            var fitting = _paths.Where(p => p.Segments.Length == asked.Length && p.Segments.Zip(asked).All(s => s.First[0] == '{' || s.First == s.Second)).ToArray();
            return fitting.Length == 0 ? null : fitting.MaxBy(p => (p.Operations.TryGetProperty(method, out _), p.Segments.Count(s => s[0] != '{')));
        }
    }
}
