using System.Globalization;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Files;
using ChatVideoBot.Sandbox.Guild;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>A request whose route is known and whose body is read.</summary>
internal sealed class ApiCall(Application? bot, IQueryCollection query, IReadOnlyDictionary<string, string> path, RequestBody body)
{
    /// <summary>Whose token came along.</summary>
    public Application Bot => bot ?? throw ApiError.Unauthorized();

    public IReadOnlyList<UploadedFile> Files => body.Files;
    public JsonNode? Json => body.Json;

    /// <summary>The body as an object; an absent one is empty.</summary>
    public Form Form => body.Json switch
    {
        null => new Form([], new FormErrors()),
        JsonObject json => new Form(json, new FormErrors()),
        _ => throw FormErrors.Of("", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType"),
    };

    public bool Has(string name) => path.ContainsKey(name);

    public string Text(string name) => path[name];

    /// <summary>The id in the path; a wrong one is named as Discord names it: "channel_id".</summary>
    public ulong Id(string name) => Snowflakes.TryParse(path[name], out var id)
        ? id
        : throw FormErrors.Of(name == "id" ? "interaction_id" : $"{name}_id", "NUMBER_TYPE_COERCE", $"Value \"{path[name]}\" is not snowflake.");

    public ulong? QueryId(string name) => query[name].FirstOrDefault() is not { Length: > 0 } text ? null
        : Snowflakes.TryParse(text, out var id) ? id
        : throw FormErrors.Of(name, "NUMBER_TYPE_COERCE", $"Value \"{text}\" is not snowflake.");

    public int QueryNumber(string name, int min, int max, int otherwise)
    {
        if (query[name].FirstOrDefault() is not { Length: > 0 } text)
            return otherwise;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw FormErrors.Of(name, "NUMBER_TYPE_COERCE", $"Value \"{text}\" is not int.");
        if (number < min)
            throw FormErrors.Of(name, "NUMBER_TYPE_MIN", $"int value should be greater than or equal to {min}.");
        return number <= max ? number : throw FormErrors.Of(name, "NUMBER_TYPE_MAX", $"int value should be less than or equal to {max}.");
    }

    public string? Query(string name) => query[name].FirstOrDefault();

    public bool QueryFlag(string name) => query[name].FirstOrDefault()?.ToLowerInvariant() is "true" or "1";
}

/// <summary>An answer: its status and its JSON; null for none.</summary>
internal sealed record Answer(int Status, JsonNode? Body = null)
{
    public static readonly Answer NoContent = new(204);

    public static Answer Ok(JsonNode body) => new(200, body);
}
