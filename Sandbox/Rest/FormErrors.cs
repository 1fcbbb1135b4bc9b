using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Rest;

/// <summary>Collects what is wrong with a body, each at its path, and throws it all as Discord's error 50035.</summary>
internal sealed class FormErrors
{
    private JsonObject? _tree;

    public bool Any => _tree is not null;

    /// <param name="path">Names and indices from the root, joined by dots: <c>embeds.0.title</c>; empty for the body itself.</param>
    public void Add(string path, string code, string message)
    {
        var node = _tree ??= [];
        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            node = (JsonObject)(node[step] ??= new JsonObject());
        ((JsonArray)(node["_errors"] ??= new JsonArray())).Add((JsonNode)new JsonObject { ["code"] = code, ["message"] = message });
    }

    public void ThrowIfAny()
    {
        if (_tree is not null)
            throw new ApiError(400, 50035, "Invalid Form Body", _tree);
    }

    public static ApiError Of(string path, string code, string message)
    {
        var errors = new FormErrors();
        errors.Add(path, code, message);
        return new ApiError(400, 50035, "Invalid Form Body", errors._tree);
    }
}
