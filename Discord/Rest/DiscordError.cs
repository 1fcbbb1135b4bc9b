using System.Net;
using System.Text;
using System.Text.Json;
using ChatVideoBot.Discord.Json;

namespace ChatVideoBot.Discord.Rest;

/// <summary>The body of a refusal: a number, a sentence, and a tree of what is wrong where.</summary>
/// <remarks>Discord docs, reference.mdx, "Error Messages".</remarks>
internal sealed record DiscordError(int Code, string Message, string Details)
{
    private const int LongestMessage = 500;
    private const int LongestDetails = 4_000;
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    /// <summary>False for a page of something that stands before Discord: it says nothing about what was asked.</summary>
    public bool IsDiscords { get; private init; } = true;

    /// <summary>Reads what it can; a page of HTML or nothing at all gives the status' name.</summary>
    public static DiscordError Read(HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Deep);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
            {
                var details = new StringBuilder();
                if (Field.Of(root, "errors") is { } errors)
                    Walk(errors, "", details);
                return new(
                    Field.Of(root, "code") is { ValueKind: JsonValueKind.Number } code && code.TryGetInt32(out var number) ? number : 0,
                    Cut(Field.Of(root, "message") is { ValueKind: JsonValueKind.String } message ? Field.Text(message) : null, LongestMessage) ?? status.ToString(),
                    Cut(details.ToString(), LongestDetails)!);
            }
        }
        catch (JsonException)
        {
            // Not Discord's own answer: a proxy's page.
        }
        return new(0, status.ToString(), "") { IsDiscords = body.IsEmpty };
    }

    private static void Walk(JsonElement node, string path, StringBuilder details)
    {
        if (details.Length > LongestDetails) // a page of errors says enough
            return;
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var text in node.EnumerateArray())
                Add(text, path, details);
        }
        if (node.ValueKind != JsonValueKind.Object)
            return;
        foreach (var child in node.EnumerateObject())
        {
            var name = Field.Name(child);
            if (name == "_errors" && child.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var error in child.Value.EnumerateArray())
                    Add(error, path, details);
            }
            else
            {
                Walk(child.Value, Cut(path.Length == 0 ? name : $"{path}.{name}", LongestMessage)!, details);
            }
        }
    }

    private static void Add(JsonElement error, string path, StringBuilder details)
    {
        if (details.Length > LongestDetails)
            return;
        var said = Field.Of(error, "message") ?? error;
        var text = Field.Text(said) ?? Field.Raw(said);
        if (details.Length > 0)
            details.Append('\n');
        details.Append(path).Append(path.Length > 0 ? ": " : "").Append(Cut(text, LongestMessage));
    }

    private static string? Cut(string? text, int most) => text?.Length > most ? string.Concat(text.AsSpan(0, most), "…") : text;
}
