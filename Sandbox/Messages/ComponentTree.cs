using System.Text.Json.Nodes;

namespace ChatVideoBot.Sandbox.Messages;

/// <summary>Walks a tree of components.</summary>
internal static class ComponentTree
{
    /// <summary>Every component, outer ones first.</summary>
    public static IEnumerable<JsonObject> All(JsonNode? node)
    {
        if (node is JsonArray list)
            return list.SelectMany(All);
        if (node is not JsonObject component)
            return [];
        return [component, .. All(component["components"]), .. All(component["accessory"]), .. All(component["component"])];
    }
}
