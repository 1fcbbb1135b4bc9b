using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using ChatVideoBot.Discord.Tests.Payloads;
using ChatVideoBot.Discord.Tests.Server;

[assembly: AssemblyFixture(typeof(RequestGuard))]

namespace ChatVideoBot.Discord.Tests.Payloads;

/// <summary>
/// Holds every request that any test's fake server gets against Discord's specification: method, path, query and body. What is wrong
/// fails the request, and at the end the whole run.
/// </summary>
public sealed class RequestGuard : IDisposable
{
    private const string Version = "/api/v10";
    private static readonly ConcurrentQueue<string> Wrong = new();
    private static readonly IReadOnlyList<(string[] Steps, JsonElement Operations)> Paths =
        [.. Specification.Read().Document.GetProperty("paths").EnumerateObject().Select(path => (path.Name.Split('/'), path.Value))];

    private static int _held;

    /// <summary>How many requests were held against it.</summary>
    public static int Held => Volatile.Read(ref _held);

    /// <summary>The fake server calls it with each request.</summary>
    /// <exception cref="InvalidOperationException">The request is wrong.</exception>
    public static void Hold(RecordedRequest request)
    {
        Interlocked.Increment(ref _held);
        if (Problems(request) is not { Count: > 0 } problems)
            return;
        var sentence = $"{request} is not as Discord specifies it: {string.Join("; ", problems)}";
        Wrong.Enqueue(sentence);
        throw new InvalidOperationException(sentence);
    }

    /// <summary>What is wrong with a request; files, which are not the API's, are not looked at.</summary>
    public static IReadOnlyList<string> Problems(RecordedRequest request)
    {
        if (!request.Path.StartsWith("/api", StringComparison.Ordinal))
            return [];
        if (!request.Path.StartsWith(Version + "/", StringComparison.Ordinal))
            return ["the path has no version"];
        var steps = request.Path[Version.Length..].Split('/');
        var named = Paths.Where(path => Fits(path.Steps, steps)).OrderBy(path => path.Steps.Count(step => step.StartsWith('{'))).ToList();
        if (named.Count == 0)
            return ["there is no such path"];
        var operations = named[0].Operations;
        if (Specification.Sub(operations, request.Method.ToLowerInvariant()) is not { } operation)
            return ["the path does not take that method"];
        var allowed = Specification.Choices(operation, "parameters").Concat(Specification.Choices(operations, "parameters"))
            .Select(parameter => Specification.Read().Resolve(parameter).GetProperty("name").GetString()).ToHashSet();
        return
        [
            .. request.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')[0])
                .Where(name => !allowed.Contains(name)).Select(name => $"it takes no {name} in the query"),
            .. BodyProblems(request, operation),
        ];
    }

    public void Dispose() => Assert.True(Wrong.IsEmpty, string.Join("\n", Wrong));

    private static IEnumerable<string> BodyProblems(RecordedRequest request, JsonElement operation)
    {
        var content = Specification.Sub(operation, "requestBody")?.GetProperty("content");
        if (request.Body.Length == 0)
            return content is null ? [] : ["the body is missing"];
        if (content is not { } contents)
            return ["it takes no body"];
        var type = request.Headers.GetValueOrDefault("Content-Type", "").Split(';')[0];
        var json = request.Body;
        if (type == "multipart/form-data")
        {
            if (Specification.Sub(contents, type) is null)
                return ["it takes no files"];
            json = RawMultipart.Parse(request)[0].Content;
        }
        else if (type != "application/json")
        {
            return [$"a body of {type}"];
        }
        try
        {
            using var body = JsonDocument.Parse(json);
            return Specification.Read().Problems(contents.GetProperty("application/json").GetProperty("schema"), body.RootElement);
        }
        catch (JsonException e)
        {
            return [$"the body is no JSON ({e.Message}): {Encoding.UTF8.GetString(json)}"];
        }
    }

    private static bool Fits(string[] template, string[] steps) =>
        template.Length == steps.Length && template.Zip(steps).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.Length > 0));
}
