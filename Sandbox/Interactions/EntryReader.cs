using System.Text.Json;
using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Messages;
using ChatVideoBot.Sandbox.Page;

namespace ChatVideoBot.Sandbox.Interactions;

/// <summary>Checks what a person picked in a select or entered in a form against the components.</summary>
internal sealed class EntryReader(Resolved resolved)
{
    public JsonArray SelectValues(JsonObject select, JsonArray values)
    {
        var least = select["min_values"]?.GetValue<long>() ?? 1;
        var most = select["max_values"]?.GetValue<long>() ?? 1;
        if (select["required"]?.GetValueKind() == JsonValueKind.False)
            least = 0;
        if (values.Count < least || values.Count > most)
            throw new PageError(400, $"Choose {(least == most ? least : $"{least} to {most}")}.");
        var sent = new JsonArray();
        foreach (var value in values.Select(v => v?.ToString()))
        {
            var found = (ComponentType)select["type"]!.GetValue<int>() switch
            {
                ComponentType.UserSelect => resolved.User(value),
                ComponentType.RoleSelect => resolved.Role(value),
                ComponentType.MentionableSelect => resolved.User(value) ?? resolved.Role(value),
                ComponentType.ChannelSelect => resolved.Channel(value),
                ComponentType.FileUpload => resolved.Upload(value),
                _ => (select["options"] as JsonArray ?? []).Any(o => o?["value"]?.ToString() == value) ? value : null,
            };
            sent.Add(found ?? throw new PageError(400, $"{value} cannot be chosen."));
        }
        return sent;
    }

    /// <summary>The form's components with what was entered, in the shape of a submission.</summary>
    public JsonArray ModalComponents(JsonArray defined, JsonArray given)
    {
        var entered = ComponentTree.All(given).Where(c => c["custom_id"] is not null)
            .GroupBy(c => c["custom_id"]!.ToString()).ToDictionary(g => g.Key, g => g.First());
        return new JsonArray([.. defined.OfType<JsonObject>().Select(top =>
        {
            var sent = new JsonObject { ["type"] = top["type"]!.DeepClone(), ["id"] = top["id"]?.DeepClone() };
            if (top["component"] is JsonObject inner)
                sent["component"] = Entered(inner, entered);
            else if (top["components"] is JsonArray row)
                sent["components"] = new JsonArray([.. row.OfType<JsonObject>().Select(c => (JsonNode)Entered(c, entered))]);
            return (JsonNode)sent;
        })]);
    }

    private JsonObject Entered(JsonObject definition, Dictionary<string, JsonObject> entered)
    {
        var customId = definition["custom_id"]!.ToString();
        entered.TryGetValue(customId, out var input);
        var type = (ComponentType)definition["type"]!.GetValue<int>();
        var sent = new JsonObject { ["type"] = (int)type, ["id"] = definition["id"]?.DeepClone(), ["custom_id"] = customId };
        switch (type)
        {
            case ComponentType.TextInput:
                var text = input?["value"]?.ToString() ?? "";
                var least = definition["min_length"]?.GetValue<long>() ?? 0;
                var required = definition["required"]?.GetValueKind() != JsonValueKind.False;
                var length = CodePoints.Count(text);
                if (required && length == 0)
                    throw new PageError(400, "A field of the form is required.");
                if (length > 0 && length < least)
                    throw new PageError(400, $"A field of the form needs at least {least} characters.");
                if (length > (definition["max_length"]?.GetValue<long>() ?? 4000))
                    throw new PageError(400, $"A field of the form takes at most {definition["max_length"] ?? 4000} characters.");
                sent["value"] = text;
                break;
            case ComponentType.Checkbox:
                sent["value"] = input?["value"]?.ToString() is "true";
                break;
            case ComponentType.RadioGroup:
                sent["value"] = input?["value"]?.DeepClone() ?? (input?["values"] as JsonArray)?.FirstOrDefault()?.DeepClone();
                break;
            default:
                sent["values"] = SelectValues(definition, input?["values"] as JsonArray ?? []);
                break;
        }
        return sent;
    }
}
