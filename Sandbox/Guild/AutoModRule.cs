using System.Text.Json.Nodes;
using ChatVideoBot.Sandbox.Rest;

namespace ChatVideoBot.Sandbox.Guild;

/// <summary>Writes an AutoMod rule as Discord does (docs: resources/auto-moderation), from what somebody says of it.</summary>
internal static class AutoModRule
{
    private const int Keyword = 1, Spam = 3, Preset = 4, MentionSpam = 5;

    /// <param name="form">All fields as Discord names them; what is left out is as for a new rule that blocks messages.</param>
    /// <param name="guild">Whose rule it is.</param>
    /// <param name="id">The rule's id.</param>
    public static JsonObject Read(Form form, Community guild, ulong id)
    {
        var trigger = (int)(form.Integer("trigger_type", 1, 5) ?? Keyword);
        if (trigger is not (Keyword or Spam or Preset or MentionSpam))
            form.Wrong("trigger_type", "BASE_TYPE_CHOICES", "Value must be one of {1, 3, 4, 5}.");
        var metadata = form.Object("trigger_metadata") ?? new Form([], form.Errors, "trigger_metadata");
        return new JsonObject
        {
            ["id"] = id.ToString(),
            ["guild_id"] = guild.Id.ToString(),
            ["creator_id"] = guild.Owner.Id.ToString(),
            ["name"] = form.Text("name", 1, 100) ?? "Rule",
            ["event_type"] = form.Integer("event_type", 1, 2) ?? 1,
            ["actions"] = Actions(form),
            ["trigger_type"] = trigger,
            ["enabled"] = form.Bool("enabled") ?? true,
            ["exempt_roles"] = Strings(form, "exempt_roles", 20, 20),
            ["exempt_channels"] = Strings(form, "exempt_channels", 50, 20),
            ["trigger_metadata"] = trigger switch
            {
                Keyword => new JsonObject
                {
                    ["keyword_filter"] = Strings(metadata, "keyword_filter", 1000, 60),
                    ["regex_patterns"] = Strings(metadata, "regex_patterns", 10, 260),
                    ["allow_list"] = Strings(metadata, "allow_list", 100, 60),
                },
                Preset => new JsonObject
                {
                    ["allow_list"] = Strings(metadata, "allow_list", 1000, 60),
                    ["presets"] = metadata.List("presets", 0, 3)?.DeepClone() ?? new JsonArray(),
                },
                MentionSpam => new JsonObject
                {
                    ["mention_total_limit"] = metadata.Integer("mention_total_limit", 0, 50) ?? 20,
                    ["mention_raid_protection_enabled"] = metadata.Bool("mention_raid_protection_enabled") ?? false,
                },
                _ => new JsonObject(),
            },
        };
    }

    private static JsonArray Actions(Form form)
    {
        var actions = form.Objects("actions", 0, 5).Select(action => (JsonNode?)new JsonObject
        {
            ["type"] = action.Integer("type", 1, 4, required: true),
            ["metadata"] = action.Json["metadata"]?.DeepClone() ?? new JsonObject(),
        }).ToArray();
        return form.Has("actions") ? new JsonArray(actions) : [new JsonObject { ["type"] = 1, ["metadata"] = new JsonObject() }];
    }

    private static JsonArray Strings(Form form, string name, int most, int longest)
    {
        var strings = new JsonArray();
        foreach (var (i, item) in (form.List(name, 0, most) ?? []).Index())
        {
            if (item is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 && CodePoints.Count(text) <= longest)
                strings.Add((JsonNode)text);
            else
                form.Errors.Add($"{form.At(name)}.{i}", "BASE_TYPE_BAD_LENGTH", $"Must be between 1 and {longest} in length.");
        }
        return strings;
    }
}
