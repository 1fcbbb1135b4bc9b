using System.Net;
using System.Text;
using System.Text.Json;

namespace ChatVideoBot.Discord.Rest;

/// <summary>The body of a refusal: a number, a sentence, and a tree of what is wrong where.</summary>
/// <remarks>Discord docs, reference.mdx, "Error Messages".</remarks>
internal sealed record DiscordError(int Code, string Message, string Details)
{
    /// <summary>False for a page of something that stands before Discord: it says nothing about what was asked.</summary>
    public bool IsDiscords { get; private init; } = true;

    /// <summary>Reads what it can; a page of HTML or nothing at all gives the status' name.</summary>
    public static DiscordError Read(HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
            {
                var details = new StringBuilder();
                if (root.TryGetProperty("errors", out var errors))
                    Walk(errors, "", details);
                return new(
                    root.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) ? number : 0,
                    root.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString()! : status.ToString(),
                    details.ToString());
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
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var text in node.EnumerateArray())
                Add(text, path, details);
        }
        if (node.ValueKind != JsonValueKind.Object)
            return;
        foreach (var child in node.EnumerateObject())
        {
            if (child.NameEquals("_errors") && child.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var error in child.Value.EnumerateArray())
                    Add(error, path, details);
            }
            else
            {
                Walk(child.Value, path.Length == 0 ? child.Name : $"{path}.{child.Name}", details);
            }
        }
    }

    private static void Add(JsonElement error, string path, StringBuilder details)
    {
        var text = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) ? message.ToString() : error.ToString();
        if (details.Length > 0)
            details.Append('\n');
        details.Append(path).Append(path.Length > 0 ? ": " : "").Append(text);
    }
}
